/** Runs of jobs: due once per slot, claimed by one process, taken over when that process dies. */
import { sql, type Kysely, type Selectable } from 'kysely';

import type { Database } from './database.ts';
import type { JobRunTable } from './operation-tables.ts';

export type JobRun = Readonly<Selectable<JobRunTable>>;

export interface DueJob {
  readonly name: string;
  readonly tenant: string;
  /** When it is due; whoever else finds it due then means the same run. */
  readonly slot: Date;
  readonly question: unknown;
}

/** Makes the run of a slot known, once. Gives its id, also where another process was first. */
export async function scheduleRun(db: Kysely<Database>, { name, tenant, slot, question }: DueJob): Promise<string> {
  const row = { name, tenant, slot, question: JSON.stringify(question), holder: null, lease_until: null };
  const made = await db
    .insertInto('job_run')
    .values({ ...row, report: null, finished_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) return made.id;
  const { id } = await db
    .selectFrom('job_run')
    .select('id')
    .where('name', '=', name)
    .where('tenant', '=', tenant)
    .where('slot', '=', slot)
    .executeTakeFirstOrThrow();
  return id;
}

export const LEASE_SECONDS = 90;

/** After so many tries a run that always ends half-way is given up. */
const MOST_ATTEMPTS = 5;

/**
 * Claims the oldest run of this name that is due, or whose holder let its lease run out; undefined when there is none.
 * For each tenant one run is at work at a time. Times are the database's: replicas' clocks do not matter.
 */
export async function claimRun(db: Kysely<Database>, name: string, holder: string): Promise<JobRun | undefined> {
  try {
    const { rows } = await sql<JobRun>`
      update job_run set state = 'running', holder = ${holder}, attempts = attempts + 1,
        lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      where id = (
        select id from job_run j
        where name = ${name} and attempts < ${MOST_ATTEMPTS}
          and (state = 'running' and lease_until < now() or state = 'due' and not exists (
            select from job_run other where other.name = j.name and other.tenant = j.tenant and other.state = 'running'))
        order by slot limit 1 for update skip locked)
      returning *
    `.execute(db);
    return rows[0];
  } catch (problem) {
    if (isTaken(problem)) return undefined;
    throw problem;
  }
}

/** Two replicas began two runs of one tenant in the same moment: the index lets one through. */
const isTaken = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && problem.code === '23505';

/** Runs that were tried too often end as failed, so that they do not stand in the way of the next one. */
export async function giveUpRuns(db: Kysely<Database>): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('job_run')
    .set({ state: 'failed', holder: null, lease_until: null, finished_at: sql<Date>`now()` })
    .where('state', '=', 'running')
    .where('attempts', '>=', MOST_ATTEMPTS)
    .where('lease_until', '<', sql<Date>`now()`)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Keeps the lease; false when somebody else has taken the run over meanwhile. */
export async function renewLease(db: Kysely<Database>, id: string, holder: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('job_run')
    .set({ lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where('id', '=', id)
    .where('holder', '=', holder)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends a run that is still the holder's. */
export async function finishRun(
  db: Kysely<Database>,
  { id, holder }: { readonly id: string; readonly holder: string },
  state: 'done' | 'failed',
  report: unknown,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('job_run')
    .set({ state, holder: null, lease_until: null, report: JSON.stringify(report), finished_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('holder', '=', holder)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export function findRun(db: Kysely<Database>, id: string): Promise<JobRun | undefined> {
  return db.selectFrom('job_run').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The patients whom a run has dealt with already. */
export async function patientsDone(db: Kysely<Database>, runId: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('sweep_patient').select('patient_ref').where('run_id', '=', runId).execute();
  return new Set(rows.map(({ patient_ref }) => patient_ref));
}
