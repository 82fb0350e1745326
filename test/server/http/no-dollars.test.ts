/** Walks every route of the API and every hook as people who may read no dollar. New routes are walked as they come. */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { HttpResponse, http } from 'msw';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openedSession } from '../../../api-contract/session.schema.ts';
import type { ApiRoute } from '../../../api-contract/route.ts';
import { ROUTES } from '../../../api-contract/routes.ts';
import { HOOK_SERVICES } from '../../../cds-hooks/services.ts';
import { openFlipWatch } from '../../../server/margin/flip-watch.ts';
import { silentLog } from '../../../server/observability/log.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import { csv, reportOf, scratchFolder } from '../imports/files.ts';
import { aScene, callOf } from './hook-calls.ts';
import type { Key, Lab } from './hook-lab.ts';
import { aKey, aTenant, aVisit, EHR, ehrWith, forgetCards, openLab, outside } from './hook-lab.ts';

const ISSUER = 'https://ehr.test/oauth';
const STAFF = {
  'Practitioner/nurse': 'infusion-nurse',
  'Practitioner/scheduler': 'scheduler',
  'Practitioner/prescriber': 'prescriber',
  'Practitioner/pharmacist': 'pharmacist',
  'Practitioner/finance': 'finance',
} as const;
const NO_DOLLARS = ['Practitioner/nurse', 'Practitioner/scheduler', 'Practitioner/prescriber'];
const scratch = scratchFolder();
let idKey: Key;
let lab: Lab;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  idKey = await aKey('RS256', 'id');
  const hookKey = await aKey('ES384', 'es');
  const tenant = aTenant({ roles: STAFF }, { jwks: { keys: [hookKey.jwk] } });
  lab = await openLab(hookKey, [tenant]);
  outside.resetHandlers(
    http.get(`${EHR}/.well-known/smart-configuration`, () =>
      HttpResponse.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }),
    ),
    http.get(`${ISSUER}/jwks`, () => HttpResponse.json({ keys: [idKey.jwk] })),
    ...ehrWith({ Coverage: [aCoverage()], MedicationRequest: [anOrder()], Appointment: [aVisit()] }),
  );
  await dollarsToFind(tenant);
});
afterAll(async () => {
  await lab.close();
  outside.close();
  scratch.remove();
});

/** A booked visit, a contract and a price: whoever may see dollars finds some. */
async function dollarsToFind(tenant: ReturnType<typeof aTenant>): Promise<void> {
  const { store } = lab;
  const files = [
    [
      'contracts',
      'contracts.csv',
      csv('payer,hcpcs,form,per_unit,from', ['Sunrise Health Plan,any,fee-schedule,60,2026-01-01']),
    ],
    [
      'prices',
      'prices.csv',
      csv('ndc,account,unit,price,from,to,source', ['00006-3026-02,GPO,billing-unit,54.20,2026-01-01,,w']),
    ],
  ] as const;
  for (const [kind, name, text] of files)
    await reportOf(store, { kind, path: scratch.write(name, text), tenant: tenant.id });
  await store.db
    .insertInto('booked_dose')
    .values({
      tenant: tenant.id,
      appointment: 'Appointment/booked',
      order_ref: 'MedicationRequest/m9',
      patient_ref: 'Patient/p9',
      visit_date: '2026-12-15',
      hcpcs: 'J9271',
      drug_name: 'Keytruda',
      units: 200,
      discarded_units: 0,
      supply: 'buy-and-bill',
      payer: 'Sunrise Health Plan',
      payer_identifiers: [],
      product: 'commercial',
      location: 'Location/l1',
      site_name: 'Infusion center',
      setting: 'office',
      decision_id: 'd',
    })
    .execute();
  const watch = openFlipWatch({
    db: store.db,
    tenants: [{ tenant, today: () => plainDate('2026-12-01') }],
    log: silentLog,
  });
  await watch.wake();
  await watch.stop();
}

