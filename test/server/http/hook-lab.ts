/** A whole server on a free port, an EHR played by msw, and a client that signs its calls. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { readRecord } from '../../../fhir/read-record.ts';
import { loadDrugIndex } from '../../../reference-data/load.ts';
import { parsePolicyPack, policiesVersion } from '../../../reference-data/policy-pack.ts';
import { hookTrust } from '../../../server/auth/hook-jwt.ts';
import { pagesOf } from '../../../api-contract/page.schema.ts';
import type { Role } from '../../../api-contract/role.schema.ts';
import type { Tenant } from '../../../server/config/config.schema.ts';
import { configSchema } from '../../../server/config/config.schema.ts';
import type { ReadinessKeeper } from '../../../server/board/readiness.job.ts';
import { createApp } from '../../../server/http/app.ts';
import type { AppDeps } from '../../../server/http/deps.ts';
import { whileAway } from '../../../server/http/while-away.ts';
import { openTenantDesk } from '../../../server/http/tenant-desk.ts';
import { silentLog } from '../../../server/observability/log.ts';
import type { Log, LogFields } from '../../../server/observability/log.ts';
import { openMetrics } from '../../../server/observability/metrics.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { decisionsIn } from '../../../server/store/decisions.ts';
import { openSession } from '../../../server/store/sessions.ts';
import { loadSecretKey } from '../../../server/store/secret-key.ts';
import { chartingIn } from '../../../server/waste/charting-in.ts';
import { caseOpener } from '../../../server/worklist/case-opener.ts';
import { aCoverage, aPatient, anAppointment, anOrder } from '../../support/fhir-builders.ts';
import { openTestDatabase } from '../../support/postgres-engines.ts';

export const EHR = 'https://ehr.test/fhir';
export const ISS = 'https://ehr.test/cds-client';
export const TODAY = '2026-12-01';
export const PUBLIC_URL = 'https://chairready.test';
export const RULES = 'a'.repeat(64);

export interface Key {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function aKey(alg: string, kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** A policy that asks for an authorization of everything the payer of `aCoverage` pays. */
const PACK = {
  pack: 'lab',
  version: '1',
  policies: [
    {
      id: 'all',
      payer: { identifiers: [], names: ['Sunrise Health Plan'] },
      drugs: 'any',
      inForce: { from: '2020-01-01' },
      authorization: { required: true },
      source: { document: 'Lab policy', readOn: '2026-11-01' },
    },
    {
      id: 'infliximab',
      payer: { identifiers: [], names: ['Sunrise Health Plan'] },
      drugs: ['J1745'],
      inForce: { from: '2020-01-01' },
      authorization: { required: true },
      step: { prefer: ['Q5103'] },
      source: { document: 'Lab policy', readOn: '2026-11-01' },
    },
    {
      id: 'free',
      payer: { identifiers: [], names: ['Open Health'] },
      drugs: 'any',
      inForce: { from: '2020-01-01' },
      authorization: { required: false },
      source: { document: 'Lab policy', readOn: '2026-11-01' },
    },
  ],
};

/** A tenant as configured, with defaults filled in. */
export function aTenant(more: Readonly<Record<string, unknown>>, client: Readonly<Record<string, unknown>>): Tenant {
  const file = {
    timeZone: 'America/New_York',
    tenants: [
      {
        id: 'lab',
        name: 'Lab',
        cdsClient: { iss: ISS, origins: ['https://ehr.test'], ...client },
        fhir: { baseUrl: EHR },
        smart: { clientId: 'chairready-app', scope: 'openid fhirUser launch' },
        roles: { 'Practitioner/n1': 'scheduler', 'Practitioner/s1': 'authorization-specialist' },
        ...more,
      },
    ],
  };
  const [tenant] = configSchema.parse(file).tenants;
  if (tenant === undefined) throw new Error('no tenant');
  return tenant;
}

export interface LogLine {
  readonly event: string;
  readonly fields: LogFields;
}

/** The EHR and everybody else out there. What no handler knows is refused, and remembered in `calls` like all others. */
export const outside = setupServer();

