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

export async function markRead(db: Kysely<Database>, tenant: string, at: Date): Promise<void> {
  await db
    .insertInto('booked_dose_mark')
    .values({ tenant, received_at: at })
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ received_at: at }))
    .execute();
}

/** So many doses in one answer of the database. */
const BATCH = 4000;

/**
 * Booked doses from a day on, by appointment and order, a batch at a time; only those whose drug is known. A batch comes
 * as one JSON text, which takes a third of the time that its cells one by one would.
 */
export async function* bookedDoses(
  db: Kysely<Database>,
  tenant: string,
  from: string,
): AsyncGenerator<readonly BookedDoseRow[]> {
  let [appointment, order] = ['', ''];
  for (;;) {
    const { rows } = await sql<{ batch: string }>`
      select coalesce(json_agg(row_to_json(dose)), '[]')::text as batch from (
        select * from booked_dose
        where tenant = ${tenant} and (appointment, order_ref) > (${appointment}, ${order})
        order by appointment, order_ref limit ${BATCH}
      ) as dose
    `.execute(db);
    // Written by the database from the very table that the type describes.
    const doses = JSON.parse(rows[0]?.batch ?? '[]') as readonly BookedDoseRow[];
    yield doses.filter(({ visit_date, hcpcs }) => visit_date >= from && hcpcs !== null);
    const last = doses.at(-1);
    if (last === undefined || doses.length < BATCH) return;
    [appointment, order] = [last.appointment, last.order_ref];
  }
}
