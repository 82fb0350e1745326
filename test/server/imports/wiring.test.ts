/** Whole servers, as `serve` starts them: what is imported while they run counts from the next call on. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { HttpResponse, http } from 'msw';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DecisionView } from '../../../api-contract/decision-view.schema.ts';
import { decisionView } from '../../../api-contract/decision-view.schema.ts';
import type { AuthorizationStatement } from '../../../api-contract/attestation.schema.ts';
import { openedSession } from '../../../api-contract/session.schema.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { runMargin } from '../../../server/commands/margin.command.ts';
import type { CommandStreams } from '../../../server/commands/ndjson-lines.ts';
import { drugsInForce } from '../../../server/commands/drugs-in-force.ts';
import { loadConfig } from '../../../server/config/load-config.ts';
import { openKnowledge, watchKnowledge } from '../../../server/imports/knowledge-in-force.ts';
import type { ImportKind } from '../../../server/imports/import-kind.ts';
import type { RunningServer } from '../../../server/main.ts';
import { startServer } from '../../../server/main.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { keepRetraction, keepStatement } from '../../../server/store/attestations.ts';
import { askRunningServer } from '../../../server/store/data-folder-lock.ts';
import { openStore } from '../../../server/store/open-store.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import { describeOnBothEngines, testStoreOptions } from '../../support/postgres-engines.ts';
import { answersOf, runOn } from '../commands/run-command.ts';
import type { Key } from '../http/hook-lab.ts';
import { EHR, ISS, TODAY, aBooking, aContext, aKey, aVisit, ehrWith, fullPrefetch, outside } from '../http/hook-lab.ts';
import { aspFile, csv, FEED_HEADER, feedLine, mueFile, reportOf, scratchFolder } from './files.ts';

const ISSUER = 'https://ehr.test/oauth';
const scratch = scratchFolder();
let key: Key;
let idKey: Key;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  [key, idKey] = [await aKey('ES384', 'es'), await aKey('RS256', 'id')];
});
beforeEach(() => {
  outside.resetHandlers(
    http.get(`${EHR}/.well-known/smart-configuration`, () =>
      HttpResponse.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }),
    ),
    http.get(`${ISSUER}/jwks`, () => HttpResponse.json({ keys: [idKey.jwk] })),
    ...ehrWith({ Coverage: [aCoverage()], MedicationRequest: [anOrder()], Appointment: [aVisit()] }),
  );
});
afterAll(() => {
  outside.close();
  scratch.remove();
});

const PACK = scratch.write(
  'pack.json',
  JSON.stringify({
    pack: 'regional',
    version: '1',
    policies: [
      {
        id: 'all',
        payer: { identifiers: [], names: ['Sunrise Health Plan'] },
        drugs: 'any',
        inForce: { from: '2020-01-01' },
        authorization: { required: true },
        source: { document: 'Plan manual', readOn: '2026-11-01' },
      },
    ],
  }),
);
const feedOf = (name: string, row: Readonly<Record<string, string>>): string =>
  scratch.write(name, csv(FEED_HEADER, [feedLine({ ...APPROVED, ...row })]));
const APPROVED = {
  payer: 'Sunrise Health Plan',
  number: 'A1',
  status: 'approved',
  hcpcs: 'J9271',
  units: '4000',
  from: '2026-07-01',
  to: '2027-06-30',
};
const FEED = feedOf('feed.csv', { patient: 'Patient/p1', member_id: 'S-1001' });
const LIMITS = scratch.write(
  'october.csv',
  aspFile([['J9271', '70.000']]).replace('July 1, 2026 through September 30', 'October 1, 2026 through December 31'),
);

const SAM = { ref: 'Practitioner/s1', role: 'authorization-specialist' };

const SCHEDULERS = Object.fromEntries(
  Array.from({ length: 20 }, (_, at) => [`Practitioner/n${String(at)}`, 'scheduler']),
);

interface Site {
  readonly environment: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly url: string;
  readonly close: () => Promise<void>;
}

async function openSite(more: object = {}): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairready-wiring-'));
  const port = await freePort();
  const file = {
    port,
    dataDir,
    timeZone: 'America/New_York',
    clock: { today: TODAY },
    tenants: [
      {
        id: 'lab',
        name: 'Lab',
        cdsClient: { iss: ISS, jwks: { keys: [key.jwk] } },
        fhir: { baseUrl: EHR },
        smart: { clientId: 'chairready-app', scope: 'openid fhirUser launch' },
        roles: { ...SCHEDULERS, 'Practitioner/s1': 'authorization-specialist' },
      },
    ],
    ...more,
  };
  const environment = { CHAIRREADY_CONFIG: scratch.write(`${randomUUID()}.json`, JSON.stringify(file)) };
  const running: RunningServer = await startServer(loadConfig(environment, dataDir), environment, silentLog);
  return {
    ...{ environment, dataDir, url: running.url },
    close: async () => {
      await running.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** What `chairready import` asks of a running server. */
