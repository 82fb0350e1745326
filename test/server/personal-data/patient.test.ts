import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';

import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import { deletePatient } from '../../../server/personal-data/delete-patient.ts';
import type { PatientRow } from '../../../server/personal-data/export-patient.ts';
import { exportPatient } from '../../../server/personal-data/export-patient.ts';
import { PATIENT_TABLES } from '../../../server/personal-data/patient-tables.ts';
import type { WhoseRows } from '../../../server/personal-data/patient-tables.ts';
import { patientDeleteHandler, patientExportHandler } from '../../../server/personal-data/patient.handler.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { RULES_OF_CALLS } from '../../support/a-call.ts';
import { describeOnBothEngines } from '../../support/postgres-engines.ts';
import { fillEveryTable, VISIT } from './every-table.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const TODAY = '2026-11-22';

describeOnBothEngines('personal data', (database) => {
  let store: Store;
  let members: readonly string[];
  const own = (): WhoseRows => ({ tenant: 'a', patient: 'Patient/p1', members });
  const others: readonly WhoseRows[] = [
    { tenant: 'a', patient: 'Patient/p2', members: ['M-a-p2'] },
    { tenant: 'b', patient: 'Patient/p1', members: ['M-b-p1'] },
  ];

  beforeAll(async () => {
    ({ store } = database());
    await store.decisions.keepRuleBundle(RULES_OF_CALLS, 'rules');
    members = [await fillEveryTable(store, own())];
    for (const one of others) await fillEveryTable(store, one);
    while ((await sealBatch(store.db)) !== undefined);
  });

  const rowsOf = async (whose: WhoseRows): Promise<readonly PatientRow[]> => {
    const rows: PatientRow[] = [];
    await exportPatient(store.db, whose, (row) => rows.push(row), NOW);
    return rows;
  };

  /** By the names that columns about a patient have here, or that hang on such a row. */
  it('knows every table with a column about a patient, so that a new one is not forgotten', async () => {
    const { rows } = await sql<{ name: string }>`
      select distinct c.relname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and a.attnum > 0 and not a.attisdropped
        and (a.attname ~ '(patient|member|birth)' or a.attname in ('case_id', 'record_id', 'preparation_id', 'card_uuid'))
      order by 1
    `.execute(store.db);
    const known = new Set(PATIENT_TABLES.map(({ table }) => table));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('exports every row of every table, of this patient in this tenant only, without tokens', async () => {
    const rows = await rowsOf(own());
    const tables = new Set(rows.map(({ table }) => table));
    expect([...tables].sort()).toEqual(PATIENT_TABLES.map(({ table }) => table).sort());
    const text = JSON.stringify(rows);
    expect(text).not.toMatch(/Patient\/p2|M-a-p2|M-b-p1|"tenant":"b"/);
    expect(text).not.toContain('access_token');
    const [call] = rows.filter(({ table }) => table === 'cds_call');
    expect(call?.row['snapshot']).toMatchObject({ note: 'übrig' });
    const [last] = await sql<{ body: unknown }>`
      select b.body from audit_event e join audit_body b on b.id = e.body_id where e.kind = 'export' order by seq desc
    `
      .execute(store.db)
      .then(({ rows: found }) => found);
    expect(last?.body).toMatchObject({ what: 'patient', patient: 'Patient/p1', rows: rows.length });
  });

  it('finds rows that name a member only when the member is named', async () => {
    const without = await rowsOf({ ...own(), members: [] });
    expect(without.filter(({ table }) => table === 'eligibility_check')).toEqual([]);
    expect(without.filter(({ table }) => table === 'authorization_row')).toHaveLength(1);
    expect((await rowsOf(own())).filter(({ table }) => table === 'authorization_row')).toHaveLength(2);
  });

  it('refuses while a visit is to come or a case is open, and deletes nothing', async () => {
    const question = { ...own(), why: 'asked by the patient', at: NOW, today: VISIT };
    expect(await deletePatient(store.db, question)).toEqual({ ok: false, problem: 'visit-to-come' });
    await sql`update authorization_case set state = 'open', closed_at = null where id = 'a-p1'`.execute(store.db);
    expect(await deletePatient(store.db, { ...question, today: TODAY })).toEqual({ ok: false, problem: 'case-open' });
    await sql`update authorization_case set state = 'resolved', closed_at = now() where id = 'a-p1'`.execute(store.db);
    expect((await rowsOf(own())).map(({ table }) => table)).toContain('cds_call');
  });

  it('refuses an unknown tenant, a reference that is none and a deletion without a reason', async () => {
    const handler = patientDeleteHandler(store.db, { tenants: ['a', 'b'], today: () => TODAY });
    const asked = { command: 'patient delete', tenant: 'a', patient: 'Patient/p1', why: 'asked for' };
    for (const [wrong, message] of [
      [{ tenant: 'c' }, 'there is no tenant "c"'],
      [{ tenant: undefined }, 'several are configured'],
      [{ patient: 'p1' }, 'must be a reference'],
      [{ why: 'no' }, 'say why'],
    ] as const)
      await expect(handler({ ...asked, ...wrong }, () => undefined)).rejects.toThrow(message);
  });

  it('finds what was taken in before any tenant was configured', async () => {
    const nobody = patientExportHandler(store.db, { tenants: [], today: () => TODAY });
    const seen: unknown[] = [];
    const asked = { command: 'patient export', patient: 'Patient/p1' };
    await nobody({ ...asked, tenant: 'a' }, (row) => seen.push(row));
    expect(seen.length).toBeGreaterThan(0);
    await expect(nobody(asked, () => undefined)).resolves.toBeDefined();
  });

  it('deletes what may go, says what stayed and why, leaves others alone, and the chain stays whole', async () => {
    const before = await Promise.all(others.map(rowsOf));
    const deletion = await deletePatient(store.db, { ...own(), why: 'asked by the patient', at: NOW, today: TODAY });
    if (!deletion.ok) throw new Error(deletion.problem);
    const report = new Map(deletion.value.map((one) => [one.table, one]));
    for (const { table, onDeletion } of PATIENT_TABLES) {
      if (onDeletion === 'keep') expect(report.get(table)).toMatchObject({ deleted: 0, kept: 1 });
      else expect(report.get(table)?.deleted, table).toBeGreaterThan(0);
    }
    const left = new Set((await rowsOf(own())).map(({ table }) => table));
    const kept = PATIENT_TABLES.filter(({ onDeletion }) => onDeletion === 'keep').map(({ table }) => table);
    expect([...left].sort()).toEqual(['audit_body', ...kept].sort());
    while ((await sealBatch(store.db)) !== undefined);
    expect(await verifyChain(store.db)).toMatchObject({ ok: true, faults: [], deletedBodies: 2 });
    const withoutExports = (rows: readonly PatientRow[]) => rows.filter(({ table }) => table !== 'audit_body');
    const after = await Promise.all(others.map(rowsOf));
    expect(after.map(withoutExports)).toEqual(before.map(withoutExports));
  });

  it('keeps who looked, and that and why it was deleted', async () => {
    const { rows } = await sql<{ kind: string; why: string | null }>`
      select distinct e.kind, b.body ->> 'why' as why from audit_event e join audit_body b on b.id = e.body_id
      where e.tenant = 'a' and (b.body ->> 'patient' = 'Patient/p1' or b.body -> 'patients' ? 'Patient/p1')
    `.execute(store.db);
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['export', 'patient-deleted', 'patient-view', 'waste']);
    expect(rows.find(({ kind }) => kind === 'patient-deleted')?.why).toBe('asked by the patient');
  });

  it('finds nothing more the second time', async () => {
    const again = await deletePatient(store.db, { ...own(), why: 'asked by the patient', at: NOW, today: TODAY });
    expect(again.ok && again.value.reduce((total, { deleted }) => total + deleted, 0)).toBe(0);
  });
});
