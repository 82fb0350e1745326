/** The write path of the hooks: kept decisions and their audit records, in one statement and one commit. */
import { CompiledQuery, type Insertable, type Kysely } from 'kysely';

import { callHash } from '../audit/sealed-calls.ts';
import type { CdsCallTable, Database } from './database.ts';
import { oftenPrepared } from './prepared-pool.ts';

export type CallRow = Insertable<CdsCallTable>;

/**
 * Inserts all rows, or none, and gives the ids of those that went in; a row whose id or token is there already does not.
 * The record of a decision in the chain is written here with the row itself. A sealer that wrote it a moment later would
 * have to write the row, and its entries in six indexes, a second time.
 */
export async function insertCalls(db: Kysely<Database>, rows: readonly CallRow[]): Promise<ReadonlySet<string>> {
  const parameters = rows.flatMap((row) => COLUMNS.map((column) => row[column] ?? null));
  const inserted = await db.executeQuery<{ id: string }>(CompiledQuery.raw(textFor(db, rows.length), parameters));
  return new Set(inserted.rows.map(({ id }) => id));
}

const COLUMNS = [
  ...(['id', 'tenant', 'iss', 'jti', 'service', 'hook_instance', 'received_at', 'answered_at', 'today'] as const),
  ...(['patient_ref', 'user_ref', 'role', 'decision', 'snapshot', 'rules_version', 'cards', 'booked'] as const),
] satisfies readonly (keyof CallRow)[];

/** One text for each number of rows: it says nothing of any call. */
const texts = new Map<number, string>();

function textFor(db: Kysely<Database>, rows: number): string {
  const known = texts.get(rows);
  if (known !== undefined) return known;
  const text = oftenPrepared(insertText(callHash('c.seal_salt').compile(db).sql, rows));
  texts.set(rows, text);
  return text;
}

/** A salt is the 122 random bits of a UUID. */
const insertText = (hash: string, rows: number): string => `
  with c as (
    insert into cds_call (${COLUMNS.join(', ')}, sealed_seq, seal_salt)
    values ${Array.from({ length: rows }, (_, row) => placesOf(row)).join(',\n')}
    on conflict do nothing
    returning *
  )
  insert into audit_event (seq, at, kind, actor, tenant, body_id, body_hash)
  select c.sealed_seq, c.received_at, 'decision', c.user_ref, c.tenant, c.id, ${hash} from c
  returning body_id as id`;

const placesOf = (row: number): string => {
  const places = COLUMNS.map((_, column) => `$${String(row * COLUMNS.length + column + 1)}`);
  return `(${places.join(', ')}, nextval('audit_event_seq_seq'), uuid_send(gen_random_uuid()))`;
};
