/** What the pharmacy recorded as opened, and what became of remainders that it held for somebody else. */
import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';

import type { Database } from './database.ts';
import type { WastePreparationTable, WasteRemainderTable } from './waste-tables.ts';

export type PreparationRow = Readonly<Selectable<WastePreparationTable>>;
export type RemainderRow = Readonly<Selectable<WasteRemainderTable>>;

export interface StoredPreparation extends PreparationRow {
  /** What became of its remainder; undefined while it is held, or where it has none. */
  readonly remainder: RemainderRow | undefined;
}

export interface PreparationQuery {
  readonly tenant: string;
  readonly day?: string;
  readonly from?: string;
  readonly id?: string;
  readonly ids?: readonly string[];
  readonly patientRef?: string | undefined;
}

/** The newest version of each drug of each visit; withdrawn ones are among them. */
export async function preparations(
  db: Kysely<Database>,
  { tenant, day, from, id, ids, patientRef }: PreparationQuery,
): Promise<readonly StoredPreparation[]> {
  if (ids?.length === 0) return [];
  const rows = await db
    .selectFrom('waste_preparation')
    .selectAll()
    .where('tenant', '=', tenant)
    .$if(day !== undefined, (found) => found.where('visit_date', '=', day ?? ''))
    .$if(from !== undefined, (found) => found.where('visit_date', '>=', from ?? ''))
    .$if(id !== undefined, (found) => found.where('id', '=', id ?? ''))
    .$if(ids !== undefined, (found) => found.where('id', 'in', ids ?? []))
    .$if(patientRef !== undefined, (found) => found.where('patient_ref', '=', patientRef ?? ''))
    .orderBy('version')
    .execute();
  const newest = new Map(rows.map((row) => [JSON.stringify([row.appointment, row.line]), row]));
  return withRemainders(db, [...newest.values()]);
}

async function withRemainders(
  db: Kysely<Database>,
  rows: readonly PreparationRow[],
): Promise<readonly StoredPreparation[]> {
  if (rows.length === 0) return [];
  const remainders = await db
    .selectFrom('waste_remainder')
    .selectAll()
    .where(
      'preparation_id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const byPreparation = new Map(remainders.map((one) => [one.preparation_id, one]));
  return rows.map((row) => ({ ...row, remainder: byPreparation.get(row.id) }));
}

export type NewPreparation = Omit<Insertable<WastePreparationTable>, 'id'>;

/** Undefined where somebody else wrote the same version first. */
export async function keepPreparation(
  db: Transaction<Database>,
  preparation: NewPreparation,
): Promise<PreparationRow | undefined> {
  return db
    .insertInto('waste_preparation')
    .values({ ...preparation, id: randomUUID() })
    .onConflict((conflict) => conflict.columns(['tenant', 'appointment', 'line', 'version']).doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** False where the remainder is used or discarded already: it goes once. */
export async function settleRemainder(
  db: Transaction<Database>,
  remainder: Omit<Insertable<WasteRemainderTable>, 'id'>,
): Promise<boolean> {
  const row = await db
    .insertInto('waste_remainder')
    .values({ ...remainder, id: randomUUID() })
    .onConflict((conflict) => conflict.column('preparation_id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
