/** Signed waste records and what happened to them. Rows are added only; the newest version of a line counts. */
import { randomUUID } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';

import { groupBy } from '../../domain/kernel/group-by.ts';
import type { Database } from './database.ts';
import type { WasteNote } from './waste-notes.ts';
import type { WasteEventTable, WasteRecordTable } from './waste-tables.ts';

export type WasteRow = Readonly<Selectable<WasteRecordTable>>;
export type WasteEvent = Readonly<Selectable<WasteEventTable>> & {
  /** What the actor is called, where the EHR has said so. */
  readonly actor_name?: string | null;
};

/** A record with its own events, oldest first. */
export interface StoredRecord extends WasteRow {
  readonly events: readonly WasteEvent[];
  /** Where the site files notes: how far this one has come. */
  readonly note?: WasteNote;
}

export interface RecordQuery {
  readonly tenant: string;
  readonly day?: string;
  readonly from?: string;
  readonly patientRef?: string | undefined;
  readonly ids?: readonly string[];
}

/** All versions that match, by line and version. */
export async function wasteRecords(db: Kysely<Database>, query: RecordQuery): Promise<readonly StoredRecord[]> {
  const { tenant, day, from, patientRef, ids } = query;
  if (ids?.length === 0) return [];
  const rows = await db
    .selectFrom('waste_record')
    .selectAll()
    .where('tenant', '=', tenant)
    .$if(day !== undefined, (records) => records.where('visit_date', '=', day ?? ''))
    .$if(from !== undefined, (records) => records.where('visit_date', '>=', from ?? ''))
    .$if(patientRef !== undefined, (records) => records.where('patient_ref', '=', patientRef ?? ''))
    .$if(ids !== undefined, (records) => records.where('id', 'in', ids ?? []))
    .orderBy('appointment')
    .orderBy('line')
    .orderBy('version')
    .execute();
  return withEvents(db, rows);
}

/** Every version of the line that a record belongs to, newest first; none where the tenant has no such record. */
export async function versionsOf(db: Kysely<Database>, tenant: string, id: string): Promise<readonly StoredRecord[]> {
  const one = await db
    .selectFrom('waste_record')
    .select(['appointment', 'line'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  if (one === undefined) return [];
  const rows = await db
    .selectFrom('waste_record')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('appointment', '=', one.appointment)
    .where('line', '=', one.line)
    .orderBy('version', 'desc')
    .execute();
  return withEvents(db, rows);
}

async function withEvents(db: Kysely<Database>, rows: readonly WasteRow[]): Promise<readonly StoredRecord[]> {
  if (rows.length === 0) return [];
  const events = await db
    .selectFrom('waste_event')
    .leftJoin('staff_member', (join) =>
      join
        .onRef('staff_member.tenant', '=', 'waste_event.tenant')
        .onRef('staff_member.user_ref', '=', 'waste_event.actor'),
    )
    .selectAll('waste_event')
    .select('staff_member.name as actor_name')
    .where(
      'record_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('waste_event.id')
    .execute();
  const notes = await db
    .selectFrom('waste_note')
    .selectAll()
    .where(
      'record_id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const byRecord = groupBy(events, ({ record_id }) => record_id);
  return rows.map((row) => {
    const note = notes.find(({ record_id }) => record_id === row.id);
    return { ...row, events: byRecord.get(row.id) ?? [], ...(note === undefined ? {} : { note }) };
  });
}

export type NewRecord = Omit<Insertable<WasteRecordTable>, 'id'>;

/** False where somebody else wrote the same version first: then nothing is written. */
export async function keepRecord(db: Transaction<Database>, record: NewRecord): Promise<string | undefined> {
  const id = randomUUID();
  const row = await db
    .insertInto('waste_record')
    .values({ ...record, id })
    .onConflict((conflict) => conflict.columns(['tenant', 'appointment', 'line', 'version']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

export type NewEvent = Omit<Insertable<WasteEventTable>, 'id' | 'export_id'> & { readonly export_id?: string };

/** False where it has happened to this record already. */
export async function keepEvent(db: Kysely<Database>, event: NewEvent): Promise<boolean> {
  const row = await db
    .insertInto('waste_event')
    .values({ ...event, export_id: event.export_id ?? null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** The newest version of each line; a withdrawn one is among them, so that the next signature counts on. */
export function newestVersions(records: readonly StoredRecord[]): readonly StoredRecord[] {
  const newest = new Map<string, StoredRecord>();
  for (const record of records) {
    const key = JSON.stringify([record.appointment, record.line]);
    const known = newest.get(key);
    if (known === undefined || known.version < record.version) newest.set(key, record);
  }
  return [...newest.values()];
}

export const eventOf = (record: StoredRecord, kind: WasteEvent['kind']): WasteEvent | undefined =>
  record.events.findLast((event) => event.kind === kind);
