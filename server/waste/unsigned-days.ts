/** Where a visit that nobody signed for may lie: days, and patients where the days alone would be too many. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import { CHARTING_KINDS } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import { REOPENS_FOR_DAYS } from './watch-gaps.ts';

/**
 * How far back visits that were never signed are looked for: as long as a signed record is reopened, and as a sweep
 * comes back to a patient. A visit that fell out of sight sooner would take the case that asks for it along, and its
 * claim would go out without the discarded units.
 */
export const DAYS_BACK = REOPENS_FOR_DAYS;

/** Days whose visits are all read for a list of everybody; of older ones, those that the sweep has found. */
const DAYS_OF_ALL = 7;

export interface UnsignedDay {
  readonly day: PlainDate;
  /** Only this patient's visits of the day. */
  readonly patientRef?: string;
}

interface Looking {
  readonly db: Kysely<Database>;
  readonly tenant: string;
  readonly today: PlainDate;
  readonly patientRef?: string;
}

/** Oldest first; the day itself is not over. */
export async function unsignedDays(
  looking: Looking,
  span: { readonly from: PlainDate; readonly to: PlainDate } | undefined,
): Promise<readonly UnsignedDay[]> {
  const { today, patientRef } = looking;
  const [first, yesterday] = [addDays(today, -DAYS_BACK), addDays(today, -1)];
  const from = span === undefined || span.from < first ? first : span.from;
  const to = span === undefined || span.to > yesterday ? yesterday : span.to;
  if (patientRef !== undefined) return daysOfPatient(looking, patientRef, { from, to });
  const recent = Array.from({ length: DAYS_OF_ALL }, (_, at) => addDays(today, at - DAYS_OF_ALL));
  const days = recent.filter((day) => from <= day && day <= to).map((day) => ({ day }));
  return [...(await daysOfOpenCases(looking, { from, to: addDays(today, -DAYS_OF_ALL - 1) })), ...days];
}

type Days = Readonly<Record<'from' | 'to', PlainDate>>;

/** Days on which the patient was looked at, booked, treated or prepared for. */
async function daysOfPatient(
  { db, tenant }: Looking,
  patient: string,
  { from, to }: Days,
): Promise<readonly UnsignedDay[]> {
  const of = (column: string) =>
    sql`tenant = ${tenant} and patient_ref = ${patient} and ${sql.ref(column)} between ${from}::date and ${to}::date`;
  const { rows } = await sql<{ day: string }>`
    select day::text from (
      select today as day from cds_call where ${of('today')}
      union select visit_date from visit_standing where ${of('visit_date')}
      union select service_date from service_start where ${of('service_date')}
      union select visit_date from waste_preparation where ${of('visit_date')}
    ) known order by day
  `.execute(db);
  return rows.map(({ day }) => ({ day: plainDate(day) }));
}

async function daysOfOpenCases({ db, tenant }: Looking, { from, to }: Days): Promise<readonly UnsignedDay[]> {
  const { rows } = await sql<{ day: string; patient: string }>`
    select distinct visit_date::text as day, patient_ref as patient from authorization_case
    where tenant = ${tenant} and visit_date between ${from}::date and ${to}::date
      and state in ('open', 'assigned', 'waiting') and work_kind in (${sql.join([...CHARTING_KINDS])})
    order by day, patient
  `.execute(db);
  return rows.map(({ day, patient }) => ({ day: plainDate(day), patientRef: patient }));
}
