import type pg from 'pg';
import { describe, expect, it } from 'vitest';

import { oftenPrepared, preparedPool } from '../../../server/store/prepared-pool.ts';

class DatabaseRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A pool of one client that notes how it was asked; what is prepared fails with `code`, where one is given. */
function askedPool(code?: string) {
  const asked: { readonly text: string; readonly name?: string }[] = [];
  const client = {
    query(question: string | { readonly name: string; readonly text: string }) {
      asked.push(typeof question === 'string' ? { text: question } : question);
      if (typeof question !== 'string' && code !== undefined) return Promise.reject(new DatabaseRefusal(code));
      return Promise.resolve({ command: 'SELECT', rowCount: null, rows: [{ one: 1 }] });
    },
    release: () => undefined,
  };
  const pool = preparedPool({
    connect: () => Promise.resolve(client),
    end: () => Promise.resolve(),
  } as never as pg.Pool);
  const ask = async (text: string) => {
    const lent = await pool.connect();
    try {
      return await lent.query(text, []);
    } finally {
      lent.release();
    }
  };
  return { asked, ask };
}

describe('Statements that are asked often', () => {
  it('go under one name, others without any', async () => {
    const { asked, ask } = askedPool();
    const often = oftenPrepared('select 1');
    expect(await ask(often)).toEqual({ command: 'SELECT', rowCount: 0, rows: [{ one: 1 }] });
    await ask(often);
    await ask(oftenPrepared('select 2'));
    await ask('select 3');
    const names = asked.map(({ name }) => name);
    expect(names[0]).toMatch(/^chairready-[0-9a-f]{24}$/);
    expect([names[1], names[3]]).toEqual([names[0], undefined]);
    expect(names[2]).not.toBe(names[0]);
  });

  it.each(['26000', '42P05'])('go without a name from then on where a pooler loses it (%s)', async (code) => {
    const { asked, ask } = askedPool(code);
    const often = oftenPrepared('select 1');
    expect(await ask(often)).toMatchObject({ rows: [{ one: 1 }] });
    await ask(often);
    expect(asked.map(({ name }) => name !== undefined)).toEqual([true, false, false]);
  });

  it('fail as they are where the statement itself is at fault', async () => {
    const { asked, ask } = askedPool('23505');
    await expect(ask(oftenPrepared('insert'))).rejects.toThrow('23505');
    expect(asked).toHaveLength(1);
  });
});
