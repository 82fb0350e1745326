import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';
import { HttpResponse, http } from 'msw';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openedSession, sessionView } from '../../../api-contract/session.schema.ts';
import { decisionView } from '../../../api-contract/decision-view.schema.ts';
import { viewsOfPatient } from '../../../server/store/audit.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import type { Key, Lab } from './hook-lab.ts';
import { EHR, aBooking, aContext, aVisit, aKey, ehrWith, openLab, outside, forgetCards } from './hook-lab.ts';

const ISSUER = 'https://ehr.test/oauth';
let idKey: Key;
let lab: Lab;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  idKey = await aKey('RS256', 'id');
  lab = await openLab(await aKey('ES384', 'es'));
});
beforeEach(() => {
  outside.resetHandlers(
    http.get(`${EHR}/.well-known/smart-configuration`, () =>
      HttpResponse.json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }),
    ),
    http.get(`${ISSUER}/jwks`, () => HttpResponse.json({ keys: [idKey.jwk] })),
    http.get(`${EHR}/Patient/other`, ({ request }) =>
      request.headers.get('authorization') === 'Bearer others-token'
        ? HttpResponse.json({ resourceType: 'Patient', id: 'other' })
        : new HttpResponse('{}', { status: 403 }),
    ),
    ...ehrWith({ Coverage: [aCoverage()], MedicationRequest: [anOrder()], Appointment: [aVisit()] }),
  );
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

async function idToken(claims: Readonly<Record<string, unknown>> = {}, key = idKey): Promise<string> {
  const seconds = Math.floor(Date.now() / 1000);
  const usual = {
    iss: ISSUER,
    aud: 'chairready-app',
    sub: 'u1',
    iat: seconds,
    exp: seconds + 300,
    jti: randomUUID(),
    fhirUser: `${EHR}/Practitioner/n1`,
    nonce: 'n'.repeat(20),
  };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'id' }).sign(key.privateKey);
}

const launch = async (claims: object = {}, more: object = {}, opening: object = {}, key = idKey): Promise<Response> =>
  fetch(`${lab.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      iss: EHR,
      nonce: 'n'.repeat(20),
      tokenResponse: {
        access_token: 'app-token',
        token_type: 'Bearer',
        expires_in: 600,
        patient: 'p1',
        id_token: await idToken({ ...claims }, key),
        ...more,
      },
      ...opening,
    }),
  });

const bearerOf = async (response: Response): Promise<string> => openedSession.parse(await response.json()).bearer;
const read = async (path: string, bearer?: string, method = 'GET'): Promise<Response> =>
  fetch(lab.url + path, { method, headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` } });

async function decisionOfHook(userId = 'Practitioner/n1'): Promise<string> {
  await forgetCards(lab);
  const response = await lab.post(aBooking({ context: aContext({ userId }) }));
  const { cards } = (await response.json()) as { cards: { links: { appContext: string }[] }[] };
  return (JSON.parse(cards[0]?.links[0]?.appContext ?? '{}') as { decision: string }).decision;
}

