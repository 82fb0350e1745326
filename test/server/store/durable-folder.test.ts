import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { openStore } from '../../../server/store/open-store.ts';
import { openEmbeddedDatabase } from '../../../server/store/pglite-engine.ts';
import { keepSmall } from '../../../server/store/pglite-upkeep.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';

const folders: string[] = [];

async function aDatabaseFolder(): Promise<{ dataDir: string; folder: string; template: string }> {
  const { dataDir, template = '' } = await testStoreOptions('pglite');
  folders.push(dataDir);
  return { dataDir, folder: join(dataDir, 'database'), template };
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function run(
  database: Awaited<ReturnType<typeof openEmbeddedDatabase>>,
  text: string,
  values: unknown[] = [],
): Promise<unknown[]> {
  const client = await database.pool.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    client.release();
  }
}

describe('The embedded database', () => {
  it('is pinned to the exact version whose file system it patches', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(dependencies['@electric-sql/pglite']).toBe('0.5.16');
  });

  it('reaches the disk at every commit, and not when it only reads', async () => {
    const { folder, template } = await aDatabaseFolder();
    const database = await openEmbeddedDatabase(folder, template);
    expect(await run(database, 'show fsync')).toEqual([{ fsync: 'on' }]);
    await run(database, 'create table kept (id int)');
    const before = database.syncs.files;
    for (let id = 0; id < 25; id += 1) await run(database, `insert into kept values (${String(id)})`);
    const written = database.syncs.files;
    expect(written - before).toBeGreaterThanOrEqual(25);
    for (let id = 0; id < 25; id += 1) await run(database, 'select count(*) from kept');
    expect(database.syncs.files).toBe(written);
    await database.close();
  });

  it('syncs the folder of its log when a new segment is started', async () => {
    const { folder, template } = await aDatabaseFolder();
    const database = await openEmbeddedDatabase(folder, template);
    await run(database, 'create table filler (bytes bytea)');
    const before = database.syncs.folders;
    const segments = () => readdirSync(join(folder, 'pg_wal')).length;
    const first = segments();
    while (segments() < first + 2) {
      await run(database, 'insert into filler values ($1)', [randomBytes(500_000)]);
    }
    expect(database.syncs.folders - before).toBeGreaterThanOrEqual(2);
    await database.close();
  });

  it('does not let its log grow without end', async () => {
    const { folder, template } = await aDatabaseFolder();
    const database = await openEmbeddedDatabase(folder, template);
    const stop = keepSmall(database.pool, { lookEveryMs: 20, checkpointAfterBytes: 4_000_000 });
    await run(database, 'create table filler (bytes bytea)');
    const redo = async () => (await run(database, 'select redo_lsn::text from pg_control_checkpoint()'))[0];
    const before = await redo();
    for (let turn = 0; turn < 200 && JSON.stringify(await redo()) === JSON.stringify(before); turn += 1) {
      await run(database, 'insert into filler values ($1)', [randomBytes(500_000)]);
    }
    expect(await redo()).not.toEqual(before);
    stop();
    await database.close();
  });

  it('opens again with what was written', async () => {
    const { dataDir, template } = await aDatabaseFolder();
    const first = await openStore({ dataDir, template });
    await sql`create table kept as select 42 as answer`.execute(first.db);
    await first.close();
    const again = await openStore({ dataDir });
    expect((await sql`select answer from kept`.execute(again.db)).rows).toEqual([{ answer: 42 }]);
    await again.close();
  });

  it('never opens a folder that was only half made', async () => {
    const { dataDir, folder, template } = await aDatabaseFolder();
    cpSync(join(template, 'global'), join(`${folder}.half-made-1`, 'global'), { recursive: true });
    const store = await openStore({ dataDir, template });
    expect((await sql`select 1 as one`.execute(store.db)).rows).toEqual([{ one: 1 }]);
    await store.close();
    expect(readdirSync(dataDir)).not.toContain('database.half-made-1');
  });

  it('lets timers run during a long loop of statements', async () => {
    const { folder, template } = await aDatabaseFolder();
    const database = await openEmbeddedDatabase(folder, template);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 1);
    const until = performance.now() + 300;
    while (performance.now() < until) await run(database, 'select 1');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    await database.close();
  });

  it('says after close that it is closed, and closes twice without a fault', async () => {
    const { dataDir, template } = await aDatabaseFolder();
    const store = await openStore({ dataDir, template });
    await Promise.all([store.close(), store.close()]);
    await expect(sql`select 1`.execute(store.db)).rejects.toThrow('closed');
  });

  it('gives the folder back when it cannot be opened', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chairready-'));
    folders.push(dataDir);
    cpSync(join(process.cwd(), 'package.json'), join(dataDir, 'database', 'PG_VERSION'));
    await expect(openStore({ dataDir })).rejects.toThrow();
    rmSync(join(dataDir, 'database'), { recursive: true });
    const { template = '' } = await testStoreOptions('pglite');
    const store = await openStore({ dataDir, template });
    await store.close();
  });
});
