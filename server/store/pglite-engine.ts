/** The embedded engine: PGlite over `<dataDir>/database`, synced to disk, kept small, one connection. */
import { PGlite, types } from '@electric-sql/pglite';
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { DurableNodeFs, syncFolderTree, syncPath, type SyncCounts } from './durable-node-fs.ts';
import { ensureFolder } from './ensure-folder.ts';
import { oneConnectionPool, type OneConnectionPool } from './one-connection-pool.ts';
import { keepSmall } from './pglite-upkeep.ts';

/** An open embedded database. The caller holds the lock of the data folder. */
export interface EmbeddedDatabase {
  readonly pool: OneConnectionPool;
  /** Calls that reached the disk since the start, for tests and metrics. */
  readonly syncs: SyncCounts;
  close(): Promise<void>;
}

/**
 * Opens `folder`, and makes it first if it is not there: by copying `template` (see `makeDatabaseTemplate`, 0.3 s) if
 * that exists, else by initdb (4 to 7 s). A folder half made by a killed process is thrown away, never opened.
 */
export async function openEmbeddedDatabase(folder: string, template?: string): Promise<EmbeddedDatabase> {
  removeHalfMade(folder);
  if (!existsSync(folder)) await makeFolder(folder, template);
  const fs = new DurableNodeFs(folder);
  const engine = await PGlite.create({ fs, startParams: DURABLE_START, parsers: PARSERS, serializers: SERIALIZERS });
  const pool = oneConnectionPool(engine);
  const stopUpkeep = keepSmall(pool);
  const close = async () => {
    stopUpkeep();
    await pool.end();
  };
  return { pool, syncs: fs.syncs, close };
}

/** Makes an empty database folder to copy from. Does nothing where one is; safe against a second maker. */
export async function makeDatabaseTemplate(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(folder, undefined);
}

/** Default start parameters without `-F` (fsync off) and with the one sync method that reaches the file system. */
const DURABLE_START = [...PGlite.defaultStartParams.filter((part) => part !== '-F'), '-c', 'wal_sync_method=fsync'];

/** The types that PGlite and `pg` read differently; postgres-engine.ts has the other half. */
const PARSERS = {
  [types.INT8]: (text: string) => text,
  [types.DATE]: (text: string) => text,
  [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), 'hex'),
};

/** PGlite's own way from bytes to hexadecimal goes byte by byte and costs a hook call a millisecond. */
const SERIALIZERS = {
  [types.BYTEA]: (bytes: Uint8Array) =>
    `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
};

/** Log segments of 4 MB instead of 16: a smaller folder to make and copy, and a shorter pause when one is added. */
const INITDB_OPTIONS = ['--wal-segsize=4'];

async function makeFolder(folder: string, template: string | undefined): Promise<void> {
  const half = `${folder}.half-made-${String(process.pid)}`;
  await ensureFolder(dirname(folder));
  rmSync(half, { recursive: true, force: true });
  if (template !== undefined && existsSync(template)) cpSync(template, half, { recursive: true });
  else await initialise(half);
  // The template's files are for everybody to read; a copy gets patients.
  chmodSync(half, 0o700);
  syncFolderTree(half);
  putInPlace(half, folder);
  syncPath(dirname(folder));
}

/** Left by a process that was killed on its first start. The caller holds the lock, so nobody is at work on it. */
function removeHalfMade(folder: string): void {
  if (!existsSync(dirname(folder))) return;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.half-made-`)) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

async function initialise(folder: string): Promise<void> {
  const engine = await PGlite.create({ dataDir: `file://${folder}`, initDbStartParams: INITDB_OPTIONS });
  await engine.close();
}

/** A rename onto a folder with content fails: whoever made it first wins and the second copy is dropped. */
function putInPlace(half: string, folder: string): void {
  try {
    renameSync(half, folder);
  } catch (problem) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw problem;
  }
}
