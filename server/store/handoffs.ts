/** Notes from shift to shift; written once, shown newest first. */
import type { Insertable, Kysely, Selectable } from 'kysely';

import type { HandoffNoteTable } from './case-tables.ts';
import type { Database } from './database.ts';

export type HandoffNote = Readonly<Selectable<HandoffNoteTable>>;

export async function addHandoff(db: Kysely<Database>, note: Insertable<HandoffNoteTable>): Promise<void> {
  await db.insertInto('handoff_note').values(note).execute();
}

/** The newest notes; of a site also those that are for all sites. */
export function newestHandoffs(
  db: Kysely<Database>,
  tenant: string,
  site: string | undefined,
  limit: number,
): Promise<readonly HandoffNote[]> {
  return db
    .selectFrom('handoff_note')
    .selectAll()
    .where('tenant', '=', tenant)
    .$if(site !== undefined, (notes) =>
      notes.where((is) => is.or([is('site', 'is', null), is('site', '=', site ?? '')])),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