const importing = async ({ dataDir }: Site, kind: ImportKind, path: string): Promise<unknown> =>
  (await askRunningServer(dataDir, { command: 'import', kind, path }))?.result;

/** Every time another scheduler, because nobody is shown the same card twice in a row. */
let bookers = 0;
const bookingBy = (userId: string) =>
  aBooking({
    context: aContext({ userId }),
    prefetch: { ...fullPrefetch(), user: { resourceType: 'Practitioner', id: userId.slice('Practitioner/'.length) } },
  });

async function bookingCards({ url }: Site): Promise<readonly { readonly summary: string; readonly detail?: string }[]> {
  const endpoint = `${url}/cds-services/infusion-booking`;
  const seconds = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ iss: ISS, aud: endpoint, iat: seconds, exp: seconds + 300, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid: 'es', typ: 'JWT' })
    .sign(key.privateKey);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(bookingBy(`Practitioner/n${String((bookers += 1))}`)),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { cards: { summary: string; detail?: string }[] }).cards;
}

/** The visit as the authorization team sees it in the app, decided now. */
async function visitInApp({ url }: Site): Promise<DecisionView['visits'][number]> {
  const response = await fetch(`${url}/api/visits/next`, {
    headers: { authorization: `Bearer ${await bearer(url)}` },
  });
  const [visit] = decisionView.parse(await response.json()).visits;
  if (visit === undefined) throw new Error('no visit');
  return visit;
}

async function bearer(url: string): Promise<string> {
  const [seconds, nonce] = [Math.floor(Date.now() / 1000), 'n'.repeat(20)];
  const claims = { iss: ISSUER, aud: 'chairready-app', sub: 'u1', iat: seconds, exp: seconds + 300, nonce };
  const id_token = await new SignJWT({ ...claims, jti: randomUUID(), fhirUser: `${EHR}/Practitioner/s1` })
    .setProtectedHeader({ alg: 'RS256', kid: 'id' })
    .sign(idKey.privateKey);
  const tokenResponse = { access_token: 'app', token_type: 'Bearer', expires_in: 600, patient: 'p1', id_token };
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ iss: EHR, nonce, tokenResponse }),
  });
  return openedSession.parse(await response.json()).bearer;
}

const stateIn = (visit: Awaited<ReturnType<typeof visitInApp>>) => visit.drugs[0]?.authorization.state;

describe('A running server', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  it('asks for an authorization as soon as the policy that requires it is imported', async () => {
    expect(stateIn(await visitInApp(site))).toBe('unknown');
    expect(await importing(site, 'policies', PACK)).toMatchObject({ kept: 1, unchanged: false });
    expect(stateIn(await visitInApp(site))).toBe('missing');
    expect((await bookingCards(site))[0]?.summary).toMatch(/^Keytruda \(J9271\): no auth on file/);
  });

  it('counts the dollars at risk by a newer payment limit, and `margin` prices with it too', async () => {
    expect((await visitInApp(site)).exposure?.atRisk).toBe('12129.00');
    await importing(site, 'asp', LIMITS);
    const { exposure } = await visitInApp(site);
    expect(exposure?.atRisk).toBe('14000.00');
    expect(JSON.stringify(exposure?.worksheet)).toContain('october.csv');
    const tables = await drugsInForce(site.environment);
    expect(tables.table).toBeUndefined();
    expect(tables.paymentLimit(hcpcs('J9271'), plainDate('2026-12-15'))).toMatchObject({
      microDollarsPerUnit: 70_000_000n,
      file: 'october.csv',
    });
  });

  it('takes the feed for an answer where the EHR offers no authorizations, but not where reading them failed', async () => {
    const answering = (status: number) =>
      outside.use(http.get(`${EHR}/ClaimResponse`, () => new HttpResponse('{}', { status })));
    answering(403);
    expect(stateIn(await visitInApp(site))).toBe('unknown');
    await importing(site, 'authorizations', feedOf('others.csv', { patient: 'Patient/p2', member_id: 'S-2002' }));
    expect(stateIn(await visitInApp(site))).toBe('missing');
    answering(500);
    expect(stateIn(await visitInApp(site))).toBe('unknown');
  });

  it('counts the clinic’s own requests that the payer decided into the odds, from the next call on', async () => {
    const oddsOf = async () => (await visitInApp(site)).likelihood?.percentages;
    expect(await oddsOf()).toMatchObject({ localCases: 1, isStartingEstimate: true });
    const before = (await oddsOf())?.approval ?? 0;
    const rows = Array.from({ length: 40 }, (_, at) =>
      feedLine({ ...APPROVED, patient: `Patient/q${String(at)}`, number: `Q${String(at)}`, status: 'denied' }),
    );
    await importing(site, 'authorizations', scratch.write('refused.csv', csv(FEED_HEADER, rows)));
    const after = await oddsOf();
    expect(after).toMatchObject({ localCases: 41, isStartingEstimate: false });
    expect(after?.approval).toBeLessThan(before / 2);
  });

  it('says no more about a visit once its authorization is imported', async () => {
    expect(await bookingCards(site)).toHaveLength(1);
    expect(await importing(site, 'authorizations', FEED)).toMatchObject({ kept: 1, rejected: [] });
    expect(await bookingCards(site)).toEqual([]);
    expect(await visitInApp(site)).toMatchObject({
      drugs: [{ authorization: { state: 'valid', number: 'A1', source: 'feed' } }],
    });
  });

  it('refuses a command that it does not know, and a file that is not there, in a sentence', async () => {
    await expect(askRunningServer(site.dataDir, { command: 'nonsense' })).rejects.toThrow(/does not know/);
    await expect(importing(site, 'asp', '/nowhere.csv')).rejects.toThrow(/nowhere\.csv/);
  });
});

