/** Brings a database to the tables of this version. */
import { Migrator, sql, type Kysely, type Migration } from 'kysely';

import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/in-order.ts';

/**
 * Runs the migrations that are missing, under an advisory lock, so that several replicas may start at once. A database
 * that is ahead of this version is left alone: migrations only add, so an older replica goes on working on it.
 * Throws `TablesBehind` with the name of the migration that failed; that migration has then changed nothing.
 */
export async function migrate(
  db: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<void> {
  if (await hasRunAll(db, Object.keys(migrations))) return;
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new TablesBehind(results?.find((result) => result.status === 'Error')?.migrationName, error);
}

/** The tables are older than the program and could not be brought up to date. */
export class TablesBehind extends Error {
  /** As errors of the system have one: an operator can mend it, so a sentence is enough. */
  readonly code = 'tables-behind';

  constructor(failed: string | undefined, cause: unknown) {
    const why = cause instanceof Error ? cause.message : 'no reason given';
    const what = failed === undefined ? 'its first tables could not be made' : `${failed} failed`;
    super(`The database could not be migrated: ${what} (${why})`, { cause });
  }
}

async function hasRunAll(db: Kysely<Database>, names: readonly string[]): Promise<boolean> {
  const { rows: tables } = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found
  `.execute(db);
  if (tables[0]?.found !== true) return false;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const done = new Set(rows.map((row) => row.name));
  return names.every((name) => done.has(name));
}
