import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { runImport } from '../../../server/commands/import.command.ts';
import type { Environment } from '../../../server/config/load-config.ts';
import { importCommandHandler } from '../../../server/imports/carry-out-import.ts';
import { IMPORT_KINDS } from '../../../server/imports/import-kind.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { openTestDatabase, testStoreOptions } from '../../support/postgres-engines.ts';
import { aspFile, csv, scratchFolder } from '../imports/files.ts';

const scratch = scratchFolder();
afterAll(scratch.remove);

const ASP = scratch.write(
  'JUL 2026 Pricing File 062326.csv',
  aspFile([
    ['J9271', '59.123'],
    ['A9606', ''],
  ]),
);
const USAGE = scratch.write(
  'usage.csv',
  csv('patient,member_id,number,hcpcs,units,date', ['Patient/p1,M1,A1,J9271,200,2026-09-01']),
);

async function run(argv: readonly string[], environment: Environment) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await runImport(argv, { stdin: Readable.from([]), stdout, stderr }, environment);
  return { status, output: String(stdout.read() ?? ''), errors: String(stderr.read() ?? '') };
}

it('chairready import --help tells of every kind that is taken in', async () => {
  const { output } = await run(['--help'], {});
  expect(IMPORT_KINDS.filter((kind) => !new RegExp(`^  ${kind} `, 'm').test(output))).toEqual([]);
});

describe.each(['pglite', 'postgres'] as const)('chairready import (%s)', (engine) => {
  it('takes a file in, knows it again, and keeps the row numbers of the file', async () => {
    const options = await testStoreOptions(engine);
    await (await openStore(options)).close();
    const environment = { CHAIRREADY_DATA: options.dataDir, DATABASE_URL: options.databaseUrl };
    const first = await run(['asp', ASP], environment);
    expect(first).toMatchObject({ status: 0, errors: '' });
    const line = {
      file: 'JUL 2026 Pricing File 062326.csv',
      kind: 'asp',
      effective: { from: '2026-07-01', until: '2026-09-30' },
      read: 2,
      kept: 1,
      rejected: [{ row: 11, reason: 'A9606 has no payment limit' }],
      warnings: [],
    };
    expect(first.output).toBe(`${JSON.stringify({ ...line, unchanged: false })}\n`);
    const second = await run(['asp', ASP, '--json'], environment);
    expect(second.status).toBe(0);
    expect(second.output).toBe(`${JSON.stringify({ ...line, unchanged: true })}\n`);
    rmSync(options.dataDir, { recursive: true, force: true });
  }, 60_000);
});

describe('chairready import beside a running server', () => {
  it('has the server carry it out, which then knows what has changed', async () => {
    const { store, options } = await openTestDatabase('pglite');
    const changed: string[] = [];
    const environment = { CHAIRREADY_DATA: options.dataDir };
    expect(await run(['asp', ASP], environment)).toMatchObject({
      status: 1,
      errors: expect.stringContaining('starting') as string,
    });

    const setting = { store, tenants: ['north', 'south'], policies: () => [] };
    store.lock?.serveCommands(importCommandHandler(setting, (kind) => changed.push(kind)));
    expect(JSON.parse((await run(['asp', ASP], environment)).output)).toMatchObject({ kept: 1, unchanged: false });
    expect(JSON.parse((await run(['asp', ASP], environment)).output)).toMatchObject({ kept: 1, unchanged: true });
    expect(changed).toEqual(['asp']);

    const refused = await run(['usage', USAGE], environment);
    expect(refused).toMatchObject({ status: 2, output: '', errors: '--tenant is required: one of north, south\n' });
    expect((await run(['usage', USAGE, '--tenant', 'east'], environment)).errors).toContain('there is no tenant east');
    expect((await run(['usage', USAGE, '--tenant', 'south'], environment)).status).toBe(0);
    expect(await store.db.selectFrom('usage_row').select(['tenant']).execute()).toEqual([{ tenant: 'south' }]);
    await store.close();
    rmSync(options.dataDir, { recursive: true, force: true });
  }, 60_000);
});

describe('chairready import, called wrongly', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chairready-none-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const environment = { CHAIRREADY_DATA: folder };

  it.each([
    [[], 'which kind of file?'],
    [['outcomes', 'x.csv'], 'import outcomes is not available in this version'],
    [['prises', 'x.csv'], 'there is no kind "prises"'],
    [['prices'], 'import takes one file at a time'],
    [['prices', 'a.csv', 'b.csv'], 'import takes one file at a time'],
    [['prices', 'a.csv', '--force'], '--force'],
  ])('%j says what is wrong, opens no database and ends with 2', async (argv, sentence) => {
    const { status, output, errors } = await run(argv, environment);
    expect([status, output]).toEqual([2, '']);
    expect(errors).toContain(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('tells how it is called when asked', async () => {
    const { status, output } = await run(['--help'], environment);
    expect(status).toBe(0);
    expect(output).toContain('Usage: chairready import');
  });

  it('names the configuration that cannot be used', async () => {
    const config = scratch.write('config.json', '{"tenants": 3}');
    expect(await run(['asp', ASP], { ...environment, CHAIRREADY_CONFIG: config })).toMatchObject({ status: 2 });
  });

  it('says in a sentence that the server cannot be reached', async () => {
    const url = 'postgresql://nobody@127.0.0.1:1/none';
    const { status, errors } = await run(['asp', ASP], { ...environment, DATABASE_URL: url });
    expect(status).toBe(1);
    expect(errors).toContain('ECONNREFUSED');
  });

  it('refuses a broken file by its path, and stores nothing', async () => {
    const options = await testStoreOptions('pglite');
    await (await openStore(options)).close();
    writeFileSync(join(options.dataDir, 'empty.csv'), '');
    const path = join(options.dataDir, 'empty.csv');
    const { status, output, errors } = await run(['mue', path], { CHAIRREADY_DATA: options.dataDir });
    expect([status, output, errors]).toEqual([2, '', `${path}: the file is empty\n`]);
    rmSync(options.dataDir, { recursive: true, force: true });
  }, 60_000);
});
