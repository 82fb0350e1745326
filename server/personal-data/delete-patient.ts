/** Deletes what is kept about a patient as far as it may go, and says per table what went and what stayed. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { sealBatch } from '../audit/seal.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { deleteBodies, recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { PatientTable, WhoseRows } from './patient-tables.ts';
import { PATIENT_TABLES } from './patient-tables.ts';

export interface DeletionQuestion extends WhoseRows {
  readonly why: string;
  readonly at: Date;
  /** The tenant's calendar day. */
  readonly today: string;
}

export interface TableDeletion {
  readonly table: string;
  readonly deleted: number;
  readonly kept: number;
  readonly why: string;
}

/** Why nothing was deleted: the next sweep would bring it back, or somebody is at work on it. */
export type DeletionRefused = 'visit-to-come' | 'case-open';

/**
 * Bodies go first and in batches, each with its own record in the chain; then all other rows in one transaction. Run
 * again it goes on where it was.
 */
export async function deletePatient(
  db: Kysely<Database>,
  question: DeletionQuestion,
): Promise<Result<readonly TableDeletion[], DeletionRefused>> {
  const refused = await whyRefused(db, question);
  if (refused !== undefined) return problem(refused);
  // Only what is sealed may go: the chain has to hold its hash first.
  while ((await sealBatch(db)) !== undefined);
  const report: TableDeletion[] = [];
  const [sealed, others] = [tablesOf('delete-sealed'), tablesOf('delete')];
  for (const table of sealed) report.push(await deleteSealed(db, table, question));
  await db.transaction().execute(async (transaction) => {
    // Statements and the history of cases refuse deletion, but for a transaction that says that it purges.
    await sql`set local chairready.purging = 'on'`.execute(transaction);
    for (const table of others) report.push(await deleteRows(transaction, table, question));
    for (const table of tablesOf('keep')) report.push(await countKept(transaction, table, question));
    const { tenant, patient, at, why } = question;
    const tables = report.map(({ table, deleted, kept }) => ({ table, deleted, kept }));
    await recordEvent(transaction, 'patient-deleted', { at, tenant, body: { patient, why, tables } });
  });
  return ok(report);
}

const tablesOf = (kind: PatientTable['onDeletion']): readonly PatientTable[] =>
  PATIENT_TABLES.filter(({ onDeletion }) => onDeletion === kind);

async function whyRefused(
  db: Kysely<Database>,
  { tenant, patient, today }: DeletionQuestion,
): Promise<DeletionRefused | undefined> {
  const { rows } = await sql<{ coming: boolean; open: boolean }>`
    select exists (select from visit_standing
        where tenant = ${tenant} and patient_ref = ${patient} and visit_date >= ${today}::date) as coming,
      exists (select from authorization_case
        where tenant = ${tenant} and patient_ref = ${patient} and state in ('open', 'assigned', 'waiting')) as open
  `.execute(db);
  if (rows[0]?.coming === true) return 'visit-to-come';
  return rows[0]?.open === true ? 'case-open' : undefined;
}

const BATCH = 500;

async function deleteSealed(
  db: Kysely<Database>,
  table: PatientTable,
  { why, at, ...whose }: DeletionQuestion,
): Promise<TableDeletion> {
  let deleted = 0;
  for (;;) {
    const ids = await deletable(db, table, whose);
    const gone = ids.length === 0 ? 0 : await deleteBodies(db, { ids, why, at, tenant: whose.tenant });
    deleted += gone;
    if (gone === 0) break;
  }
  const kept = await countOf(db, table, whose);
  const reason = kept === 0 ? table.why : `${table.why}; kept: ${KEPT_BODIES}`;
  return { table: table.table, deleted, kept, why: reason };
}

const KEPT_BODIES = 'who looked at the patient or asked for this, records of discarded drug, records about others too';

/** Who looked must stay known, and what belongs to a claim. Decisions are all of one patient. */
async function deletable(
  db: Kysely<Database>,
  { table, of }: PatientTable,
  whose: WhoseRows,
): Promise<readonly string[]> {
  const found = sql`select id from ${sql.table(table)} where ${of(whose)}`;
  const { rows } = await sql<{ id: string }>`
    select e.body_id as id from audit_event e
    where e.body_id in (${found}) and e.position is not null
      and e.kind not in ('patient-view', 'preparation', 'waste', 'export', 'body-deleted', 'patient-deleted')
      and not exists (select from audit_body b where b.id = e.body_id and b.body ? 'patients')
    order by e.seq limit ${BATCH}
  `.execute(db);
  return rows.map(({ id }) => id);
}

async function deleteRows(
  db: Kysely<Database>,
  { table, of, why }: PatientTable,
  whose: WhoseRows,
): Promise<TableDeletion> {
  const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${of(whose)}`.execute(db);
  return { table, deleted: Number(numAffectedRows ?? 0), kept: 0, why };
}

const countKept = async (db: Kysely<Database>, table: PatientTable, whose: WhoseRows): Promise<TableDeletion> => ({
  ...{ table: table.table, deleted: 0, kept: await countOf(db, table, whose), why: table.why },
});

async function countOf(db: Kysely<Database>, { table, of }: PatientTable, whose: WhoseRows): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${sql.table(table)} where ${of(whose)}
  `.execute(db);
  return rows[0]?.n ?? 0;
}
