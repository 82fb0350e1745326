import { describe, expect, it } from 'vitest';

import { oneConnectionPool, type EmbeddedEngine } from '../../../server/store/one-connection-pool.ts';

/** An engine that only remembers what it was asked, each statement taking a turn of the event loop. */
function anEngine() {
  const statements: string[] = [];
  const query = async (text: string) => {
    statements.push(text);
    await new Promise((resolve) => setImmediate(resolve));
    return { rows: [], affectedRows: 0 };
  };
  const close = () => {
    statements.push('closed');
    return Promise.resolve();
  };
  return { statements, engine: { query, close } as unknown as EmbeddedEngine };
}

describe('The pool of one connection', () => {
  it('lends the connection in the order of asking, whole transactions at a time', async () => {
    const { statements, engine } = anEngine();
    const pool = oneConnectionPool(engine);
    const transaction = async (name: string) => {
      const client = await pool.connect();
      for (const step of ['begin', 'work', 'commit']) await client.query(`${name} ${step}`, []);
      client.release();
    };
    await Promise.all(['a', 'b', 'c'].map(transaction));
    expect(statements).toEqual(
      ['a', 'b', 'c'].flatMap((name) => ['begin', 'work', 'commit'].map((s) => `${name} ${s}`)),
    );
    expect(pool.waiting).toBe(0);
  });

  it('ends the wait of code that asks for it inside its own transaction, and goes on', async () => {
    const pool = oneConnectionPool(anEngine().engine, 20);
    const outer = await pool.connect();
    await expect(pool.connect()).rejects.toThrow('inside a transaction use the transaction');
    outer.release();
    outer.release();
    const next = await pool.connect();
    const waiting = pool.connect();
    expect(pool.waiting).toBe(1);
    next.release();
    (await waiting).release();
  });

  it('closes after the borrower has finished and lends nothing more', async () => {
    const { statements, engine } = anEngine();
    const pool = oneConnectionPool(engine);
    const client = await pool.connect();
    const ended = pool.end();
    await client.query('last words', []);
    client.release();
    await ended;
    expect(statements).toEqual(['last words', 'closed']);
    await expect(pool.connect()).rejects.toThrow('closed');
  });
});
