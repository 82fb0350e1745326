/** Rows of one table in one statement whose text does not depend on how many they are. */
import { CompiledQuery, type Kysely } from 'kysely';

import type { Database } from './database.ts';

export interface RowsInto {
  readonly table: keyof Database;
  readonly rows: readonly object[];
  /** What follows the rows, such as `on conflict do nothing returning id`. */
  readonly tail?: string;
}

/**
 * The rows go in as one JSON text: a date as ISO text, JSON as itself. All of them have the columns of the first one; the
 * names come from the program and never from outside.
 */
export async function insertRows<Returned = unknown>(
  db: Kysely<Database>,
  { table, rows, tail = '' }: RowsInto,
): Promise<readonly Returned[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const columns = Object.keys(first).join(', ');
  const text = `insert into ${table} (${columns}) select ${columns}
    from jsonb_populate_recordset(null::${table}, $1::jsonb) ${tail}`;
  const inserted = await db.executeQuery<Returned>(CompiledQuery.raw(text, [JSON.stringify(rows)]));
  return inserted.rows;
}
