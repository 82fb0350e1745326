import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImportQuestion } from '../../../server/imports/import-file.ts';
import { importedTables } from '../../../server/store/imported-tables.ts';
import { openStore, type Store, type StoreOptions } from '../../../server/store/open-store.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';
import type { PackageCells } from './files.ts';
import { crosswalkFile, reportOf, scratchFolder } from './files.ts';

const CHILD = fileURLToPath(new URL('import-until-killed.child.ts', import.meta.url));

const scratch = scratchFolder();
afterAll(scratch.remove);

/** Lets a process import a file and kills it after its first batch; gives the lines that it still said. */
async function importUntilKilled(options: StoreOptions, question: ImportQuestion): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify({ options, question })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    child.kill('SIGKILL');
  }
  return said;
}

async function counts({ db }: Store) {
  const rows = await db
    .selectFrom('drug_package')
    .select(({ fn }) => fn.countAll<string>().as('n'))
    .executeTakeFirst();
  const files = await db.selectFrom('import_file').select(['visible']).execute();
  return { rows: Number(rows?.n), files: files.map(({ visible }) => visible) };
}

const ROWS = 20_000;
const packages = Array.from({ length: ROWS }, (_, at): PackageCells => {
  const product = String(at).padStart(6, '0');
  return ['J9355', `5${product.slice(0, 4)}-00${product.slice(4)}-01`, '1', '15', '15'];
});

describe.each(['pglite', 'postgres'] as const)('After kill -9 half-way through an import (%s)', (engine) => {
  it('nothing of the file counts, and running it again takes it in whole', async () => {
    const options = await testStoreOptions(engine);
    const path = scratch.write(
      `Crosswalk ${engine} 062326.csv`,
      crosswalkFile([...packages, ['Q5114', '67457-0991-15', '1', '15', '15']]),
    );
    const said = await importUntilKilled(options, { kind: 'crosswalk', path, tenant: '' });
    expect(said).not.toContain('done');

    const store = await openStore(options);
    const left = await counts(store);
    expect(left.files).toEqual([false]);
    expect(left.rows).toBeGreaterThan(0);
    expect(left.rows).toBeLessThan(ROWS);
    expect((await importedTables(store.db)).packages).toEqual([]);

    expect(await reportOf(store, { kind: 'crosswalk', path })).toMatchObject({ kept: ROWS + 1, unchanged: false });
    expect(await counts(store)).toEqual({ rows: ROWS + 1, files: [true] });
    expect((await importedTables(store.db)).packages).toHaveLength(ROWS + 1);
    await store.close();
    rmSync(options.dataDir, { recursive: true, force: true });
  }, 120_000);
});
