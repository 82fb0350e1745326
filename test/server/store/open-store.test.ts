import { sql, type Kysely } from 'kysely';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { migrate } from '../../../server/store/migrate.ts';
import { MIGRATIONS } from '../../../server/store/migrations/in-order.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { describeOnBothEngines, testStoreOptions } from '../../support/postgres-engines.ts';

describeOnBothEngines('The store', (database) => {
  it('reads every type alike on both engines', async () => {
    const { rows } = await sql`
      select count(*) as counted, 9007199254740993::int8 as big, 12.50::numeric as amount, date '2026-12-15' as day,
        timestamptz '2026-12-15 10:00:00-05' as at, '\\x00ff'::bytea as bytes, '[{"a":1}]'::jsonb as list,
        array['x', 'y'] as words, true as yes
    `.execute(database().store.db);
    expect(rows).toEqual([
      {
        counted: '1',
        big: '9007199254740993',
        amount: '12.50',
        day: '2026-12-15',
        at: new Date('2026-12-15T15:00:00Z'),
        bytes: Buffer.from([0, 255]),
        list: [{ a: 1 }],
        words: ['x', 'y'],
        yes: true,
      },
    ]);
  });

  it('writes dates, times, bytes and JSON as it reads them', async () => {
    const bytes = randomBytes(300);
    const { rows } = await sql`
      select ${'2026-02-28'}::date as day, ${new Date(1_700_000_000_123)}::timestamptz as at, ${bytes}::bytea as bytes,
        ${JSON.stringify([1, { b: null }])}::jsonb as list
    `.execute(database().store.db);
    expect(rows).toEqual([{ day: '2026-02-28', at: new Date(1_700_000_000_123), bytes, list: [1, { b: null }] }]);
  });

  it('keeps the statements of thirty concurrent transactions apart', async () => {
    const { db } = database().store;
    await sql`create table account (id int primary key, amount int not null)`.execute(db);
    await sql`insert into account values (1, 0)`.execute(db);
    const add = (fails: boolean) =>
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ amount: number }>`select amount from account where id = 1 for update`.execute(trx);
        await new Promise((resolve) => setTimeout(resolve, 2));
        await sql`update account set amount = ${(rows[0]?.amount ?? 0) + 1} where id = 1`.execute(trx);
        if (fails) throw new Error('rolled back on purpose');
      });
    const results = await Promise.allSettled(Array.from({ length: 30 }, (_, index) => add(index % 3 === 0)));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
    const { rows } = await sql<{ amount: number }>`select amount from account`.execute(db);
    expect(rows).toEqual([{ amount: 20 }]);
  });

  it('goes on after a statement that fails', async () => {
    const { db } = database().store;
    await expect(sql`select * from no_such_table`.execute(db)).rejects.toMatchObject({ code: '42P01' });
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  });

  it('counts the rows that a change touched', async () => {
    const { db } = database().store;
    await sql`create table counted (id int)`.execute(db);
    expect((await sql`insert into counted values (1), (2), (3)`.execute(db)).numAffectedRows).toBe(3n);
    expect((await sql`update counted set id = id where id > 1`.execute(db)).numAffectedRows).toBe(2n);
    expect((await sql`delete from counted where id > 5`.execute(db)).numAffectedRows).toBe(0n);
  });

  it('runs a migration once, and names one that fails without changing anything', async () => {
    const { db } = database().store;
    await migrate(db);
    const names = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
    expect(names.rows.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS));
    const up = async (inner: Kysely<unknown>) => {
      await sql`create table half_done (id int)`.execute(inner);
      throw new Error('broken on purpose');
    };
    const broken = { ...MIGRATIONS, '9999-broken': { up } };
    await expect(migrate(db, broken)).rejects.toThrow('9999-broken failed');
    const left = await sql`select to_regclass('half_done') as found`.execute(db);
    expect(left.rows).toEqual([{ found: null }]);
  });

  it('leaves a database alone that a newer version has migrated', async () => {
    const { db } = database().store;
    await sql`insert into kysely_migration (name, timestamp) values ('9998-of-the-future', 'now')`.execute(db);
    await expect(migrate(db)).resolves.toBeUndefined();
    await sql`delete from kysely_migration where name = '9998-of-the-future'`.execute(db);
  });
});

describe('Several server processes on one PostgreSQL', () => {
  it('migrate an empty database at the same time without a fault', async () => {
    const options = await testStoreOptions('postgres');
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(options)));
    const counts = await Promise.all(
      stores.map(async ({ db }) => (await sql`select count(*) as n from kysely_migration`.execute(db)).rows[0]),
    );
    expect(counts).toEqual(Array.from({ length: 4 }, () => ({ n: String(Object.keys(MIGRATIONS).length) })));
    await Promise.all(stores.map((store) => store.close()));
    rmSync(options.dataDir, { recursive: true, force: true });
  });

  it('get an error within seconds when the server cannot be reached', async () => {
    const options = { dataDir: '/nowhere', databaseUrl: 'postgresql://postgres@127.0.0.1:1/none' };
    await expect(openStore(options)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
