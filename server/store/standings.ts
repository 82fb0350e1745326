/** How visits stood when a sweep last looked at them, and what each sweep found changed. */
import { CompiledQuery, sql, type Kysely, type Selectable } from 'kysely';

import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';
import type { VisitChangeTable, VisitStandingTable } from './operation-tables.ts';
import { oftenPrepared } from './prepared-pool.ts';

export type KnownStanding = Readonly<Selectable<VisitStandingTable>>;
export type VisitChange = Readonly<Selectable<VisitChangeTable>>;

export const standingsOfPatient = (
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<readonly KnownStanding[]> => standingsOf(db, tenant, [patientRef]);

/** The same of many patients at once. */
export async function standingsOf(
  db: Kysely<Database>,
  tenant: string,
  patients: readonly string[],
): Promise<readonly KnownStanding[]> {
  if (patients.length === 0) return [];
  return db
    .selectFrom('visit_standing')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('patient_ref', 'in', patients)
    .orderBy('visit_date')
    .execute();
}

/** Where the visits of these appointments are, as the last look at them found it; none for a visit without a site. */
export async function placesOf(
  db: Kysely<Database>,
  tenant: string,
  appointments: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (appointments.length === 0) return new Map();
  const { rows } = await sql<{ appointment: string; place: string }>`
    select appointment, standing #>> '{scheduled,place}' as place from visit_standing
    where tenant = ${tenant} and appointment in (${sql.join([...new Set(appointments)])})
      and standing #>> '{scheduled,place}' is not null
  `.execute(db);
  return new Map(rows.map(({ appointment, place }) => [appointment, place]));
}

export interface NewStanding extends Pick<KnownStanding, 'tenant' | 'appointment' | 'patient_ref' | 'visit_date'> {
  readonly digest: string;
  readonly standing: unknown;
  readonly decision_id: string;
  readonly evaluated_at: Date;
}

export async function keepStandings(db: Kysely<Database>, standings: readonly NewStanding[]): Promise<void> {
  const tail = `on conflict (tenant, appointment) do update set patient_ref = excluded.patient_ref,
    visit_date = excluded.visit_date, digest = excluded.digest, standing = excluded.standing,
    decision_id = excluded.decision_id, evaluated_at = excluded.evaluated_at`;
  await insertRows(db, { table: 'visit_standing', rows: standings, tail });
}

export interface SeenAgain {
  readonly patient: string;
  readonly at: Date;
}

/** Patients whose visits all stand as they stood: only the moment of the look is written. */
export async function seenAgain(db: Kysely<Database>, tenant: string, seen: readonly SeenAgain[]): Promise<void> {
  if (seen.length === 0) return;
  const parameters = [tenant, seen.map(({ patient }) => patient), seen.map(({ at }) => at)];
  await db.executeQuery(CompiledQuery.raw(SEEN_AGAIN, parameters));
}

const SEEN_AGAIN = oftenPrepared(`
  update visit_standing set evaluated_at = seen.at
  from unnest($2::text[], $3::timestamptz[]) as seen (patient, at)
  where tenant = $1 and patient_ref = seen.patient`);

/** Visits that are no longer booked have no standing. */
export async function forgetStandings(db: Kysely<Database>, tenant: string, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return;
  await db.deleteFrom('visit_standing').where('tenant', '=', tenant).where('appointment', 'in', gone).execute();
}

export interface NewChange extends Omit<VisitChange, 'id' | 'was' | 'now_is'> {
  readonly was: unknown;
  readonly now_is: unknown;
}

export async function keepChanges(db: Kysely<Database>, changes: readonly NewChange[]): Promise<void> {
  await insertRows(db, { table: 'visit_change', rows: changes });
}

/** What changed since a moment, newest first: the page "what changed since yesterday". */
export function changesSince(
  db: Kysely<Database>,
  tenant: string,
  since: Date,
  limit = 500,
): Promise<readonly VisitChange[]> {
  return db
    .selectFrom('visit_change')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('at', '>=', since)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Patients with a visit or an open case in a span of days, whether their visit is still booked or not. */
export async function patientsBetween(
  db: Kysely<Database>,
  tenant: string,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ patient: string }>`
    select patient_ref as patient from visit_standing
      where tenant = ${tenant} and visit_date between ${from}::date and ${to}::date
    union
    select patient_ref from authorization_case
      where tenant = ${tenant} and state in ('open', 'assigned', 'waiting')
        and visit_date between ${from}::date and ${to}::date
    order by patient
  `.execute(db);
  return rows.map(({ patient }) => patient);
}

/** Patients and visits that decisions and cases speak of, for EHRs that cannot be searched. */
export async function knownOf(
  db: Kysely<Database>,
  tenant: string,
  fromDay: string,
): Promise<{ readonly patients: readonly string[]; readonly appointments: readonly string[] }> {
  const { rows } = await sql<{ patient: string; appointment: string | null }>`
    select patient_ref as patient, appointment from visit_standing
      where tenant = ${tenant} and visit_date >= ${fromDay}::date
    union
    select patient_ref, case when appointment_key like 'Appointment/%' then appointment_key end from authorization_case
      where tenant = ${tenant} and state in ('open', 'assigned', 'waiting')
    union
    select distinct patient_ref, null from cds_call
      where tenant = ${tenant} and patient_ref is not null and received_at > now() - interval '400 days'
  `.execute(db);
  const distinct = (values: readonly (string | null)[]): readonly string[] =>
    [...new Set(values.filter((value) => value !== null))].sort();
  return {
    patients: distinct(rows.map(({ patient }) => patient)),
    appointments: distinct(rows.map(({ appointment }) => appointment)),
  };
}
