/** Brings a database to the tables of this version. */
import { Migrator, sql, type Kysely, type Migration } from 'kysely';

import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/in-order.ts';

/**
 * Runs the migrations that are missing, under an advisory lock, so that several replicas may start at once. A database
 * that is ahead of this version is left alone: migrations only add, so an older replica goes on working on it.
 * Throws with the name of the migration that failed; that migration has then changed nothing.
 */
export async function migrate(
  db: Kysely<Database>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<void> {
  if (await hasRunAll(db, Object.keys(migrations))) return;
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the first';
  throw new Error(`The database could not be migrated: ${failed} failed.`, { cause: error });
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
