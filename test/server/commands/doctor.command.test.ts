import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpResponse, http } from 'msw';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { runDoctor } from '../../../server/commands/doctor.command.ts';
import { runServe } from '../../../server/commands/serve.command.ts';
import { testStoreOptions } from '../../support/postgres-engines.ts';
import { EHR, openEhr, outside, type Ehr } from '../sweep/ehr-lab.ts';
import { answersOf, runOn } from './run-command.ts';

describe('chairready doctor', () => {
  let dataDir: string;
  let ehr: Ehr;
  let databaseUrl: string;
  beforeAll(async () => {
    outside.listen({ onUnhandledRequest: 'bypass' });
    dataDir = mkdtempSync(join(tmpdir(), 'chairready-doctor-'));
    databaseUrl = (await testStoreOptions('postgres')).databaseUrl ?? '';
  });
  afterEach(() => {
    rmSync(join(dataDir, 'secret.key'), { force: true });
  });
  afterAll(() => {
    outside.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function examine(more: Readonly<Record<string, unknown>> = {}, environment: Record<string, string> = {}) {
    const tenant = {
      ...{ id: 'clinic', name: 'Clinic', cdsClient: { iss: 'https://ehr.test', jwksUrl: 'https://ehr.test/jwks' } },
      fhir: { baseUrl: EHR, backend: { clientId: 'chairready-backend', privateJwk: ehr.key } },
    };
    const file = join(dataDir, 'config.json');
    const config = { timeZone: 'America/New_York', publicUrl: 'https://chairready.test', tenants: [tenant], ...more };
    writeFileSync(file, JSON.stringify(config));
    const given = { CHAIRREADY_CONFIG: file, CHAIRREADY_DATA: dataDir, DATABASE_URL: databaseUrl, ...environment };
    const run = await runOn((argv, streams) => runDoctor(argv, streams, given), [], ['--json']);
    const checks = answersOf(run);
    return { ...run, found: (what: string) => checks.find((check) => String(check['what']).includes(what)) };
  }

  async function answeringEhr(date = new Date()): Promise<void> {
    ehr = await openEhr();
    outside.use(
      http.get(`${EHR}/metadata`, () => HttpResponse.json({}, { headers: { date: date.toUTCString() } })),
      http.get('https://ehr.test/jwks', () => HttpResponse.json({ keys: [{ kty: 'EC', kid: 'k' }] })),
    );
  }

  it('finds nothing to fail where all is well', async () => {
    await answeringEhr();
    const run = await examine({}, { CHAIRREADY_SECRET: 's'.repeat(32) });
    expect(run.status, run.output).toBe(0);
    for (const what of [
      'FHIR server',
      'clock agrees',
      '1 key(s)',
      'gives our backend client a token',
      'database: server',
    ])
      expect(run.found(what), what).toMatchObject({ state: 'ok' });
  });

  it('fails with a remedy where the EHR does not answer, gives no token and has no keys', async () => {
    await answeringEhr();
    outside.resetHandlers(http.all('https://ehr.test/*', () => HttpResponse.error()));
    const run = await examine();
    expect(run.status).toBe(1);
    for (const what of ['cannot be reached', 'no token for our backend client', 'no keys at'])
      expect(run.found(what), what).toMatchObject({ state: 'fail', remedy: expect.any(String) as string });
  });

  it('sends nobody to look at keys or addresses where the EHR itself is in trouble', async () => {
    await answeringEhr();
    outside.use(http.all(`${EHR}/*`, () => new HttpResponse(null, { status: 503 })));
    outside.use(http.get('https://ehr.test/jwks', () => new HttpResponse(null, { status: 502 })));
    const run = await examine();
    expect(run.found('answers /metadata with 503')?.['remedy']).toContain('Tell those who run the EHR');
    expect(run.found('no token for our backend client')?.['remedy']).toContain('See to the FHIR server first');
    expect(run.found('no keys at')?.['what']).toContain('(answer 502)');
  });

  it.each([
    [55, 'ok'],
    [75, 'fail'],
  ])('judges clocks that are %d seconds apart: %s', async (seconds, state) => {
    await answeringEhr(new Date(Date.now() - seconds * 1000));
    expect((await examine()).found('clock a') ?? (await examine()).found('clock and')).toMatchObject({ state });
  });

  it('fails on a configuration that cannot be used and names every fault', async () => {
    const run = await examine({ port: 0, timeZone: 'Nowhere' });
    expect(run.status).toBe(1);
    expect(run.found('configuration')).toMatchObject({
      state: 'fail',
      remedy: expect.stringMatching(/port.*timeZone/s) as string,
    });
  });

  it('warns of fields that nobody reads, and of a key that is gone from beside its database', async () => {
    await answeringEhr();
    mkdirSync(join(dataDir, 'database'));
    const run = await examine({ publicurl: 'https://x.test' }, { DATABASE_URL: '', CHAIRREADY_DATA: dataDir });
    rmSync(join(dataDir, 'database'), { recursive: true });
    expect(run.found('publicurl is not known')).toMatchObject({ state: 'warn' });
    expect(run.found('secret.key is missing')).toMatchObject({ state: 'warn' });
  });

  it.runIf(process.platform === 'linux')('fails at once on a data folder where no folder can be made', async () => {
    await answeringEhr();
    const nowhere = { CHAIRREADY_DATA: '/proc/chairready/data', DATABASE_URL: '' };
    const run = await examine({}, { ...nowhere, CHAIRREADY_SECRET: 's'.repeat(32) });
    expect(run.status).toBe(1);
    expect(run.found('database: cannot be used')).toMatchObject({
      state: 'fail',
      what: expect.stringContaining('the file system of /proc takes no folders') as string,
    });
  });

  it('says what to do of a database that is not there, and of tables that this role may not bring up to date', async () => {
    await answeringEhr();
    const owner = new pg.Client({ connectionString: databaseUrl });
    await owner.connect();
    const role = `stranger_${randomBytes(4).toString('hex')}`;
    await owner.query(`create role ${role} login`);
    const [nowhere, stranger] = [new URL(databaseUrl), new URL(databaseUrl)];
    nowhere.pathname = '/no-such-database';
    stranger.username = role;
    stranger.pathname = '/template1';
    const missing = await examine({}, { DATABASE_URL: nowhere.href });
    expect(missing.found('database: cannot')).toMatchObject({
      what: expect.stringContaining('does not exist') as string,
      remedy: 'Create the database, or put its name right in DATABASE_URL.',
    });
    const behind = await examine({}, { DATABASE_URL: stranger.href });
    const given = { CHAIRREADY_DATA: dataDir, DATABASE_URL: stranger.href, LOG_LEVEL: 'silent' };
    const serve = await runOn((argv, streams) => runServe(argv, streams, given), [], []);
    await owner.query(`drop role ${role}`);
    await owner.end();
    expect(behind.found('database: cannot')).toMatchObject({
      what: expect.stringContaining('its first tables could not be made (permission denied') as string,
      remedy: expect.stringContaining('as their owner') as string,
    });
    expect(serve.status).toBe(1);
    expect(serve.errors).toMatch(
      /^ChairReady cannot start: The database could not be migrated: [^.]*\. What to do about it: chairready doctor$/m,
    );
  });

  it.runIf(process.platform !== 'win32')('warns of a configuration that every account may read', async () => {
    await answeringEhr();
    const file = join(dataDir, 'config.json');
    expect((await examine()).found('every account')).toMatchObject({
      state: 'warn',
      remedy: expect.stringContaining(`chmod o= ${file}`) as string,
    });
    chmodSync(file, 0o640);
    expect((await examine()).found('every account')).toBeUndefined();
  });

  it('fails where the database cannot be reached, and on a short secret', async () => {
    await answeringEhr();
    const run = await examine({}, { DATABASE_URL: 'postgresql://127.0.0.1:1/none', CHAIRREADY_SECRET: 'short' });
    expect(run.status).toBe(1);
    expect(run.found('database: cannot be used')).toMatchObject({ state: 'fail' });
    expect(run.found('secret')).toMatchObject({ state: 'fail' });
  });
});
