/** Files that fill tables: rows arrive unseen in short batches, and one short transaction makes the whole file count. */
import { sql, type Kysely } from 'kysely';

import type { Database } from './database.ts';
import { ROW_TABLES, type RowTable } from './import-tables.ts';
import type { Store } from './open-store.ts';

/** What a file is: with `checksum`, the same content for the same tenant is known again. */
export interface FileIdentity {
  /** Null for tables that all tenants share. */
  readonly tenant: string | null;
  readonly kind: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly checksum: string;
  readonly fileName: string;
}

/** What was found in a file that was read to its end. */
export interface FileSummary {
  readonly read: number;
  readonly kept: number;
  readonly effectiveFrom?: string;
  readonly effectiveUntil?: string;
  readonly fileDate?: string;
  /** What the command prints, kept to be printed again. */
  readonly report: unknown;
}

/** One row by its column names; all rows for one table have the same columns. int8 and numeric go as text. */
export type StagedRow = Readonly<Record<string, unknown>>;

/** Rows per statement: a hook that waits for the one connection waits for one of these at most. */
export const MOST_ROWS = 500;

/** The report of a file that counts already. */
export async function reportOfSeen(db: Kysely<Database>, file: FileIdentity): Promise<unknown> {
  const seen = await db
    .selectFrom('import_file')
    .select('report')
    .where('tenant', 'is not distinct from', file.tenant)
    .where('kind', '=', file.kind)
    .where('checksum', '=', file.checksum)
    .where('visible', '=', true)
    .executeTakeFirst();
  return seen?.report;
}

/** Opens a file for rows that nobody sees yet; gives its id. */
export async function openStaging(db: Kysely<Database>, file: FileIdentity): Promise<string> {
  const { id } = await db
    .insertInto('import_file')
    .values({
      tenant: file.tenant,
      kind: file.kind,
      checksum: file.checksum,
      file_name: file.fileName,
      rows_read: 0,
      rows_kept: 0,
      report: '{}',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Adds at most `MOST_ROWS` rows in one statement; the database itself reads their types from the table. */
export async function stageRows(db: Kysely<Database>, table: RowTable, rows: readonly StagedRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = sql.join(Object.keys(first).map((name) => sql.ref(name)));
  const json = JSON.stringify(rows);
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${json}::json)
  `.execute(db);
}

/** Makes a staged file count. Rejects when the same content became visible meanwhile. */
export async function showFile(db: Kysely<Database>, id: string, summary: FileSummary): Promise<void> {
  await db
    .updateTable('import_file')
    .set({
      rows_read: summary.read,
      rows_kept: summary.kept,
      effective_from: summary.effectiveFrom ?? null,
      effective_until: summary.effectiveUntil ?? null,
      file_date: summary.fileDate ?? null,
      report: JSON.stringify(summary.report),
      imported_at: sql<Date>`now()`,
      visible: true,
    })
    .where('id', '=', id)
    .execute();
}

/** Dates a file that nobody sees yet, so that what it would change can be seen. */
export async function dateUnseen(
  db: Kysely<Database>,
  id: string,
  { effectiveFrom, effectiveUntil, fileDate }: Pick<FileSummary, 'effectiveFrom' | 'effectiveUntil' | 'fileDate'>,
): Promise<void> {
  await db
    .updateTable('import_file')
    .set({
      effective_from: effectiveFrom ?? null,
      effective_until: effectiveUntil ?? null,
      file_date: fileDate ?? null,
    })
    .where('id', '=', id)
    .where('visible', '=', false)
    .execute();
}

/**
 * Removes files that never became visible, their rows first: killed half-way it goes on the next time. Only whoever
 * has the turn to import may. Gives the count of files.
 */
export async function removeUnseen(db: Kysely<Database>): Promise<number> {
  const unseen = await db.selectFrom('import_file').select('id').where('visible', '=', false).execute();
  const ids = unseen.map(({ id }) => id);
  if (ids.length === 0) return 0;
  for (const table of ROW_TABLES) await db.deleteFrom(table).where('file_id', 'in', ids).execute();
  await db.deleteFrom('import_file').where('id', 'in', ids).execute();
  return ids.length;
}

/**
 * Runs one import at a time over all processes of a database, so that whatever is unseen when its turn begins was left
 * by a process that is gone. With a server the turn is an advisory lock on a connection of its own, which ends with the
 * process; the embedded engine has one process, and a lock on its one connection would keep the hooks waiting.
 */
export function inTurnToImport<Value>({ db, engine }: Store, work: () => Promise<Value>): Promise<Value> {
  if (engine === 'postgres') return db.connection().execute((connection) => underAdvisoryLock(connection, work));
  const turn = (turns.get(db) ?? Promise.resolve()).then(work);
  turns.set(
    db,
    turn.catch(() => undefined),
  );
  return turn;
}

const turns = new WeakMap<Kysely<Database>, Promise<unknown>>();

/** Any number serves that nothing else in the database locks. */
const IMPORT_LOCK = 7_246_610_359n;

async function underAdvisoryLock<Value>(connection: Kysely<Database>, work: () => Promise<Value>): Promise<Value> {
  await sql`select pg_advisory_lock(${String(IMPORT_LOCK)}::bigint)`.execute(connection);
  try {
    return await work();
  } finally {
    await sql`select pg_advisory_unlock(${String(IMPORT_LOCK)}::bigint)`.execute(connection);
  }
}
