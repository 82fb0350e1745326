/** What is kept about the visits of a span of days: how they stood, who looked at them last, whose case they are. */
import { sql, type Kysely } from 'kysely';

import { CHARTING_KINDS } from './cases.ts';
import { decompressText } from './compressed-text.ts';
import type { Database } from './database.ts';
import type { KnownStanding } from './standings.ts';

/** Visits of a span of days as sweeps know them, by day. */
export function standingsBetween(
  db: Kysely<Database>,
  tenant: string,
  from: string,
  to: string,
): Promise<readonly KnownStanding[]> {
  return db
    .selectFrom('visit_standing')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('visit_date', '>=', from)
    .where('visit_date', '<=', to)
    .orderBy('visit_date')
    .orderBy('appointment')
    .execute();
}

/** The newest decision about a patient that was made of the record as it is, and not of a draft on somebody's screen. */
export interface Look {
  readonly id: string;
  readonly patientRef: string;
  readonly receivedAt: Date;
}

/** Hooks that look at the chart as it stands; order hooks judge what may never be signed. */
const LOOKS = ['infusion-booking', 'infusion-chart', 'infusion-check-in', 'infusion-checkout', 'app'] as const;

export async function looksSince(db: Kysely<Database>, tenant: string, since: Date): Promise<readonly Look[]> {
  const { rows } = await sql<{ id: string; patient_ref: string; received_at: Date }>`
    select distinct on (patient_ref) id, patient_ref, received_at from cds_call
    where tenant = ${tenant} and received_at > ${since}::timestamptz and patient_ref is not null
      and service in (${sql.join(LOOKS)})
    order by patient_ref, received_at desc
  `.execute(db);
  return rows.map((row) => ({ id: row.id, patientRef: row.patient_ref, receivedAt: row.received_at }));
}

/** A kept decision with its snapshot, as text. */
export interface KeptTexts {
  readonly id: string;
  readonly decision: string;
  readonly snapshot: string;
}

/** Those of the ids that are kept in the tenant and can still be read. */
export async function keptTexts(
  db: Kysely<Database>,
  tenant: string,
  ids: readonly string[],
): Promise<readonly KeptTexts[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('cds_call')
    .select(['id', 'decision', 'snapshot'])
    .where('tenant', '=', tenant)
    .where('id', 'in', ids)
    .execute();
  return rows.flatMap(({ id, decision, snapshot }) => {
    try {
      return [{ id, decision: decompressText(decision), snapshot: decompressText(snapshot) }];
    } catch {
      // What cannot be read any more is as good as not kept: its visit is shown from its standing alone.
      return [];
    }
  });
}

/** A patient whom the sweeps could not read when they last tried. */
export interface FailedLook {
  readonly patientRef: string;
  readonly at: Date;
  readonly why: string;
}

export async function failedLooksSince(
  db: Kysely<Database>,
  tenant: string,
  since: Date,
): Promise<readonly FailedLook[]> {
  const { rows } = await sql<{ patient_ref: string; outcome: string; why: string | null; done_at: Date }>`
    select distinct on (sweep_patient.patient_ref)
      sweep_patient.patient_ref, sweep_patient.outcome, sweep_patient.why, sweep_patient.done_at
    from sweep_patient join job_run on job_run.id = sweep_patient.run_id
    where job_run.tenant = ${tenant} and job_run.name = 'sweep' and sweep_patient.done_at > ${since}::timestamptz
    order by sweep_patient.patient_ref, sweep_patient.done_at desc
  `.execute(db);
  return rows
    .filter(({ outcome }) => outcome === 'failed')
    .map((row) => ({ patientRef: row.patient_ref, at: row.done_at, why: row.why ?? 'unknown' }));
}

export interface FinishedSweep {
  readonly finishedAt: Date;
  readonly from: string;
  readonly to: string;
}

/** The sweep that ended last and well, with the days that it covered. */
export async function lastFinishedSweep(db: Kysely<Database>, tenant: string): Promise<FinishedSweep | undefined> {
  const row = await db
    .selectFrom('job_run')
    .select(['finished_at', 'question'])
    .where('name', '=', 'sweep')
    .where('tenant', '=', tenant)
    .where('state', '=', 'done')
    .where('finished_at', 'is not', null)
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const question = row?.question;
  if (row === undefined || row.finished_at === null || typeof question !== 'object' || question === null)
    return undefined;
  if (!('from' in question) || !('to' in question)) return undefined;
  return { finishedAt: row.finished_at, from: String(question.from), to: String(question.to) };
}

export interface VisitCase {
  readonly appointment: string;
  readonly route: string;
  readonly owner: string | null;
  readonly dueBy: string | null;
}

/** The open cases of visits of a span of days; of several for one visit, the one due first. */
export async function openCasesBetween(
  db: Kysely<Database>,
  tenant: string,
  from: string,
  to: string,
): Promise<ReadonlyMap<string, VisitCase>> {
  const rows = await db
    .selectFrom('authorization_case')
    .select(['appointment_key', 'route', 'owner', 'due_by'])
    .where('tenant', '=', tenant)
    .where('visit_date', '>=', from)
    .where('visit_date', '<=', to)
    .where('state', 'in', ['open', 'assigned', 'waiting'])
    .where('work_kind', 'not in', CHARTING_KINDS)
    .orderBy(sql`due_by desc nulls first`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.appointment_key,
      { appointment: row.appointment_key, route: row.route, owner: row.owner, dueBy: row.due_by },
    ]),
  );
}

/** Which visits the pharmacy has recorded preparations of; undefined where it records none with us at all. */
export async function preparedBetween(
  db: Kysely<Database>,
  tenant: string,
  from: string,
  to: string,
): Promise<ReadonlySet<string> | undefined> {
  const { rows } = await sql<{ appointment: string | null; day: string }>`
    select distinct on (appointment, line) case when kind = 'entered-in-error' then null else appointment end as appointment,
      visit_date::text as day
    from waste_preparation
    where tenant = ${tenant} and visit_date between ${from}::date - 14 and ${to}::date
    order by appointment, line, version desc
  `.execute(db);
  if (rows.every(({ appointment }) => appointment === null)) return undefined;
  return new Set(rows.flatMap(({ appointment, day }) => (appointment !== null && day >= from ? [appointment] : [])));
}
