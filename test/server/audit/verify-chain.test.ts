import { sql } from 'kysely';
import { beforeEach, expect, it } from 'vitest';

import { keepSealing } from '../../../server/audit/sealer.job.ts';
import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import type { AuditReport } from '../../../server/audit/audit-report.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { deleteBodies, recordEvent, viewsOfPatient } from '../../../server/store/audit.ts';
import { newDecisionId } from '../../../server/store/decisions.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { describeOnBothEngines, type TestDatabase } from '../../support/postgres-engines.ts';

type Db = Store['db'];

/** What an intruder who owns the database can do: the guards are off, and on again afterwards. */
async function unguarded(db: Db, statements: readonly string[]): Promise<void> {
  for (const table of ['audit_event', 'audit_body', 'audit_head'])
    await sql.raw(`alter table ${table} disable trigger user`).execute(db);
  for (const statement of statements) await sql.raw(statement).execute(db);
  for (const table of ['audit_event', 'audit_body', 'audit_head'])
    await sql.raw(`alter table ${table} enable trigger user`).execute(db);
}

const BEGIN_ANEW = [
  'delete from audit_event',
  'delete from audit_body',
  'delete from cds_call',
  "update audit_head set position = 0, hash = repeat('0', 64)",
];

async function sealAll(db: Db): Promise<void> {
  while ((await sealBatch(db, 4)) !== undefined);
}

async function keepDecision({ store }: TestDatabase): Promise<string> {
  const id = newDecisionId();
  await store.decisions.keepDecision({
    id,
    tenant: 'clinic',
    service: 'infusion-booking',
    hookInstance: id,
    receivedAt: new Date(),
    answeredAt: new Date(),
    today: '2026-11-21',
    patientRef: 'Patient/p1',
    userRef: 'Practitioner/n1',
    role: 'scheduler',
    decision: '{"verdict":"at-risk"}',
    snapshot: '{"visits":[]}',
    rulesVersion: 'a'.repeat(64),
    cards: [{ summary: 'Keytruda' }],
  });
  return id;
}

const login = (db: Db, n: number): Promise<void> =>
  recordEvent(db, 'login', { at: new Date(), actor: `Practitioner/n${String(n)}`, tenant: 'clinic', body: { n } });

const kinds = ({ faults }: AuditReport): string[] => faults.map(({ at, kind }) => `${kind} at ${String(at)}`);

