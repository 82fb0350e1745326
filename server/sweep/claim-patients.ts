/** Whose a patient of a run is to keep, and what became of them. */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { SweepRun } from './sweeping.ts';

export interface ClaimedPatient {
  readonly ref: string;
  readonly visits: number;
}

/**
 * Which of these patients are this process's to keep, by reference. Written first and in one order, so that of two
 * processes one waits for the other and then finds the patients done; nobody is where the run has another holder.
 */
export async function claimPatients(
  db: Transaction<Database>,
  { id, holder }: Pick<SweepRun, 'id' | 'holder'>,
  patients: readonly ClaimedPatient[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ patient_ref: string }>`
    insert into sweep_patient (run_id, patient_ref, outcome, visits)
    select job_run.id, p.ref, 'unchanged', p.visits
    from job_run, jsonb_to_recordset(${JSON.stringify(patients)}::jsonb) as p (ref text, visits int)
    where job_run.id = ${id}::bigint and holder = ${holder} and state = 'running'
    order by p.ref
    on conflict do nothing returning patient_ref
  `.execute(db);
  return new Set(rows.map(({ patient_ref }) => patient_ref));
}

export interface NewsOfPatient {
  readonly ref: string;
  /** Visits. */
  readonly changed: number;
}

/** Of these claimed patients a decision is kept. */
export async function noteNews(
  db: Transaction<Database>,
  { id }: Pick<SweepRun, 'id'>,
  news: readonly NewsOfPatient[],
): Promise<void> {
  await sql`
    update sweep_patient set outcome = 'kept', changed = p.changed
    from jsonb_to_recordset(${JSON.stringify(news)}::jsonb) as p (ref text, changed int)
    where run_id = ${id}::bigint and patient_ref = p.ref
  `.execute(db);
}

/** A patient whose record could not be read or decided: said in the report, tried again by the next run. */
export async function noteFailure(db: Kysely<Database>, run: SweepRun, patientRef: string, why: string): Promise<void> {
  const failed = { run_id: run.id, patient_ref: patientRef, outcome: 'failed' as const, why };
  await db
    .insertInto('sweep_patient')
    .values(failed)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
