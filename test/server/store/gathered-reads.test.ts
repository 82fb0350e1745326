import { describe, expect, it } from 'vitest';

import { gatherReads } from '../../../server/store/gathered-reads.ts';

/** Doubles numbers and notes in which company each was asked; refuses 13. */
function doubling(most?: number) {
  const batches: number[][] = [];
  let [atOnce, mostAtOnce] = [0, 0];
  const read = gatherReads(async (asked: readonly number[]) => {
    batches.push([...asked]);
    mostAtOnce = Math.max(mostAtOnce, (atOnce += 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
    atOnce -= 1;
    if (asked.includes(13)) throw new Error('thirteen');
    return asked.map((one) => 2 * one);
  }, most);
  return { batches, read, mostAtOnce: () => mostAtOnce };
}

describe('Gathered reads', () => {
  it('answer each its own question, in one query for all of one turn', async () => {
    const { batches, read } = doubling();
    expect(await Promise.all([1, 2, 3].map(read))).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
    expect(await read(4)).toBe(8);
  });

  it('run one query at a time and none larger than allowed', async () => {
    const { batches, read, mostAtOnce } = doubling(3);
    await Promise.all([1, 2, 3, 4].map(read));
    expect(batches).toEqual([[1, 2, 3], [4]]);
    expect(mostAtOnce()).toBe(1);
  });

  it('fail for the one that is refused and for no other', async () => {
    const { read } = doubling();
    const answers = await Promise.allSettled([1, 13, 2].map(read));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await read(5)).toBe(10);
  });
});