describe('A server whose ledger cannot be read', () => {
  let site: Site;
  let databaseUrl: string;
  beforeAll(async () => {
    const options = await testStoreOptions('postgres');
    databaseUrl = options.databaseUrl ?? '';
    const store = await openStore(options);
    await reportOf(store, { kind: 'policies', path: PACK });
    await reportOf(store, { kind: 'authorizations', path: FEED, tenant: 'lab' });
    await store.close();
    site = await openSite({ database: { url: databaseUrl } });
  });
  afterAll(() => site.close());
  afterEach(() => rename('authorization_row_away', 'authorization_row'));

  async function rename(from: string, to: string): Promise<void> {
    const store = await openStore({ dataDir: site.dataDir, databaseUrl });
    await sql`alter table if exists ${sql.table(from)} rename to ${sql.table(to)}`.execute(store.db);
    await store.close();
  }

  it('cannot tell, and says so, where it said nothing before', async () => {
    expect(await bookingCards(site)).toEqual([]);
    await rename('authorization_row', 'authorization_row_away');
    const visit = await visitInApp(site);
    const [card] = await bookingCards(site);
    expect(`${card?.summary ?? ''} ${card?.detail ?? ''}`).toMatch(/authorizations/);
    expect(stateIn(visit)).toBe('unknown');
    expect(visit.findings.some(({ verdict }) => verdict === 'cannot-tell')).toBe(true);
    await rename('authorization_row_away', 'authorization_row');
    expect(await bookingCards(site)).toEqual([]);
  });
});

