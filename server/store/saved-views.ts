/** Sets of filters that a supervisor keeps for everybody. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';

import type { SavedViewTable } from './case-tables.ts';
import type { Database } from './database.ts';

export type SavedView = Readonly<Selectable<SavedViewTable>>;

export function viewsOf(db: Kysely<Database>, tenant: string): Promise<readonly SavedView[]> {
  return db.selectFrom('saved_view').selectAll().where('tenant', '=', tenant).orderBy('name').execute();
}

/** A view of the same name is replaced. */
export function keepView(
  db: Kysely<Database>,
  view: Omit<SavedView, 'id' | 'query'> & { readonly query: Readonly<Record<string, string>> },
): Promise<SavedView> {
  return db
    .insertInto('saved_view')
    .values({ ...view, id: randomUUID(), query: JSON.stringify(view.query) })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'name']).doUpdateSet((excluded) => ({
        query: excluded.ref('excluded.query'),
        made_by: excluded.ref('excluded.made_by'),
        made_at: excluded.ref('excluded.made_at'),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The name of the view that went; undefined where there was none. */
export async function dropView(db: Kysely<Database>, tenant: string, id: string): Promise<string | undefined> {
  const row = await db
    .deleteFrom('saved_view')
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .returning('name')
    .executeTakeFirst();
  return row?.name;
}
