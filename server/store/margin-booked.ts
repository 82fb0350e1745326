/** Booked doses as they are priced: written from kept decisions, read in batches so that their number does not matter. */
import { sql, type Kysely, type Selectable } from 'kysely';

import type { Database } from './database.ts';
import type { BookedDoseTable } from './margin-tables.ts';

export type BookedDoseRow = Readonly<Selectable<BookedDoseTable>>;

/** What one decision tells about the booked visits of one patient. */
export interface DosesOfDecision {
  readonly tenant: string;
  readonly patientRef: string;
  readonly appointments: readonly string[];
  /** The decision saw every booked visit: what it does not name is no longer booked. */
  readonly isWhole: boolean;
  readonly doses: readonly BookedDoseRow[];
}

/** Replaces the doses of the visits that a decision names, and of all visits of the patient where it saw all. */
export async function replaceDoses(db: Kysely<Database>, read: DosesOfDecision): Promise<void> {
  const { tenant, patientRef, appointments, isWhole, doses } = read;
  if (isWhole || appointments.length > 0) {
    await db
      .deleteFrom('booked_dose')
      .where('tenant', '=', tenant)
      .where('patient_ref', '=', patientRef)
      .$if(!isWhole, (query) => query.where('appointment', 'in', appointments))
      .execute();
  }
  if (doses.length === 0) return;
  // A visit that went over to another patient's record keeps its newest reading.
  await db
    .insertInto('booked_dose')
    .values([...doses])
    .onConflict((conflict) => conflict.columns(['tenant', 'appointment', 'order_ref']).doNothing())
    .execute();
}

/** Whether a sweep still knows of any booked visit of the patient. */
export async function hasStanding(db: Kysely<Database>, tenant: string, patientRef: string): Promise<boolean> {
  const found = await db
    .selectFrom('visit_standing')
    .select('appointment')
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** The moment up to which the decisions of a tenant have been read. */
export async function readUpTo(db: Kysely<Database>, tenant: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('booked_dose_mark')
    .select('received_at')
    .where('tenant', '=', tenant)
    .executeTakeFirst();
  return row?.received_at;
}

/** Whether decisions about patients were kept since the last one that was read. */
export async function hasUnread(db: Kysely<Database>, tenant: string): Promise<boolean> {
  const mark = await readUpTo(db, tenant);
  const found = await db
    .selectFrom('cds_call')
    .select('id')
    .where('tenant', '=', tenant)
    .where('received_at', '>', mark ?? new Date(0))
    .where('patient_ref', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

export async function markRead(db: Kysely<Database>, tenant: string, at: Date): Promise<void> {
  await db
    .insertInto('booked_dose_mark')
    .values({ tenant, received_at: at })
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ received_at: at }))
    .execute();
}

/** Doses about which one question is asked: the same amount of one drug for one payer at one site within one span of days. */
export interface DoseSet extends Omit<
  BookedDoseRow,
  'tenant' | 'appointment' | 'order_ref' | 'patient_ref' | 'decision_id' | 'visit_date' | 'hcpcs' | 'units'
> {
  readonly hcpcs: string;
  readonly units: number;
  /** The span: how many of the given days are not after it. */
  readonly span: number;
  readonly visits: number;
  readonly first_visit: string;
  readonly last_visit: string;
}

export interface BookedQuestion {
  readonly tenant: string;
  readonly from: string;
  /** Days on which what a dose is priced with may change, in order. */
  readonly turns: readonly string[];
}

/**
 * Booked doses from a day on whose drug and units are known, as sets, a few drugs at a time so that the number of visits
 * does not matter. An answer comes as one JSON text, which takes a third of the time that its cells one by one would.
 */
export async function* bookedSets(
  db: Kysely<Database>,
  { tenant, from, turns }: BookedQuestion,
): AsyncGenerator<readonly DoseSet[]> {
  for (const codes of await bookedCodes(db, tenant, from)) {
    const { rows } = await sql<{ sets: string }>`
      select coalesce(json_agg(row_to_json(dose_set)), '[]')::text as sets from (
        select ${spanOf(turns)} as span, hcpcs, min(drug_name) as drug_name, payer, payer_identifiers, product, location,
          site_name, setting, supply, units, discarded_units, count(*)::integer as visits,
          min(visit_date) as first_visit, max(visit_date) as last_visit
        from booked_dose
        where tenant = ${tenant} and visit_date >= ${from}::date and units is not null and hcpcs in (${sql.join(codes)})
        group by span, hcpcs, payer, payer_identifiers, product, location, site_name, setting, supply, units,
          discarded_units
        order by hcpcs, first_visit, payer, site_name, units
      ) as dose_set
    `.execute(db);
    // Written by the database from the very columns that the type describes.
    yield JSON.parse(rows[0]?.sets ?? '[]') as readonly DoseSet[];
  }
}

/** In SQL: the number of days of `turns` up to the visit. */
export const spanOf = (turns: readonly string[]) => sql`width_bucket(visit_date, ${`{${turns.join()}}`}::text::date[])`;

/** So many doses are grouped in one statement, unless one drug alone has more. */
const DOSES = 20_000;

async function bookedCodes(
  db: Kysely<Database>,
  tenant: string,
  from: string,
): Promise<readonly (readonly string[])[]> {
  const { rows } = await sql<{ hcpcs: string; doses: number }>`
    select hcpcs, count(*)::integer as doses from booked_dose
    where tenant = ${tenant} and visit_date >= ${from}::date and hcpcs is not null
    group by hcpcs order by hcpcs
  `.execute(db);
  const chunks: string[][] = [];
  let room = 0;
  for (const { hcpcs, doses } of rows) {
    const open = chunks.at(-1);
    if (open === undefined || doses > room) chunks.push([hcpcs]);
    else open.push(hcpcs);
    room = (open === undefined || doses > room ? DOSES : room) - doses;
  }
  return chunks;
}

/** The last day for which a dose is booked; undefined where none is. */
export async function lastBooked(db: Kysely<Database>, tenant: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('booked_dose')
    .select(({ fn }) => fn.max('visit_date').as('last'))
    .where('tenant', '=', tenant)
    .executeTakeFirst();
  return row?.last ?? undefined;
}