describeOnBothEngines('audit verify', (database) => {
  let db: Db;
  /** Ten records, of which the third and the ninth are decisions. */
  let decisions: string[];
  beforeEach(async () => {
    db = database().store.db;
    await unguarded(db, BEGIN_ANEW);
    decisions = [];
    for (const n of [1, 2]) await login(db, n);
    await sealAll(db);
    decisions.push(await keepDecision(database()));
    await sealAll(db);
    for (const n of [4, 5, 6, 7, 8]) await login(db, n);
    await sealAll(db);
    decisions.push(await keepDecision(database()));
    await sealAll(db);
    await recordEvent(db, 'policy-change', { at: new Date() });
    await sealAll(db);
  });

  it('finds nothing wrong with an untouched chain, and counts what is not sealed yet', async () => {
    expect(await verifyChain(db)).toMatchObject({ records: 10, sealed: 10, unsealed: 0, ok: true, faults: [] });
    await login(db, 11);
    await keepDecision(database());
    expect(await verifyChain(db)).toMatchObject({ records: 12, sealed: 10, unsealed: 2, ok: true, faults: [] });
  });

  it.each([
    ['a record that says something else', "update audit_event set actor = 'x' where position = 5", ['changed at 5']],
    [
      'a time moved by a microsecond',
      "update audit_event set at = at + interval '1 microsecond' where position = 5",
      ['changed at 5'],
    ],
    ['a record taken out', 'delete from audit_event where position = 5', ['deleted at 5']],
    ['the first record taken out', 'delete from audit_event where position = 1', ['deleted at 1']],
    ['the last record taken out', 'delete from audit_event where position = 10', ['truncated at 10']],
    ['a body rewritten', 'update audit_body set body = \'{"n": 40}\' where body = \'{"n": 4}\'', ['body-changed at 4']],
    ['a body lost', 'delete from audit_body where body = \'{"n": 4}\'', ['body-missing at 4']],
    [
      'a decision changed',
      "update cds_call set role = 'finance' where sealed_seq = (select min(sealed_seq) from cds_call)",
      ['body-changed at 3'],
    ],
    [
      'a snapshot changed',
      "update cds_call set snapshot = '\\x00' where sealed_seq = (select min(sealed_seq) from cds_call)",
      ['body-changed at 3'],
    ],
    [
      'cards changed',
      "update cds_call set cards = '[]' where sealed_seq = (select min(sealed_seq) from cds_call)",
      ['body-changed at 3'],
    ],
    [
      'a decision lost',
      'delete from cds_call where sealed_seq = (select min(sealed_seq) from cds_call)',
      ['body-missing at 3'],
    ],
    ['the tail cut off', 'delete from audit_event where position >= 9', ['truncated at 9']],
    ['an empty chain', 'delete from audit_event', ['truncated at 1']],
  ])('finds %s', async (_what, statement, expected) => {
    await unguarded(db, [statement]);
    const report = await verifyChain(db);
    expect(kinds(report)).toEqual(expected);
    expect(report.ok).toBe(expected.length === 0);
  });

  it('passes over a gap of any length, and finds what lies behind it', async () => {
    const far = 10n ** 15n;
    await unguarded(db, [
      `update audit_event set position = position + ${far.toString()} where position >= 9`,
      "update audit_event set actor = 'x' where kind = 'policy-change'",
    ]);
    const { ok, faults, sealed } = await verifyChain(db);
    expect({ ok, sealed, first: faults[0], faults: faults.length }).toEqual({
      ...{ ok: false, sealed: 10, first: { at: 9, kind: 'deleted' }, faults: 1000 },
    });
  });

  it('finds records in another order', async () => {
    const swap = `update audit_event a set position = b.position, prev_hash = b.prev_hash from audit_event b`;
    await unguarded(db, [
      'alter table audit_event drop constraint audit_event_position_key',
      `${swap} where (a.position, b.position) in ((5, 6), (6, 5))`,
      'alter table audit_event add constraint audit_event_position_key unique (position)',
    ]);
    const report = await verifyChain(db);
    expect(report.ok).toBe(false);
    expect(report.faults.map(({ at }) => at)).toEqual([5, 6, 7]);
    expect(report.faults.map(({ kind }) => kind)).toContain('reordered');
  });

  it('finds a tail that was cut off together with its head by the decision that points into it, or by a noted head', async () => {
    const { head } = await verifyChain(db);
    const [position, hash] = head.split(':');
    const noted = { position: BigInt(position ?? 0), hash: hash ?? '' };
    expect((await verifyChain(db, noted)).ok).toBe(true);
    const cut = (at: number): string[] => [
      `delete from audit_event where position >= ${String(at)}`,
      `update audit_head set (position, hash) = (select position, hash from audit_event order by position desc limit 1)`,
    ];
    await unguarded(db, cut(10));
    expect(kinds(await verifyChain(db)), 'the last record points nowhere').toEqual([]);
    expect(kinds(await verifyChain(db, noted))).toEqual(['truncated at 10']);
    await unguarded(db, cut(9));
    expect(kinds(await verifyChain(db))).toEqual(['truncated at 9']);
  });

  it('finds a tail that was written anew after a head was noted', async () => {
    const noted = { position: 10n, hash: 'f'.repeat(64) };
    expect(kinds(await verifyChain(db, noted))).toEqual(['changed at 10']);
  });

  it('says that bodies were deleted by retention, and finds no fault in it', async () => {
    const [decision = ''] = decisions;
    const body = await db
      .selectFrom('audit_event')
      .select('body_id')
      .where('position', '=', '4')
      .executeTakeFirstOrThrow();
    const ids = [decision, body.body_id ?? '', 'nobody'];
    expect(await deleteBodies(db, { ids, why: 'retention', at: new Date() })).toBe(2);
    await sealAll(db);
    expect(await verifyChain(db)).toMatchObject({ records: 11, ok: true, faults: [], deletedBodies: 2 });
    expect(await database().store.decisions.findDecision('clinic', decision)).toBeUndefined();
  });

  it('does not let a deletion record be deleted that way, nor what is not sealed yet', async () => {
    const [decision = ''] = decisions;
    await deleteBodies(db, { ids: [decision], why: 'request', at: new Date() });
    await sealAll(db);
    const record = await db
      .selectFrom('audit_event')
      .select('body_id')
      .where('kind', '=', 'body-deleted')
      .executeTakeFirstOrThrow();
    const unsealed = await keepDecision(database());
    expect(await deleteBodies(db, { ids: [record.body_id ?? '', unsealed], why: 'x', at: new Date() })).toBe(0);
  });

  it('finds a guard that is switched off', async () => {
    await sql.raw('alter table audit_event disable trigger audit_event_no_delete').execute(db);
    expect(kinds(await verifyChain(db))).toEqual(['unguarded at audit_event_no_delete']);
    await sql.raw('alter table audit_event enable trigger audit_event_no_delete').execute(db);
  });

  it('refuses a head that goes back', async () => {
    await expect(db.updateTable('audit_head').set({ position: '3' }).execute()).rejects.toThrow('only grows');
    await expect(db.deleteFrom('audit_head').execute()).rejects.toThrow('only grows');
  });

  it('says of a batch that was full that there may be more to seal', async () => {
    for (const n of [11, 12, 13]) await login(db, n);
    expect(await sealBatch(db, 2)).toMatchObject({ position: 12n, isFull: true });
    expect(await sealBatch(db, 2)).toMatchObject({ position: 13n, isFull: false });
    expect(await sealBatch(db, 2)).toBeUndefined();
  });

  it('seals all that there is when the sealer stops, though no batch was full', async () => {
    const sealer = keepSealing(db, silentLog);
    for (const n of [11, 12]) await login(db, n);
    await sealer.stop();
    expect(await verifyChain(db)).toMatchObject({ records: 12, unsealed: 0, ok: true });
  });

  it('seals every record once when two sealers are at it', async () => {
    for (let n = 0; n < 40; n += 1) await login(db, n);
    await Promise.all([sealAll(db), sealAll(db), sealAll(db)]);
    await sealAll(db);
    expect(await verifyChain(db)).toMatchObject({ records: 50, sealed: 50, unsealed: 0, ok: true });
  });

  it('tells who looked at a patient, and within one tenant only', async () => {
    const view = { at: new Date('2026-11-21T10:00:00Z'), actor: 'Practitioner/n1', body: { patient: 'Patient/p9' } };
    await recordEvent(db, 'patient-view', { ...view, tenant: 'clinic' });
    await recordEvent(db, 'patient-view', { ...view, tenant: 'other', actor: 'Practitioner/x' });
    expect(await viewsOfPatient(db, 'clinic', 'Patient/p9')).toEqual([view]);
    expect(await viewsOfPatient(db, 'clinic', 'Patient/p10')).toEqual([]);
  });
});