async function bearerOf(user: string): Promise<string | undefined> {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    aud: 'chairready-app',
    sub: user,
    iat: seconds,
    exp: seconds + 300,
    jti: randomUUID(),
    fhirUser: `${EHR}/${user}`,
    nonce: 'n'.repeat(20),
  };
  const idToken = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'id' }).sign(idKey.privateKey);
  const tokenResponse = {
    access_token: 'app-token',
    token_type: 'Bearer',
    expires_in: 600,
    patient: 'p1',
    id_token: idToken,
  };
  const response = await fetch(`${lab.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ iss: EHR, nonce: 'n'.repeat(20), tokenResponse }),
  });
  return response.status === 201 ? openedSession.parse(await response.json()).bearer : undefined;
}

/** What ends a session is asked last, for the others would then be refused for the wrong reason. */
const WALKED: readonly (readonly [string, ApiRoute])[] = Object.entries<ApiRoute>(ROUTES)
  .filter(([name]) => name !== 'openSession')
  .toSorted(([a], [b]) => Number(a === 'closeSession') - Number(b === 'closeSession'));

/** Of routes that cannot be read without saying of what. */
const QUERIES: Readonly<Record<string, string>> = {
  '/api/board': '?from=2026-12-01&to=2026-12-20',
  '/api/visits/history': '?since=2026-01-01',
  '/api/visits/statements': '?decision=x1',
  '/api/waste/visit': '?appointment=Appointment%2Fa1&date=2026-12-15',
};

async function ask(route: ApiRoute, bearer: string): Promise<string> {
  return (await answerTo(route, bearer)).text();
}

function answerTo(route: ApiRoute, bearer: string): Promise<Response> {
  const path = route.path
    .replace(/\{watch\}/, '1')
    .replace(/\{flip\}/, '1')
    .replace(/\{\w+\}/g, 'x1');
  return fetch(lab.url + path + (QUERIES[route.path] ?? ''), {
    method: route.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(route.method === 'post' ? { 'content-type': 'application/json' } : {}),
    },
    ...(route.method === 'post' ? { body: '{}' } : {}),
  });
}

/** A dollar sign before a number, or an amount to the cent in quotes as the wire writes it. */
const DOLLARS = /\$\s?\d|"-?\d+\.\d{2}"|"(?:atRisk|expectedLoss|margin|acquisition|allowed)"/;

describe('the API, walked route by route', () => {
  it('shows a pharmacist dollars: the walk would find them', async () => {
    const bearer = await bearerOf('Practitioner/pharmacist');
    expect(await ask(ROUTES.marginList, bearer ?? '')).toMatch(DOLLARS);
  });

  it('lists the visits behind a change to finance, and to no pharmacist', async () => {
    const statusFor = async (user: string) => (await answerTo(ROUTES.flipVisits, (await bearerOf(user)) ?? '')).status;
    expect(await statusFor('Practitioner/pharmacist')).toBe(403);
    expect(await statusFor('Practitioner/finance')).toBe(200);
    const flips = await ask(ROUTES.flips, (await bearerOf('Practitioner/pharmacist')) ?? '');
    expect(flips).toContain('"mayListVisits":false');
    expect(flips).not.toContain('Patient/');
  });

  it.each(NO_DOLLARS)('shows %s none, on any route', async (user) => {
    const bearer = await bearerOf(user);
    if (bearer === undefined) throw new Error('no session');
    const [found, unread]: [string[], string[]] = [[], []];
    for (const [name, route] of WALKED) {
      const response = await answerTo(route, bearer);
      const answer = await response.text();
      if (DOLLARS.test(answer)) found.push(`${name}: ${DOLLARS.exec(answer)?.[0] ?? ''}`);
      // What is read without naming anything there is, is shown or refused: else the walk would not have seen it.
      const isPlainRead = route.method === 'get' && !route.path.includes('{');
      if (isPlainRead && ![200, 204, 403, 404].includes(response.status))
        unread.push(`${name}: ${String(response.status)}`);
    }
    expect(found).toEqual([]);
    expect(unread).toEqual([]);
    expect(WALKED.length).toBeGreaterThan(10);
  });

  it('opens no session for a patient or a relative', async () => {
    expect(await bearerOf('Patient/p1')).toBeUndefined();
    expect(await bearerOf('RelatedPerson/r1')).toBeUndefined();
  });
});

describe('the cards, walked hook by hook', () => {
  it.each([...NO_DOLLARS, 'Patient/p1'])('show %s no dollar', async (user) => {
    const answers: string[] = [];
    for (const { id } of HOOK_SERVICES) {
      await forgetCards(lab);
      const response = await lab.call(id, callOf(id, aScene({ user })));
      answers.push(await response.text());
    }
    expect(answers).toHaveLength(HOOK_SERVICES.length);
    expect(answers.filter((answer) => DOLLARS.test(answer))).toEqual([]);
    if (user.startsWith('Patient/')) expect(answers.every((answer) => !answer.includes('"summary"'))).toBe(true);
    else expect(answers.some((answer) => answer.includes('"summary"'))).toBe(true);
  });
});
