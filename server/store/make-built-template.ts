/** Makes the empty database of built-template.ts: part of the build, never of a running server. */
import { chmodSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';

import { builtTemplateFolder } from './built-template.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { makeDatabaseTemplate, openEmbeddedDatabase } from './pglite-engine.ts';

/** Replaces the template under `root`. Two builds at once each make their own; the last one stays. */
export async function makeBuiltTemplate(root?: string): Promise<void> {
  const folder = builtTemplateFolder(root);
  const half = `${folder}-${String(process.pid)}`;
  await makeDatabaseTemplate(half);
  const database = await openEmbeddedDatabase(half);
  await migrate(new Kysely<Database>({ dialect: new PostgresDialect({ pool: database.pool }) }));
  await database.close();
  letEverybodyRead(half);
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
}

/**
 * The engine makes its files for their owner only, but the account that builds (root, in an image) is not the one that
 * runs the server and copies them. There is nothing in them yet.
 */
function letEverybodyRead(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}
