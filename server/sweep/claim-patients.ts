import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { SweepRun } from './sweeping.ts';

export interface ClaimedPatient {
  readonly ref: string;
  readonly visits: number;
  /** Changed visits, where a decision is kept; absent where it is not known yet, or nothing is. */
  readonly changed?: number;
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
    insert into sweep_patient (run_id, patient_ref, outcome, visits, changed)
    select job_run.id, p.ref, case when p.changed is null then 'unchanged' else 'kept' end, p.visits, coalesce(p.changed, 0)
    from job_run, jsonb_to_recordset(${JSON.stringify(patients)}::jsonb) as p (ref text, visits int, changed int)
    where job_run.id = ${id}::bigint and holder = ${holder} and state = 'running'
    order by p.ref
    on conflict do nothing returning patient_ref
  `.execute(db);
  return new Set(rows.map(({ patient_ref }) => patient_ref));
}
