/** The two ways of docs/operations.md to back up, each restored and held against the original. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';

import { sealBatch } from '../../../server/audit/seal.ts';
import { verifyChain } from '../../../server/audit/verify-chain.ts';
import { recordEvent } from '../../../server/store/audit.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { loadSecretKey } from '../../../server/store/secret-key.ts';
import { aCall, RULES_OF_CALLS } from '../../support/a-call.ts';
import { findPostgresPrograms } from '../../support/postgres.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';

const folder = mkdtempSync(join(tmpdir(), 'chairready-backup-'));
const folders = [folder];
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

async function fill({ db, decisions }: Store): Promise<void> {
  await decisions.keepRuleBundle(RULES_OF_CALLS, 'rules');
  for (let n = 0; n < 5; n += 1) await decisions.keepDecision(aCall({ id: String(n).repeat(32) }));
  await recordEvent(db, 'login', { at: new Date(), actor: 'Practitioner/n1', body: { said: 'ö"\\n' } });
  while ((await sealBatch(db)) !== undefined);
}

/** Every row of every table, as text. */
async function everything({ db }: Store): Promise<unknown> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace order by 1
  `.execute(db);
  const all: unknown[] = [];
  for (const { name } of tables)
    all.push([name, (await sql`select t::text as line from ${sql.table(name)} t order by 1`.execute(db)).rows]);
  return all;
}

describe('a backup', () => {
  it('of the embedded database is a copy of the folder of a stopped server, and opens whole elsewhere', async () => {
    const options = await testStoreOptions('pglite');
    folders.push(options.dataDir);
    const original = await openStore(options);
    const key = await loadSecretKey(options.dataDir, {});
    await fill(original);
    const before = await everything(original);
    await original.close();
    const copied = join(folder, 'restored');
    cpSync(options.dataDir, copied, { recursive: true });
    const restored = await openStore({ dataDir: copied });
    try {
      expect(await everything(restored)).toEqual(before);
      expect(await verifyChain(restored.db)).toMatchObject({ ok: true, sealed: 6 });
      expect(await loadSecretKey(copied, {})).toEqual(key);
      await recordEvent(restored.db, 'login', { at: new Date() });
      expect(await sealBatch(restored.db)).toMatchObject({ position: 7n });
    } finally {
      await restored.close();
    }
  });

  const bin = findPostgresPrograms();
  const isInstalled = existsSync(join(bin, 'pg_dump')) && existsSync(join(bin, 'pg_restore'));

  it.skipIf(!isInstalled)(
    'of a server is a dump made while it runs, and restores whole into an empty database',
    async () => {
      const [from, to] = [await testStoreOptions('postgres'), await testStoreOptions('postgres')];
      folders.push(from.dataDir, to.dataDir);
      const original = await openStore(from);
      await fill(original);
      const before = await everything(original);
      const dump = join(folder, 'chairready.dump');
      execFileSync(join(bin, 'pg_dump'), ['--format=custom', `--file=${dump}`, from.databaseUrl ?? '']);
      execFileSync(join(bin, 'pg_restore'), ['--no-owner', `--dbname=${to.databaseUrl ?? ''}`, dump]);
      const restored = await openStore(to);
      try {
        expect(await everything(restored)).toEqual(before);
        expect(await verifyChain(restored.db)).toMatchObject({ ok: true, sealed: 6 });
        await recordEvent(restored.db, 'login', { at: new Date() });
        expect(await sealBatch(restored.db)).toMatchObject({ position: 7n });
      } finally {
        await Promise.all([original.close(), restored.close()]);
      }
    },
  );
});
