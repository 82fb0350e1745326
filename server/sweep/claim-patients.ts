import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { SweepRun } from './sweeping.ts';

/**
 * Which of these patients are this process's to keep, by reference. Written first and in one order, so that of two
 * processes one waits for the other and then finds the patients done; nobody is where the run has another holder.
 */
export async function claimPatients(
  db: Transaction<Database>,
  { id, holder }: Pick<SweepRun, 'id' | 'holder'>,
  patients: readonly { readonly ref: string; readonly visits: number }[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ patient_ref: string }>`
    insert into sweep_patient (run_id, patient_ref, outcome, visits, changed)
    select job_run.id, p.ref, 'unchanged', p.visits, 0
    from job_run, jsonb_to_recordset(${JSON.stringify(patients)}::jsonb) as p (ref text, visits int)
    where job_run.id = ${id}::bigint and holder = ${holder} and state = 'running'
    order by p.ref
    on conflict do nothing returning patient_ref
  `.execute(db);
  return new Set(rows.map(({ patient_ref }) => patient_ref));
}
