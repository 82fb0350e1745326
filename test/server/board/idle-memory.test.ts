import { describe, expect, it } from 'vitest';
import { idleMemory } from '../../../server/board/idle-memory.ts';

function remembering(most = 100) {
  const clock = { ms: 0 };
  const memory = idleMemory<number>({ idleMs: 10, lastsMs: 30, most, now: () => clock.ms });
  return { clock, memory };
}

describe('The memory of what pages ask for', () => {
  it('holds what is asked for, and lets go of what is not when something new comes: it cannot grow with time', () => {
    const { clock, memory } = remembering();
    for (let n = 0; n < 1000; n += 1) {
      memory.set(`decision ${String(n)}`, n);
      clock.ms += 1;
    }
    expect(memory.size()).toBe(10);
    expect([memory.get('decision 991'), memory.get('decision 989')]).toEqual([991, undefined]);
  });

  it('keeps for longer what is asked for, but not beyond its time', () => {
    const { clock, memory } = remembering();
    memory.set('one', 1);
    for (const at of [9, 18, 27, 29]) {
      clock.ms = at;
      expect(memory.get('one')).toBe(1);
    }
    clock.ms = 30;
    expect(memory.get('one')).toBeUndefined();
    expect(memory.size()).toBe(0);
  });

  it('holds no more than it may at a time, and forgets first what was asked for longest ago', () => {
    const { memory } = remembering(3);
    for (const n of [1, 2, 3]) memory.set(String(n), n);
    memory.get('1');
    memory.set('4', 4);
    expect(['1', '2', '3', '4'].map(memory.get)).toEqual([1, undefined, 3, 4]);
  });

  it('counts anew from when a value is set again', () => {
    const { clock, memory } = remembering();
    memory.set('one', 1);
    clock.ms = 9;
    memory.set('one', 2);
    clock.ms = 18;
    expect(memory.get('one')).toBe(2);
  });
});
