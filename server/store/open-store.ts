/** Opens the database that everything is kept in: a PostgreSQL server where one is named, else the embedded engine. */
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { join } from 'node:path';

import { lockDataFolder, type DataFolderLock } from './data-folder-lock.ts';
import type { Database } from './database.ts';
import { decisionsIn, type Decisions } from './decisions.ts';
import { migrate } from './migrate.ts';
import { openEmbeddedDatabase } from './pglite-engine.ts';
import { openPostgresPool, type PostgresOptions } from './postgres-engine.ts';
import { preparedPool } from './prepared-pool.ts';

export interface StoreOptions {
  /** The data folder (`.chairready`). With the embedded engine it is locked while the store is open. */
  readonly dataDir: string;
  /** A PostgreSQL server; without it the embedded engine under `<dataDir>/database` is used. */
  readonly databaseUrl?: string;
  /** A folder from `makeDatabaseTemplate` to copy a new embedded database from; without it initdb runs (4 to 7 s). */
  readonly template?: string;
  readonly postgres?: PostgresOptions;
}

export interface Store {
  readonly db: Kysely<Database>;
  readonly engine: 'pglite' | 'postgres';
  /** The write path of the hooks: its callers share their commits. */
  readonly decisions: Decisions;
  /** The lock of the data folder, which also takes commands from other processes; null with a server. */
  readonly lock: DataFolderLock | null;
  /** Waits for what is running, then closes. Calling it again does nothing. */
  close(): Promise<void>;
}

/**
 * Opens and migrates the store. Throws `DataFolderHeld` when another process holds the folder, and the driver's error
 * when the server cannot be reached. Nothing stays open after a throw.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const opened =
    options.databaseUrl === undefined ? await openEmbedded(options) : openServer(options.databaseUrl, options);
  try {
    await migrate(opened.db);
  } catch (problem) {
    await opened.close();
    throw problem;
  }
  return opened;
}

async function openEmbedded(options: StoreOptions): Promise<Store> {
  const lock = await lockDataFolder(options.dataDir);
  try {
    const database = await openEmbeddedDatabase(join(options.dataDir, 'database'), options.template);
    return storeOver(database.pool, 'pglite', lock, async () => {
      await database.close();
      await lock.release();
    });
  } catch (problem) {
    await lock.release();
    throw problem;
  }
}

function openServer(databaseUrl: string, options: StoreOptions): Store {
  const pool = openPostgresPool(databaseUrl, options.postgres);
  return storeOver(preparedPool(pool), 'postgres', null, () => pool.end());
}

/** The pool is closed by the store, not through kysely, which would not close a pool that it never used. */
function storeOver(
  pool: PostgresPool,
  engine: Store['engine'],
  lock: DataFolderLock | null,
  end: () => Promise<void>,
): Store {
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const decisions = decisionsIn(db);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= decisions.drain().then(end));
  return { db, engine, decisions, lock, close };
}
