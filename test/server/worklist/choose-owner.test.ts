import { describe, expect, it } from 'vitest';
import type { StaffLoad } from '../../../server/worklist/choose-owner.ts';
import { chooseOwner } from '../../../server/worklist/choose-owner.ts';

const person = (id: string, different: Partial<StaffLoad> = {}): StaffLoad => ({
  ...{ id, roles: ['authorization-specialist'], capacityPerDay: 4, due: 0, isAway: false },
  ...different,
});

const ownerAmong = (staff: readonly StaffLoad[], openDays = 2): string | undefined =>
  chooseOwner(staff, 'authorization', openDays);

describe('who gets a case', () => {
  it('is the one with most room for a day’s work until it is due', () => {
    expect(ownerAmong([person('a', { due: 2 }), person('b', { due: 1 })])).toBe('b');
    // Three of twenty a day leave more room than one of four.
    expect(ownerAmong([person('a', { due: 1 }), person('b', { due: 3, capacityPerDay: 20 })])).toBe('b');
  });

  it('is somebody even where nobody has room: the least burdened', () => {
    expect(ownerAmong([person('a', { due: 40 }), person('b', { due: 39 })], 0)).toBe('b');
  });

  it('is the same one among equals, whatever the order of the list', () => {
    const equals = [person('b'), person('a'), person('c')];
    expect(ownerAmong(equals)).toBe('a');
    expect(ownerAmong([...equals].reverse())).toBe('a');
  });

  it('is nobody who is away or does other work, and nobody at all where no one is left', () => {
    const away = person('a', { isAway: true });
    const clerk = person('b', { roles: ['clerk'] });
    expect(ownerAmong([away, clerk, person('c', { due: 9 })])).toBe('c');
    expect(ownerAmong([away, clerk])).toBeUndefined();
  });
});
