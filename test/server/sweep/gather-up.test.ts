import { describe, expect, it } from 'vitest';
import { gatherUp } from '../../../server/sweep/gather-up.ts';

describe('What is gathered up', () => {
  it('is done as soon as a batch is full, the rest when it is asked for, each once and in order', async () => {
    const batches: (readonly number[])[] = [];
    const gathering = gatherUp(
      (batch: readonly number[]) => {
        batches.push(batch);
        return Promise.resolve();
      },
      { most: 3, waitMs: 60_000 },
    );
    for (let n = 1; n <= 7; n += 1) await gathering.add(n);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await gathering.rest();
    await gathering.rest();
    expect(batches[2]).toEqual([7]);
    expect(batches).toHaveLength(3);
  });

  it('waits for neighbours no longer than it was told', async () => {
    const done = new Promise<readonly string[]>((resolve) => {
      const gathering = gatherUp(
        (batch: readonly string[]) => {
          resolve(batch);
          return Promise.resolve();
        },
        { most: 3, waitMs: 1 },
      );
      void gathering.add('one');
    });
    expect(await done).toEqual(['one']);
  });

  it('fails whoever comes after a batch that failed, and does nothing more', async () => {
    let works = 0;
    const gathering = gatherUp(() => Promise.reject(new Error(String((works += 1)))), { most: 1, waitMs: 60_000 });
    await expect(gathering.add('one')).rejects.toThrow('1');
    await expect(gathering.add('two')).rejects.toThrow('1');
    await expect(gathering.rest()).rejects.toThrow('1');
    expect(works).toBe(1);
  });
});
