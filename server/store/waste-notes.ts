/** Signed records on their way into the chart as notes: whose turn it is, and what each try came to. */
import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';

import type { Database } from './database.ts';
import type { WasteNoteTable } from './waste-tables.ts';

export type WasteNote = Readonly<Selectable<WasteNoteTable>>;

/** In the transaction that signs, so that no signed record is forgotten. */
export async function queueNote(
  db: Kysely<Database>,
  { tenant, recordId, at }: { readonly tenant: string; readonly recordId: string; readonly at: Date },
): Promise<void> {
  await db
    .insertInto('waste_note')
    .values({
      record_id: recordId,
      tenant,
      state: 'waiting',
      next_try_at: at,
      why: null,
      resource: null,
      filed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** So long a note that somebody works on is nobody else's: longer than a try may take. */
const HELD_SECONDS = 120;

/** Takes the notes whose turn it is, for this process alone, oldest first. */
export async function claimNotes(
  db: Kysely<Database>,
  { tenant, at, most }: { readonly tenant: string; readonly at: Date; readonly most: number },
): Promise<readonly WasteNote[]> {
  const { rows } = await sql<WasteNote>`
    update waste_note set tries = tries + 1, next_try_at = ${at}::timestamptz + make_interval(secs => ${HELD_SECONDS})
    where record_id in (
      select record_id from waste_note
      where tenant = ${tenant} and state = 'waiting' and next_try_at <= ${at}::timestamptz
      order by next_try_at, record_id limit ${most} for update skip locked)
    returning *
  `.execute(db);
  return rows;
}

export type NoteOutcome =
  | { readonly state: 'filed'; readonly resource: string | null; readonly at: Date }
  | { readonly state: 'waiting' | 'failed'; readonly why: string; readonly nextTryAt: Date };

export async function settleNote(db: Kysely<Database>, recordId: string, outcome: NoteOutcome): Promise<void> {
  const columns =
    outcome.state === 'filed'
      ? { state: outcome.state, why: null, resource: outcome.resource, filed_at: outcome.at }
      : { state: outcome.state, why: outcome.why, next_try_at: outcome.nextTryAt };
  await db
    .updateTable('waste_note')
    .set(columns)
    .where('record_id', '=', recordId)
    .where('state', '=', 'waiting')
    .execute();
}

/** Not its turn after all: as if it had not been tried. */
export async function postponeNote(db: Kysely<Database>, recordId: string, until: Date): Promise<void> {
  await db
    .updateTable('waste_note')
    .set({ next_try_at: until, tries: sql<number>`tries - 1` })
    .where('record_id', '=', recordId)
    .where('state', '=', 'waiting')
    .execute();
}

/** Tries it again at once. False where it is in the chart, or never was to be a note. */
export async function retryNote(db: Kysely<Database>, tenant: string, recordId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('waste_note')
    .set({ state: 'waiting', next_try_at: at })
    .where('tenant', '=', tenant)
    .where('record_id', '=', recordId)
    .where('state', '!=', 'filed')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
