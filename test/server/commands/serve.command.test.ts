import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { runServe } from '../../../server/commands/serve.command.ts';
import { runOn } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'chairready-serve-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const start = (environment: Record<string, string>) =>
  runOn(
    (argv, streams) => runServe(argv, streams, { CHAIRREADY_DATA: folder, LOG_LEVEL: 'silent', ...environment }),
    [],
  );

describe('chairready serve', () => {
  it('says in one sentence that the database cannot be reached, and where to look', async () => {
    const run = await start({ DATABASE_URL: 'postgres://somebody:word@127.0.0.1:1/none' });
    expect(run).toMatchObject({ status: 1, output: '' });
    expect(run.errors).toMatch(/^ChairReady cannot start: .*ECONNREFUSED.*chairready doctor\n$/);
  });

  it('says so of a data folder that is none', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const run = await start({ CHAIRREADY_DATA: file });
    expect(run.status).toBe(1);
    expect(run.errors).toMatch(/^ChairReady cannot start: ENOTDIR.*\n$/);
  });

  it('refuses a secret that is too short or blank before anything is made, and for good', async () => {
    const fresh = join(folder, 'fresh');
    for (const secret of ['short', ' '.repeat(40)]) {
      const run = await start({ CHAIRREADY_DATA: fresh, CHAIRREADY_SECRET: secret });
      expect(run).toMatchObject({ status: 2, errors: expect.stringContaining('openssl rand -hex 32') as string });
    }
    expect(existsSync(fresh)).toBe(false);
  });

  it('refuses an address of a database that is none, without repeating it', async () => {
    const run = await start({ DATABASE_URL: 'host=db password=word' });
    expect(run.status).toBe(2);
    expect(run.errors).toMatch(/^.*DATABASE_URL: must be an address such as postgres:/s);
    expect(run.errors).not.toContain('password=word');
  });
});
