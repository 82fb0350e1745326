import { describe, expect, it } from 'vitest';

import { createGroupCommit, type InsertMany } from '../../../server/store/group-commit.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A table in memory that commits when told to. */
function aTable() {
  const batches: string[][] = [];
  const rows = new Set<string>();
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;
  const insertMany: InsertMany<string> = async (batch) => {
    batches.push([...batch]);
    await gate;
    if (batch.includes('poison')) throw Object.assign(new Error('bad value'), { code: '22P05' });
    return batch.map((row) => !rows.has(row) && rows.add(row).size > 0);
  };
  const hold = () => {
    gate = new Promise((resolve) => {
      open = resolve;
    });
  };
  return {
    batches,
    rows,
    insertMany,
    hold,
    release: () => {
      open();
    },
  };
}

describe('Group commit', () => {
  it('puts callers of one turn into one insert', async () => {
    const table = aTable();
    const writer = createGroupCommit(table.insertMany);
    expect(await Promise.all(['a', 'b', 'c'].map((row) => writer.keep(row)))).toEqual([
      { ok: true },
      { ok: true },
      { ok: true },
    ]);
    expect(table.batches).toEqual([['a', 'b', 'c']]);
  });

  it('gathers what arrives during a commit into the next insert, in order', async () => {
    const table = aTable();
    const writer = createGroupCommit(table.insertMany, { maxBatch: 2 });
    table.hold();
    const kept = [writer.keep('a')];
    await turn();
    kept.push(writer.keep('b'), writer.keep('c'), writer.keep('d'));
    expect(writer.waiting).toBe(3);
    table.release();
    await Promise.all(kept);
    expect(table.batches).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('answers nobody before the commit', async () => {
    const table = aTable();
    const writer = createGroupCommit(table.insertMany);
    table.hold();
    let answered = false;
    const kept = writer.keep('a').then(() => {
      answered = true;
    });
    await turn();
    await turn();
    expect(answered).toBe(false);
    table.release();
    await kept;
    expect(answered).toBe(true);
  });

  it('tells only the second writer of a key that it came second', async () => {
    const writer = createGroupCommit(aTable().insertMany);
    const kept = await Promise.all(['a', 'b', 'a', 'c'].map((row) => writer.keep(row)));
    expect(kept).toEqual([{ ok: true }, { ok: true }, { ok: false, problem: 'replayed' }, { ok: true }]);
  });

  it('keeps the healthy rows around two poisoned ones', async () => {
    const table = aTable();
    const writer = createGroupCommit(table.insertMany);
    const given = ['a', 'poison', 'b', 'c', 'd', 'poison', 'e'];
    const kept = await Promise.all(given.map((row) => writer.keep(row)));
    expect(kept.map((one) => (one.ok ? 'kept' : one.problem))).toEqual([
      'kept',
      'refused',
      'kept',
      'kept',
      'kept',
      'refused',
      'kept',
    ]);
    expect([...table.rows].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('does not split a batch when the connection is lost, and works again afterwards', async () => {
    const table = aTable();
    let down = true;
    let calls = 0;
    const writer = createGroupCommit<string>((rows) => {
      calls += 1;
      return down ? Promise.reject(new Error('Connection terminated unexpectedly')) : table.insertMany(rows);
    });
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map((row) => writer.keep(row)));
    expect(kept.map((one) => (one.ok ? 'kept' : one.problem))).toEqual(Array(4).fill('unavailable'));
    expect(calls).toBe(1);
    down = false;
    expect(await writer.keep('a')).toEqual({ ok: true });
  });

  it('takes exactly as many waiting rows as it may, and turns the next away at once', async () => {
    const table = aTable();
    const writer = createGroupCommit(table.insertMany, { maxBatch: 1, maxWaiting: 3 });
    table.hold();
    const first = writer.keep('first');
    await turn();
    const fitting = ['a', 'b', 'c'].map((row) => writer.keep(row));
    expect(await writer.keep('too many')).toEqual({ ok: false, problem: 'overloaded' });
    table.release();
    expect(await Promise.all([first, ...fitting])).toEqual(Array(4).fill({ ok: true }));
    expect(table.rows.has('too many')).toBe(false);
  });

  it('has nothing left to write after drain', async () => {
    const table = aTable();
    const writer = createGroupCommit(table.insertMany, { maxBatch: 2 });
    void Promise.all(['a', 'b', 'c', 'd', 'e'].map((row) => writer.keep(row)));
    await writer.drain();
    expect(table.rows.size).toBe(5);
    expect(writer.waiting).toBe(0);
  });
});