export interface Lab {
  readonly url: string;
  readonly endpoint: string;
  readonly key: Key;
  /** Every request that left the server, in order. */
  readonly calls: Request[];
  readonly logs: LogLine[];
  readonly post: (body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly postText: (text: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly token: (
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
    key?: Key,
  ) => Promise<string>;
  /** Calls any path below `/cds-services/`, with a fresh token for it. */
  readonly call: (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly store: Store;
  /** What answers the hooks, for what happens after the answer. */
  readonly desk: AppDeps;
  /** Opens a session of the app for somebody of this role, as a verified launch would; gives its bearer. */
  readonly signIn: (
    role: Role,
    more?: { readonly user?: string; readonly patientRef?: string; readonly tenant?: string },
  ) => Promise<string>;
  /** Calls the app's API as the holder of a bearer. */
  readonly api: (bearer: string, method: string, path: string, body?: unknown) => Promise<Response>;
  /** What the job of the readiness list works with. */
  readonly readiness: ReadinessKeeper;
  readonly close: () => Promise<void>;
}

export async function openLab(
  key: Key,
  tenants: readonly Tenant[] = [aTenant({}, { jwks: { keys: [key.jwk] } })],
  screensDir?: string,
): Promise<Lab> {
  // The server engine opens in a tenth of the time; the embedded one carries the browser tests and the suites of the store.
  const database = await openTestDatabase('postgres');
  const { calls, logs, log } = recorders();
  const policies = parsePolicyPack(PACK);
  if (!policies.ok) throw new Error('lab policy');
  const decisions = decisionsIn(database.store.db);
  const cases = caseOpener({ db: database.store.db, decisions, log: silentLog });
  const now = (): Date => new Date();
  const shared = {
    drugs: loadDrugIndex(),
    policies: policies.value.policies,
    policiesVersion: policiesVersion(policies.value.policies),
    timeZone: 'America/New_York',
    fixedToday: () => TODAY,
    now,
  };
  const secretKey = await loadSecretKey(database.options.dataDir, {});
  const { db } = database.store;
  const desks = new Map(tenants.map((tenant) => [tenant.id, openTenantDesk(tenant, shared)]));
  const away = whileAway(database.options.dataDir, secretKey);
  const desk: AppDeps = {
    publicUrl: PUBLIC_URL,
    desks,
    trust: hookTrust(tenants, () => undefined),
    assessor: { readRecord, decide: (snapshot) => decide(ruleBook, snapshot, RULES) },
    rulesVersion: RULES,
    keepDecision: (call) => decisions.keepDecision(call),
    openCases: cases.open,
    newId: () => randomUUID(),
    now,
    log,
    metrics: openMetrics(),
    imports: {
      setting: {
        ...{ store: database.store, tenants: tenants.map(({ id }) => id), policies: () => [] },
        charting: chartingIn({ tenants, timeZone: shared.timeZone }),
      },
      refresh: () => Promise.resolve(),
      watch: { wake: () => Promise.resolve(), undone: () => Promise.resolve() },
    },
    db: database.store.db,
    decisions,
    secretKey,
    version: '0',
    ...(screensDir === undefined ? {} : { screensDir }),
    ...away,
  };
  const app = createApp(desk);
  const server = await listening(createServer(app));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const endpoint = `${PUBLIC_URL}/cds-services/infusion-booking`;
  const token: Lab['token'] = (claims = {}, header = {}, by = key) => signed(by, endpoint, claims, header);
  const postText: Lab['postText'] = async (text, headers) =>
    fetch(`${url}/cds-services/infusion-booking`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers ?? { authorization: `Bearer ${await token()}` }) },
      body: text,
    });
  const call: Lab['call'] = async (path, body, headers) =>
    fetch(`${url}/cds-services/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(headers ?? { authorization: `Bearer ${await token({ aud: `${PUBLIC_URL}/cds-services/${path}` })}` }),
      },
      body: JSON.stringify(body),
    });
  return {
    ...{ url, endpoint, key, calls, logs, token, postText, call, store: database.store, desk },
    post: (body, headers) => postText(JSON.stringify(body), headers),
    signIn: (role, { user = 'Practitioner/n1', patientRef, tenant = tenants[0]?.id ?? '' } = {}) =>
      openSession(database.store.db, secretKey, {
        ...{ tenant, userRef: user, role, createdAt: now() },
        ...(patientRef === undefined ? {} : { patientRef }),
        accessToken: JSON.stringify({
          accessToken: 'ehr-token',
          shown: { user: { role }, open: {}, features: { needPatientBanner: false, pages: pagesOf(role) } },
        }),
        expiresAt: new Date(now().getTime() + 3_600_000),
      }),
    api: (bearer, method, path, body) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    readiness: { ...away, db, desks, log, now },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([decisions.drain(), cases.drain()]);
      await database.store.close();
      rmSync(database.options.dataDir, { recursive: true, force: true });
    },
  };
}

function recorders() {
  const calls: Request[] = [];
  const logs: LogLine[] = [];
  outside.events.on('request:start', ({ request }) => {
    if (!request.url.startsWith('http://127.0.0.1')) calls.push(request.clone());
  });
  const write = (event: string, fields: LogFields = {}): void => {
    logs.push({ event, fields });
  };
  const log: Log = { info: write, warn: write, error: write };
  return { calls, logs, log };
}

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));

/** Signs a fresh token; a claim given as undefined is left out. */
function signed(
  { privateKey, jwk }: Key,
  endpoint: string,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const usual = { iss: ISS, aud: endpoint, iat: seconds, exp: seconds + 300, jti: randomUUID() };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: jwk.alg ?? 'ES384', kid: jwk.kid ?? '', typ: 'JWT', ...header })
    .sign(privateKey);
}

/** What every prefetch key holds where the record is complete: one order, one coverage, nothing else. */
export const fullPrefetch = (): Record<string, unknown> => ({
  patient: aPatient(),
  user: { resourceType: 'Practitioner', id: 'n1' },
  roles: null,
  coverages: bundleOf(aCoverage()),
  medications: bundleOf(anOrder()),
  appointments: null,
  services: null,
  conditions: null,
  administrations: null,
  observations: null,
  claimResponses: null,
});

export const bundleOf = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
});

/** A visit that says itself which order it is for. */
export const aVisit = (more: Parameters<typeof anAppointment>[0] = {}) =>
  anAppointment({ supportingInformation: [{ reference: 'MedicationRequest/m1' }], ...more });

/** A booking of one visit on 2026-12-15, complete. */
export function aBooking(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    hook: 'appointment-book',
    hookInstance: randomUUID(),
    fhirServer: EHR,
    context: aContext(),
    prefetch: fullPrefetch(),
    ...more,
  };
}

export const aContext = (more: Readonly<Record<string, unknown>> = {}) => ({
  userId: 'Practitioner/n1',
  patientId: 'p1',
  appointments: {
    resourceType: 'Bundle',
    type: 'collection',
    entry: [{ resource: aVisit({ status: 'proposed' }) }],
  },
  ...more,
});

export const authorization = (token = 'ehr-token') => ({
  fhirAuthorization: {
    access_token: token,
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'user/*.rs',
    subject: 'chairready',
  },
});

/** The record on the EHR's own server; a type that is not given has no matches. */
export const ehrWith = (record: Readonly<Record<string, readonly object[]>>) => [
  http.get(`${EHR}/Patient/:id`, () => HttpResponse.json(aPatient())),
  http.get(`${EHR}/Practitioner/:id`, ({ params }) =>
    HttpResponse.json({ resourceType: 'Practitioner', id: params['id'] }),
  ),
  http.get(`${EHR}/:type`, ({ params }) => HttpResponse.json(bundleOf(...(record[String(params['type'])] ?? [])))),
];

/** As if nobody had been shown a card yet: tests about something else ask twice. */
export async function forgetCards({ store }: Lab): Promise<void> {
  await store.db.deleteFrom('card_showing').execute();
}
