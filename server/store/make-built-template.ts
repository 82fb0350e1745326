/** Makes the empty database of built-template.ts: part of the build, never of a running server. */
import { renameSync, rmSync } from 'node:fs';
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
  rmSync(folder, { recursive: true, force: true });
  renameSync(half, folder);
}
