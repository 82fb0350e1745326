/** A whole server, an EHR played by msw, and staff who sign in for a patient and say things. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { HttpResponse, http } from 'msw';
import type { StatementContent } from '../../../api-contract/attestation.schema.ts';
import type { DecisionView } from '../../../api-contract/decision-view.schema.ts';
import { decisionView } from '../../../api-contract/decision-view.schema.ts';
import { openedSession } from '../../../api-contract/session.schema.ts';
import { loadConfig } from '../../../server/config/load-config.ts';
import { startServer } from '../../../server/main.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import type { Key } from '../http/hook-lab.ts';
import { EHR, ISS, TODAY, aKey, aVisit, ehrWith, outside } from '../http/hook-lab.ts';

const ISSUER = 'https://ehr.test/oauth';
export const ORDER = 'MedicationRequest/m1';
export const VISIT = 'Appointment/a1';

export const STAFF = {
  'Practitioner/s1': 'authorization-specialist',
  'Practitioner/s2': 'senior-specialist',
  'Practitioner/c1': 'clerk',
  'Practitioner/n1': 'scheduler',
  'Practitioner/f1': 'finance',
  'Practitioner/rx': 'pharmacist',
} as const;

export type Person = keyof typeof STAFF;

const PACK = {
  pack: 'lab',
  version: '1',
  policies: [
    {
      id: 'all',
      payer: { identifiers: [], names: ['Sunrise Health Plan'] },
      drugs: 'any',
      inForce: { from: '2020-01-01' },
      authorization: { required: true, discardedUnitsCount: false },
      turnaround: { medianDays: 3, p90Days: 5, basis: 'business' },
      source: { document: 'Lab policy', readOn: '2026-11-01' },
    },
  ],
};

export interface StaffLab {
  readonly url: string;
  readonly dataDir: string;
  readonly signIn: (person: Person, patient?: string, name?: string) => Promise<Seat>;
  readonly hookKey: Key;
  readonly close: () => Promise<void>;
}

/** One signed-in person. */
export interface Seat {
  readonly get: (path: string) => Promise<Response>;
  readonly post: (path: string, body: unknown) => Promise<Response>;
  /** Decides now and gives what the app shows. */
  readonly look: () => Promise<DecisionView>;
  /** Says something about the drug of the visit; `more` overrides the envelope. */
  readonly say: (said: StatementContent, more?: Readonly<Record<string, unknown>>) => Promise<Response>;
}

export async function openStaffLab(): Promise<StaffLab> {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const [hookKey, idKey] = [await aKey('ES384', 'es'), await aKey('RS256', 'id')];
  playEhr(idKey);
  const dataDir = mkdtempSync(join(tmpdir(), 'chairready-staff-'));
  const policies = join(dataDir, 'pack.json');
  writeFileSync(policies, JSON.stringify(PACK));
  const file = {
    port: await freePort(),
    dataDir,
    timeZone: 'America/New_York',
    clock: { today: TODAY },
    policies: [policies],
    tenants: [
      {
        id: 'lab',
        name: 'Lab',
        cdsClient: { iss: ISS, jwks: { keys: [hookKey.jwk] } },
        fhir: { baseUrl: EHR },
        smart: { clientId: 'chairready-app', scope: 'openid fhirUser launch' },
        roles: STAFF,
      },
    ],
  };
  const environment = { CHAIRREADY_CONFIG: join(dataDir, 'config.json') };
  writeFileSync(environment.CHAIRREADY_CONFIG, JSON.stringify(file));
  const running = await startServer(loadConfig(environment, dataDir), environment, silentLog);
  return {
    ...{ url: running.url, dataDir, hookKey },
    signIn: (person, patient = 'p1', name) => signIn(running.url, idKey, person, patient, name),
    close: async () => {
      await running.close();
      outside.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function playEhr(idKey: Key): void {
  outside.resetHandlers(
    http.get(`${EHR}/.well-known/smart-configuration`, () =>
      HttpResponse.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }),
    ),
    http.get(`${ISSUER}/jwks`, () => HttpResponse.json({ keys: [idKey.jwk] })),
    http.get(`${EHR}/Patient/p2`, () => HttpResponse.json({ resourceType: 'Patient', id: 'p2' })),
    ...ehrWith({ Coverage: [aCoverage()], MedicationRequest: [anOrder()], Appointment: [aVisit()] }),
  );
}

async function signIn(
  url: string,
  idKey: Key,
  person: Person,
  patient: string,
  name: string | undefined,
): Promise<Seat> {
  const [seconds, nonce] = [Math.floor(Date.now() / 1000), 'n'.repeat(20)];
  const claims = { iss: ISSUER, aud: 'chairready-app', sub: 'u1', iat: seconds, exp: seconds + 300, nonce };
  const id_token = await new SignJWT({ ...claims, name, jti: randomUUID(), fhirUser: `${EHR}/${person}` })
    .setProtectedHeader({ alg: 'RS256', kid: 'id' })
    .sign(idKey.privateKey);
  const tokenResponse = { access_token: 'app', token_type: 'Bearer', expires_in: 600, patient, id_token };
  const json = { 'content-type': 'application/json' };
  const opened = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ iss: EHR, nonce, tokenResponse }),
  });
  const authorization = `Bearer ${openedSession.parse(await opened.json()).bearer}`;
  const get: Seat['get'] = (path) => fetch(url + path, { headers: { authorization } });
  const post: Seat['post'] = (path, body) =>
    fetch(url + path, { method: 'POST', headers: { ...json, authorization }, body: JSON.stringify(body) });
  const look: Seat['look'] = async () => decisionView.parse(await (await get('/api/visits/next')).json());
  return {
    ...{ get, post, look },
    say: async (said, more = {}) => {
      const about = { entry: randomUUID(), appointment: VISIT, order: ORDER, said };
      const decision = 'decision' in more ? {} : { decision: (await look()).id };
      return post('/api/visits/statements', { ...about, ...decision, ...more });
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