describe('a launch', () => {
  it('gives a bearer, the proved patient and what the card asked to open', async () => {
    const decision = await decisionOfHook();
    const response = await launch({ name: 'Nadia' }, { appContext: JSON.stringify({ decision }) });
    expect(response.status).toBe(201);
    const session = openedSession.parse(await response.json());
    expect(session).toMatchObject({
      user: { name: 'Nadia', role: 'scheduler' },
      patient: { ref: 'Patient/p1' },
      open: { decision },
      today: '2026-12-01',
    });
    const again = sessionView.parse(await (await read('/api/session', session.bearer)).json());
    expect(again).toMatchObject({ user: session.user, open: session.open });
  });

  it.each([
    ['signed by another key', {}, 'other-key'],
    ['of another issuer', { iss: 'https://stranger.test' }, ''],
    ['for another client', { aud: 'another-app' }, ''],
    ['for two clients, asked by the other', { aud: ['chairready-app', 'x'], azp: 'x' }, ''],
    ['issued six minutes ago and more', { iat: Math.floor(Date.now() / 1000) - 400 }, ''],
    ['expired', { exp: Math.floor(Date.now() / 1000) - 120 }, ''],
    ['without iat', { iat: undefined }, ''],
    ['with another nonce', { nonce: 'm'.repeat(20) }, ''],
    ['without a user', { fhirUser: undefined }, ''],
  ])('is refused with an id_token %s', async (_name, claims, key) => {
    const response = await launch(claims, {}, {}, key === '' ? idKey : await aKey('RS256', 'id'));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'launch-refused' } });
  });

  it('counts once', async () => {
    const jti = randomUUID();
    expect((await launch({ jti })).status).toBe(201);
    expect((await launch({ jti })).status).toBe(403);
  });

  it('is refused for a patient as user, for an issuer that is not configured (nobody is called), and for a patient that the token does not read', async () => {
    expect((await launch({ fhirUser: 'Patient/p1' })).status).toBe(403);
    lab.calls.length = 0;
    expect((await launch({}, {}, { iss: 'https://stranger.test/fhir' })).status).toBe(403);
    expect(lab.calls).toEqual([]);
    expect((await launch({}, { patient: 'other' })).status).toBe(403);
    expect((await launch({}, { patient: '../Practitioner/n1' })).status).toBe(403);
  });

  it('says what is missing from a body, and that the EHR is down', async () => {
    const response = await fetch(`${lab.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"iss":"https://x.test"}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-request', path: 'tokenResponse' } });
    outside.use(http.get(`${EHR}/Patient/p1`, () => new HttpResponse('{}', { status: 500 })));
    expect((await launch()).status).toBe(502);
  });
});

describe('a decision', () => {
  it('is shown to the session of its patient, in the words of the reader', async () => {
    const id = await decisionOfHook();
    const response = await read(`/api/decisions/${id}`, await bearerOf(await launch()));
    expect(response.status).toBe(200);
    const view = decisionView.parse(await response.json());
    expect(view).toMatchObject({
      id,
      patient: { ref: 'Patient/p1' },
      evaluation: { state: 'evaluated' },
      focus: 'Appointment/a1',
    });
    expect(view.visits[0]?.findings.map(({ trigger }) => trigger)).toContain('missing');
    expect(view.visits[0]?.exposure).toBeUndefined();
    expect(view.visits[0]?.likelihood?.percentages).toBeUndefined();
  });

  it('shows figures to an authorization specialist', async () => {
    const id = await decisionOfHook('Practitioner/s1');
    const bearer = await bearerOf(await launch({ fhirUser: 'Practitioner/s1' }));
    const view = decisionView.parse(await (await read(`/api/decisions/${id}`, bearer)).json());
    expect(view.visits[0]?.exposure).toBeDefined();
    expect(view.visits[0]?.likelihood?.percentages).toBeDefined();
  });

  it('is written down as looked at, by whom and on which page, and only when it was shown', async () => {
    const id = await decisionOfHook();
    const looks = async () =>
      (await viewsOfPatient(lab.store.db, 'lab', 'Patient/p1')).filter(({ body }) =>
        isDeepStrictEqual(body, { page: 'visit', patient: 'Patient/p1', decision: id }),
      );
    const somebodyElse = await bearerOf(await launch({ fhirUser: 'Practitioner/s1' }));
    expect((await read(`/api/decisions/${id}`, somebodyElse)).status).toBe(404);
    expect(await looks()).toEqual([]);
    await read(`/api/decisions/${id}`, await bearerOf(await launch()));
    expect(await looks()).toMatchObject([{ actor: 'Practitioner/n1' }]);
  });

  it('does not exist for somebody else than the card was shown to, where the EHR names both alike', async () => {
    const [id, byRole] = [await decisionOfHook(), await decisionOfHook('PractitionerRole/n1')];
    const bearer = await bearerOf(await launch({ fhirUser: 'Practitioner/s1' }));
    expect((await read(`/api/decisions/${id}`, bearer)).status).toBe(404);
    expect((await read(`/api/decisions/${byRole}`, bearer)).status).toBe(200);
  });

  it('does not exist for another patient, for nobody in particular, or by a guess', async () => {
    const id = await decisionOfHook();
    const others = await bearerOf(await launch({}, { patient: 'other', access_token: 'others-token' }));
    const nobodys = await bearerOf(await launch({}, { patient: undefined }));
    expect((await read(`/api/decisions/${id}`, others)).status).toBe(404);
    expect((await read(`/api/decisions/${id}`, nobodys)).status).toBe(404);
    expect((await read(`/api/decisions/${'0'.repeat(32)}`, await bearerOf(await launch()))).status).toBe(404);
    expect((await read(`/api/decisions/${id}`)).status).toBe(401);
    expect((await read(`/api/decisions/${id}`, 'x'.repeat(43))).status).toBe(401);
  });

  it('is made now for the coming visits, with the token of the session, and kept', async () => {
    const bearer = await bearerOf(await launch());
    lab.calls.length = 0;
    const view = decisionView.parse(await (await read('/api/visits/next', bearer)).json());
    expect(view).toMatchObject({
      decidedBy: { kind: 'app' },
      visits: [{ appointment: 'Appointment/a1', date: '2026-12-15' }],
    });
    expect(lab.calls.every(({ headers }) => headers.get('authorization') === 'Bearer app-token')).toBe(true);
    expect((await read(`/api/decisions/${view.id}`, bearer)).status).toBe(200);
    expect((await read('/api/visits/next?appointment=Patient/p1', bearer)).status).toBe(400);
  });

  it('is out of reach once the session is closed', async () => {
    const bearer = await bearerOf(await launch());
    expect((await read('/api/session', bearer, 'DELETE')).status).toBe(204);
    expect((await read('/api/session', bearer)).status).toBe(401);
  });
});

describe('the page', () => {
  it('may be framed by the configured EHR only, and runs nothing inline', async () => {
    const policy = (await read('/launch')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self' https://ehr.test");
    expect(policy).not.toContain('unsafe');
  });
});
