import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { createRemoteJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningSandbox } from '../../sandbox/main.ts';
import { startSandbox } from '../../sandbox/main.ts';
import { authorize, exchange } from './support/launch.ts';

const APP = 'http://127.0.0.1:8080';
const SCOPE = 'openid fhirUser profile launch launch/patient user/Patient.rs user/Appointment.rs';
const PATIENT = 'authorized-throughout';

let dataDir: string;
let sandbox: RunningSandbox;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sandbox-launch-'));
  sandbox = await startSandbox({ port: 0, dataDir, chairReadyUrl: APP, today: '2026-11-23', tokenSeconds: 900 });
});
afterAll(() => sandbox.close());

async function openLaunch(request: object): Promise<{ readonly launchUrl: URL; readonly launch: string }> {
  const answer = await fetch(`${sandbox.url}/sandbox/api/launch`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  const { launchUrl } = (await answer.json()) as { launchUrl: string };
  const url = new URL(launchUrl);
  return { launchUrl: url, launch: url.searchParams.get('launch') ?? '' };
}

const asScheduler = (more: object = {}): object => ({ user: 'Practitioner/scheduler-1', patient: PATIENT, ...more });
const options = (launch: string, more: object = {}): Parameters<typeof authorize>[0] => ({
  url: sandbox.url,
  launch,
  scope: SCOPE,
  redirectUri: `${APP}/`,
  ...more,
});

async function tokens(launch: string, more: object = {}): Promise<Record<string, unknown>> {
  const answer = await exchange(sandbox.url, await authorize(options(launch, more)), `${APP}/`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
}

async function idTokenClaims(token: unknown): Promise<Record<string, unknown>> {
  const keys = createRemoteJWKSet(new URL(`${sandbox.url}/oauth/jwks`));
  const issuer = `${sandbox.url}/oauth`;
  const { payload } = await jwtVerify(String(token), keys, { issuer, audience: 'chairready-app' });
  return payload;
}

describe('an EHR launch', () => {
  it('opens the app with the address of the FHIR server and a launch token', async () => {
    const { launchUrl } = await openLaunch(asScheduler());
    expect(launchUrl.origin + launchUrl.pathname).toBe(`${APP}/launch`);
    expect(launchUrl.searchParams.get('iss')).toBe(`${sandbox.url}/fhir`);
  });

  it('ends with a token that carries patient, visit, appContext and user, without any page in between', async () => {
    const visit = `${PATIENT}-visit`;
    const appContext = '{"decision":"abc"}';
    const { launch } = await openLaunch(asScheduler({ appointment: visit, appContext }));
    const answer = await tokens(launch);
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      scope: SCOPE,
      patient: PATIENT,
      fhirContext: [{ reference: `Appointment/${visit}` }],
      appContext,
      need_patient_banner: false,
    });
    expect(answer).not.toHaveProperty('refresh_token');
    expect(await idTokenClaims(answer['id_token'])).toMatchObject({
      sub: 'Practitioner/scheduler-1',
      fhirUser: `${sandbox.url}/fhir/Practitioner/scheduler-1`,
      name: 'Nadia Okonkwo',
    });
  });

  it('gives a token that reads what was granted and nothing more', async () => {
    const { launch } = await openLaunch(asScheduler());
    const { access_token: token } = await tokens(launch);
    const get = (path: string): Promise<Response> =>
      fetch(`${sandbox.url}/fhir/${path}`, { headers: { Authorization: `Bearer ${String(token)}` } });
    expect((await get(`Patient/${PATIENT}`)).status).toBe(200);
    expect((await get(`Coverage?patient=${PATIENT}`)).status).toBe(403);
  });

  it('signs in the user of each launch, whoever was signed in before in the same browser', async () => {
    const jar = new Map<string, string>();
    const first = await openLaunch(asScheduler());
    await tokens(first.launch, { jar });
    const second = await openLaunch({ user: 'Practitioner/nurse-1', patient: 'no-authorization' });
    const answer = await tokens(second.launch, { jar });
    expect(answer['patient']).toBe('no-authorization');
    expect((await idTokenClaims(answer['id_token']))['sub']).toBe('Practitioner/nurse-1');
  });

  it('limits a patient scope to the patient on the screen', async () => {
    const { launch } = await openLaunch({ user: `Patient/${PATIENT}`, patient: PATIENT });
    const { access_token: token } = await tokens(launch, { scope: 'openid fhirUser launch patient/*.rs' });
    const headers = { Authorization: `Bearer ${String(token)}` };
    const found = (await (await fetch(`${sandbox.url}/fhir/Patient`, { headers })).json()) as { total: number };
    expect(found.total).toBe(1);
    expect((await fetch(`${sandbox.url}/fhir/Patient/no-authorization`, { headers })).status).toBe(403);
  });

  it('is refused with an unknown launch token, another audience, or no proof key', async () => {
    const { launch } = await openLaunch(asScheduler());
    const errorOf = async (more: object): Promise<string | null> =>
      (await authorize(options(launch, more))).callback.searchParams.get('error');
    expect(await errorOf({ launch: 'made-up' })).toBe('access_denied');
    expect(await errorOf({ parameters: { aud: 'http://127.0.0.1:9/fhir' } })).toBe('invalid_request');
    expect(await errorOf({ parameters: { code_challenge: undefined, code_challenge_method: undefined } })).toBe(
      'invalid_request',
    );
    expect(await errorOf({ parameters: { launch: undefined } })).toBe('invalid_request');
  });

  it('refuses a redirect to another address and a code with the wrong proof', async () => {
    const { launch } = await openLaunch(asScheduler());
    await expect(authorize(options(launch, { redirectUri: 'http://127.0.0.1:8080/elsewhere' }))).rejects.toThrow('400');
    const launched = await authorize(options(launch));
    const answer = await exchange(sandbox.url, { ...launched, verifier: 'x'.repeat(43) }, `${APP}/`);
    expect(answer.status).toBe(400);
  });

  it('is discoverable, from ChairReady’s own pages too', async () => {
    const answer = await fetch(`${sandbox.url}/fhir/.well-known/smart-configuration`, { headers: { Origin: APP } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(APP);
    expect(await answer.json()).toMatchObject({
      issuer: `${sandbox.url}/oauth`,
      token_endpoint: `${sandbox.url}/oauth/token`,
      code_challenge_methods_supported: ['S256'],
    });
  });

  it('lets only ChairReady’s pages read the token answer', async () => {
    const { launch } = await openLaunch(asScheduler());
    const answer = await exchange(sandbox.url, await authorize(options(launch)), `${APP}/`);
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(APP);
  });
});

describe('backend services', () => {
  const kept = (): { readonly backend: readonly [JWK, JWK] } =>
    JSON.parse(readFileSync(join(dataDir, 'sandbox', 'keys.json'), 'utf8')) as { backend: [JWK, JWK] };

  async function clientToken(key: JWK, scope: string, audience = `${sandbox.url}/oauth/token`): Promise<Response> {
    const assertion = await new SignJWT({})
      .setProtectedHeader({ alg: key.alg ?? '', kid: key.kid ?? '', typ: 'JWT' })
      .setIssuer('chairready-backend')
      .setSubject('chairready-backend')
      .setAudience(audience)
      .setJti(randomUUID())
      .setExpirationTime('4m')
      .sign(await importJWK(key, key.alg));
    return fetch(`${sandbox.url}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
  }

  it.each([0, 1] as const)(
    'give a token for system scopes to a client assertion (key %i: ES384, RS384)',
    async (index) => {
      const answer = await clientToken(kept().backend[index], 'system/Appointment.rs system/Patient.read');
      const body = (await answer.json()) as Record<string, unknown>;
      expect(body).toMatchObject({
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'system/Appointment.rs system/Patient.read',
      });
      const headers = { Authorization: `Bearer ${String(body['access_token'])}` };
      expect((await fetch(`${sandbox.url}/fhir/Appointment?_count=1`, { headers })).status).toBe(200);
      expect((await fetch(`${sandbox.url}/fhir/Coverage`, { headers })).status).toBe(403);
    },
  );

  it('refuse an assertion for another audience and a scope of a user', async () => {
    const [key] = kept().backend;
    expect((await clientToken(key, 'system/Patient.rs', 'http://127.0.0.1:9/token')).status).toBe(401);
    expect((await clientToken(key, 'user/Patient.rs')).status).toBe(400);
  });
});