describeOnBothEngines('Knowledge in force', (database) => {
  it('follows what another process imports, as a whole, and stays as it was while nothing is imported', async () => {
    const { store } = database();
    const holder = await openKnowledge(store.db, [], silentLog);
    const before = holder.current();
    await holder.refresh();
    expect(holder.current()).toBe(before);
    const watching = watchKnowledge(holder, 10);
    const mues = mueFile('Practitioner Services MUE Values', [['J9271', '777']]);
    await reportOf(store, {
      kind: 'mue',
      path: scratch.write('MCR_MUE_PractitionerServices_Eff_10-01-2026.csv', mues),
    });
    await reportOf(store, { kind: 'policies', path: PACK });
    await expect.poll(() => holder.current().policies.length, { timeout: 5000 }).toBe(1);
    watching.stop();
    const after = holder.current();
    expect(after.drugs.mue(hcpcs('J9271'))?.units).toBe(777);
    expect(after.drugs.mue(hcpcs('J0129'))).toBeUndefined();
    expect(after.drugs.mue(hcpcs('J9271'), 'outpatient-hospital')).toEqual(
      before.drugs.mue(hcpcs('J9271'), 'outpatient-hospital'),
    );
    expect(before.policies).toEqual([]);
    expect(after.drugs.version).not.toBe(before.drugs.version);
  });

  it('counts what files and staff tell of decided requests, each tenant’s for itself, and nothing taken back', async () => {
    const { store } = database();
    const holder = await openKnowledge(store.db, [], silentLog);
    const casesOf = async (tenant: string) => {
      await holder.refresh();
      return holder.current().localCases.get(tenant) ?? [];
    };
    const fed = csv(FEED_HEADER, [
      feedLine({ ...APPROVED, patient: 'Patient/p1', requested_at: '2026-06-01', decided_at: '2026-06-04' }),
      feedLine({ ...APPROVED, patient: 'Patient/p2', number: 'A2', status: 'pending' }),
    ]);
    await reportOf(store, { kind: 'authorizations', path: scratch.write('clinic.csv', fed), tenant: 'clinic' });
    const [counted] = await casesOf('clinic');
    expect(counted).toMatchObject({ hcpcs: 'J9271', decided: 1, approved: 1 });
    expect(counted?.answers).toEqual([{ asked: '2026-06-01', decided: '2026-06-04' }]);
    const said = (content: Pick<AuthorizationStatement, 'status'> & Partial<AuthorizationStatement>, on: string) =>
      keepStatement(store.db, {
        ...{ tenant: 'other', entry: randomUUID(), patientRef: 'Patient/p1', decisionId: 'd1' },
        ...{ appointment: 'Appointment/a1', order: 'MedicationRequest/m1', at: new Date(), on: plainDate(on), by: SAM },
        words: {
          content: { kind: 'authorization', coverage: 'Coverage/c1', channel: 'portal', ...content },
          payer: { identifiers: [], names: ['Sunrise Health Plan'] },
          products: [hcpcs('J9271')],
        },
      });
    await said({ status: 'submitted', submittedOn: '2026-12-01' }, '2026-12-01');
    await said({ status: 'denied', reason: 'step' }, '2026-12-03');
    await said({ status: 'approved', number: 'W1' }, '2026-12-20');
    expect(await casesOf('other')).toMatchObject([
      { decided: 1, approved: 0, answers: [{ asked: '2026-12-01', decided: '2026-12-03' }] },
    ]);
    const renewal = await said({ status: 'approved', submittedOn: '2027-05-01', number: 'W2' }, '2027-05-04');
    expect(await casesOf('other')).toMatchObject([{ decided: 2, approved: 1 }]);
    await keepRetraction(
      store.db,
      { id: renewal.id, appointment: 'Appointment/a1', order: 'MedicationRequest/m1' },
      {
        ...{ tenant: 'other', patientRef: 'Patient/p1', at: new Date(), on: plainDate('2027-05-05') },
        ...{ by: SAM, reason: 'typed twice' },
      },
    );
    expect(await casesOf('other')).toMatchObject([{ decided: 1, approved: 0 }]);
    expect(await casesOf('clinic')).toHaveLength(1);
  });
});

describe('`margin` beside a database', () => {
  const priced = { id: 'a', hcpcs: 'J9271', on: '2026-09-01', setting: 'office', units: 200, discardedUnits: 0 };
  const whole = { ...priced, payer: { form: 'medicare-part-b' }, acquisition: { perUnit: '54.20' } };
  const margin = async (environment: Readonly<Record<string, string>>, ...lines: readonly object[]) => {
    const command = (argv: readonly string[], streams: CommandStreams) =>
      runMargin(argv, streams, () => drugsInForce(environment));
    const run = await runOn(command, lines);
    return { status: run.status, answers: answersOf(run) };
  };

  it('prices with the shipped table where there is none yet, says so, and makes no folder', async () => {
    const dataDir = join(scratch.folder, 'none-yet');
    const { status, answers } = await margin({ CHAIRREADY_DATA: dataDir }, whole);
    expect(status).toBe(0);
    expect(answers[0]).toMatchObject({ priceSource: { effective: '2026-07-01', table: 'shipped' } });
    expect(existsSync(dataDir)).toBe(false);
  });

  it('gives no figure from an older table where there is one that cannot be read', async () => {
    const environment = { DATABASE_URL: 'postgres://127.0.0.1:1/none', CHAIRREADY_DATA: join(scratch.folder, 'held') };
    const { status, answers } = await margin(environment, whole, { ...whole, price: { asp: '55.00' } });
    expect(status).toBe(1);
    expect(answers[0]).toMatchObject({ line: 1, error: { code: 'database-unavailable', path: 'price' } });
    expect(answers[1]).toMatchObject({ priceSource: null, allowed: '11660.00' });
  });
});
