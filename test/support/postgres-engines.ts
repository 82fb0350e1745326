/** The same tests on both engines, each with an empty database of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';

import { openStore, type Store, type StoreOptions } from '../../server/store/open-store.ts';
import { createTestDatabase } from './postgres.ts';

export interface TestDatabase {
  readonly engine: Store['engine'];
  /** The open store; the same one for all tests of the file, so tests choose tenants and ids of their own. */
  readonly store: Store;
  /** What opened it: with it, another process or a second opening reaches the same database. */
  readonly options: StoreOptions;
}

/** Runs `tests` once per engine. `database()` may be called inside tests and hooks, not while they are declared. */
export function describeOnBothEngines(title: string, tests: (database: () => TestDatabase) => void): void {
  for (const engine of ['pglite', 'postgres'] as const) {
    describe(`${title} (${engine})`, () => {
      let opened: TestDatabase | undefined;
      beforeAll(async () => {
        opened = await openTestDatabase(engine);
      }, 90_000);
      afterAll(async () => {
        await opened?.store.close();
        if (opened !== undefined) rmSync(opened.options.dataDir, { recursive: true, force: true });
      });
      tests(() => {
        if (opened === undefined) throw new Error('the database is open only while tests run');
        return opened;
      });
    });
  }
}

/** Opens an empty database. The caller closes its store. */
export async function openTestDatabase(engine: Store['engine']): Promise<TestDatabase> {
  const options = await testStoreOptions(engine);
  return { engine, store: await openStore(options), options };
}

/** Options for `openStore` on an empty database that nobody has opened yet. */
export async function testStoreOptions(engine: Store['engine']): Promise<StoreOptions> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairready-'));
  if (engine === 'pglite') return { dataDir, ...(await templateIfServed()) };
  const url = process.env['TEST_DATABASE_URL'] ?? (await testDatabases('/postgres'));
  const name = `test_${String(process.pid)}_${String(Date.now())}_${String((made += 1))}`;
  return { dataDir, databaseUrl: await createTestDatabase(url, name) };
}

/** Projects without the global setup start from nothing, which takes a few seconds more. */
const templateIfServed = async (): Promise<{ readonly template?: string }> =>
  (inject('testDatabases') as string | undefined) === undefined ? {} : { template: await testDatabases('/template') };

let made = 0;

/** Through node:http, which tests that intercept `fetch` leave alone. */
function testDatabases(path: string): Promise<string> {
  const address = inject('testDatabases');
  return new Promise((resolve, reject) => {
    const asked = request(`${address}${path}`, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(text));
      });
    });
    asked.on('error', reject).end();
  });
}
