import { rmSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { sealBatch } from '../../../server/audit/seal.ts';
import { runDb } from '../../../server/commands/db.command.ts';
import { recordEvent } from '../../../server/store/audit.ts';
import { openCasesOf } from '../../../server/store/cases.ts';
import { openCase } from '../../../server/store/open-case.ts';
import { parentsFirst } from '../../../server/store/copy-database.ts';
import { openStore, type Store } from '../../../server/store/open-store.ts';
import { aCall, RULES_OF_CALLS } from '../../support/a-call.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';
import { answersOf, runOn } from './run-command.ts';

describe('db copy', () => {
  let source: Awaited<ReturnType<typeof testStoreOptions>>;
  let target: Store;
  let url: string;

  const copy = (...argv: string[]) =>
    runOn((given, streams) => runDb(given, streams, { CHAIRREADY_DATA: source.dataDir }), [], argv);

  beforeAll(async () => {
    source = await testStoreOptions('pglite');
    const { databaseUrl = '', dataDir } = await testStoreOptions('postgres');
    url = databaseUrl;
    target = await openStore({ dataDir, databaseUrl });
    const embedded = await openStore(source);
    const { db, decisions } = embedded;
    await decisions.keepRuleBundle(RULES_OF_CALLS, 'rules');
    for (let n = 0; n < 3; n += 1) await decisions.keepDecision(aCall({ id: `${n}`.repeat(32) }));
    await recordEvent(db, 'login', { at: new Date(), actor: 'Practitioner/ö"\\,(n1', body: { said: '{"a": "\\n"}' } });
    await sealBatch(db);
    await openCase(db, {
      ...{ tenant: 't1', patientRef: 'Patient/p1', visitDate: '2026-12-15', appointmentKey: 'Appointment/a1' },
      ...{ workKind: 'authorization', route: 'senior', why: 'It ends before.', openedAt: new Date() },
    });
    await embedded.close();
  }, 90_000);

  afterAll(async () => {
    await target.close();
    rmSync(source.dataDir, { recursive: true, force: true });
  });

  it('refuses another action and an address that is none', async () => {
    for (const argv of [[], ['move'], ['copy'], ['copy', '--to', 'nowhere'], ['copy', '--to', 'https://a.example']])
      expect((await copy(...argv)).status).toBe(2);
  });

  it('copies every row to the bit, and the audit chain is whole there', async () => {
    const run = await copy('copy', '--to', url);
    expect(run.errors).toBe('');
    expect(run.status).toBe(0);
    expect(answersOf(run)).toMatchObject([{ chain: { records: 4, ok: true } }]);
    const embedded = await openStore(source);
    try {
      for (const table of [
        'cds_call',
        'audit_event',
        'audit_body',
        'audit_head',
        'rule_bundle',
        'authorization_case',
      ]) {
        const read = async ({ db }: Store) =>
          (await sql<{ line: string }>`select t::text as line from ${sql.table(table)} t order by 1`.execute(db)).rows;
        const there = await read(target);
        expect(there.length).toBeGreaterThan(0);
        expect(there).toEqual(await read(embedded));
      }
    } finally {
      await embedded.close();
    }
  });

  it('leaves a database behind that goes on: new records, new cases, and triggers that refuse', async () => {
    await recordEvent(target.db, 'export', { at: new Date() });
    expect(await sealBatch(target.db)).toBeDefined();
    expect(await openCasesOf(target.db, 't1', 'Patient/p1')).toHaveLength(1);
    await expect(sql`delete from audit_event`.execute(target.db)).rejects.toThrow(/append-only/);
  });

  it('touches nothing where the other database holds rows already', async () => {
    const before = await sql<{ n: string }>`select count(*) as n from audit_event`.execute(target.db);
    const run = await copy('copy', '--to', url);
    expect(run.status).toBe(2);
    expect(run.errors).toMatch(/not empty/);
    expect((await sql<{ n: string }>`select count(*) as n from audit_event`.execute(target.db)).rows).toEqual(
      before.rows,
    );
  });

  it('says in a sentence that a server is running on the folder, or that none answers', async () => {
    const held = await openStore(source);
    try {
      const run = await copy('copy', '--to', url);
      expect([run.status, run.errors]).toEqual([1, expect.stringMatching(/\S/)]);
    } finally {
      await held.close();
    }
    const nowhere = await copy('copy', '--to', 'postgres://127.0.0.1:1/none');
    expect([nowhere.status, nowhere.errors]).toEqual([1, expect.stringMatching(/\S/)]);
  });
});

describe('the order of tables', () => {
  it('puts a table after those that it refers to', () => {
    const order = parentsFirst(
      ['a', 'b', 'c'],
      [
        { child: 'a', parent: 'b' },
        { child: 'b', parent: 'c' },
      ],
    );
    expect(order).toEqual(['c', 'b', 'a']);
    expect(() =>
      parentsFirst(
        ['a', 'b'],
        [
          { child: 'a', parent: 'b' },
          { child: 'b', parent: 'a' },
        ],
      ),
    ).toThrow(/ring/);
  });
});
