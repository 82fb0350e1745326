import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpResponse, http } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pinnedKeys } from '../../../server/auth/pinned-keys.ts';
import type { Key, Lab } from './hook-lab.ts';
import { ISS, aBooking, aKey, aTenant, openLab, outside } from './hook-lab.ts';

const seconds = (): number => Math.floor(Date.now() / 1000);
const JWKS = 'https://ehr.test/jwks.json';

let keys: { es: Key; rs: Key; rs256: Key; other: Key };
let lab: Lab;
let pinned: Lab;

beforeAll(async () => {
  outside.listen(STRICTLY);
  const [es, rs, rs256, other] = await Promise.all([
    aKey('ES384', 'es'),
    aKey('RS384', 'rs'),
    aKey('RS256', 'rs256'),
    aKey('ES384', 'es'),
  ]);
  keys = { es, rs, rs256, other };
  const second = aTenant(
    { id: 'second', fhir: { baseUrl: 'https://second.test/fhir' } },
    { iss: 'https://second.test', jwks: { keys: [es.jwk] } },
  );
  const claimed = aTenant(
    { id: 'claimed', fhir: { baseUrl: 'https://claimed.test/fhir' } },
    { iss: 'https://shared.test', tenant: 'west', jwks: { keys: [es.jwk] } },
  );
  lab = await openLab(es, [
    aTenant({}, { jwks: { keys: [es.jwk, rs.jwk, rs256.jwk] }, audiences: ['https://proxy.test/hooks/booking'] }),
    second,
    claimed,
  ]);
  pinned = await openLab(es, [aTenant({}, { jwksUrl: JWKS, algorithms: ['RS256'] })]);
});
afterEach(() => {
  outside.resetHandlers();
  lab.calls.length = 0;
  pinned.calls.length = 0;
});
afterAll(async () => {
  await lab.close();
  await pinned.close();
  outside.close();
});

const STRICTLY = {
  onUnhandledRequest: ({ url }: Request): void => {
    if (!url.startsWith('http://127.0.0.1')) fail(url);
  },
};

const fail = (url: string): never => {
  throw new Error(`nobody answers ${url}`);
};

const statusOf = async (claims: object = {}, header: object = {}, key = keys.es): Promise<number> => {
  const token = await lab.token({ ...claims }, { ...header }, key);
  const { fhirServer: _unnamed, ...body } = aBooking();
  return (await lab.post(body, { authorization: `Bearer ${token}` })).status;
};

describe('the signature', () => {
  it('is accepted with ES384 and RS384, and RS256 only where the tenant names it', async () => {
    expect(await statusOf()).toBe(200);
    expect(await statusOf({}, {}, keys.rs)).toBe(200);
    expect(await statusOf({}, {}, keys.rs256)).toBe(401);
  });

  it('is refused when another key with the same id made it', async () => {
    expect(await statusOf({}, {}, keys.other)).toBe(401);
  });

  it('is refused with alg none, with a symmetric algorithm, and with nothing at all', async () => {
    const [, claims] = (await lab.token()).split('.');
    for (const alg of ['none', 'HS256', 'HS384']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'es', typ: 'JWT' })).toString('base64url');
      for (const signature of ['', 'AAAA']) {
        const token = `${header}.${String(claims)}.${signature}`;
        expect((await lab.post(aBooking(), { authorization: `Bearer ${token}` })).status).toBe(401);
      }
    }
    expect((await lab.post(aBooking(), {})).status).toBe(401);
    expect((await lab.post(aBooking(), { authorization: 'Basic YTpi' })).status).toBe(401);
    expect((await lab.post(aBooking(), { authorization: 'Bearer rubbish' })).status).toBe(401);
  });

  it('does not survive a changed claim', async () => {
    const [header, , signature] = (await lab.token()).split('.');
    const claims = Buffer.from(
      JSON.stringify({ iss: ISS, aud: lab.endpoint, iat: seconds(), exp: seconds() + 60, jti: 'x' }),
    );
    const token = `${String(header)}.${claims.toString('base64url')}.${String(signature)}`;
    expect((await lab.post(aBooking(), { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('is of a token of the right type, where a type is named', async () => {
    for (const typ of ['JWT', 'jwt', 'application/jwt', undefined]) expect(await statusOf({}, { typ })).toBe(200);
    for (const typ of ['at+jwt', '', 1]) expect(await statusOf({}, { typ })).toBe(401);
  });

  it('needs a key id', async () => {
    expect(await statusOf({}, { kid: '' })).toBe(401);
    expect(await statusOf({}, { kid: 'unknown' })).toBe(401);
  });
});

describe('the audience', () => {
  it.each([
    ['the exact endpoint', 'https://chairready.test/cds-services/infusion-booking', 200],
    ['with one slash at its end', 'https://chairready.test/cds-services/infusion-booking/', 200],
    ['in an array', ['https://elsewhere.test', 'https://chairready.test/cds-services/infusion-booking'], 200],
    ['a configured alternative', 'https://proxy.test/hooks/booking', 200],
    ['with two slashes', 'https://chairready.test/cds-services/infusion-booking//', 401],
    ['another service', 'https://chairready.test/cds-services/other', 401],
    ['discovery', 'https://chairready.test/cds-services', 401],
    ['http for https', 'http://chairready.test/cds-services/infusion-booking', 401],
    ['nothing', undefined, 401],
    ['an empty array', [], 401],
  ])('%s', async (_name, aud, status) => {
    expect(await statusOf({ aud })).toBe(status);
  });
});

describe('the times', () => {
  it.each([
    ['expired 50 s ago', { iat: -300, exp: -50 }, 200],
    ['expired 70 s ago', { iat: -300, exp: -70 }, 401],
    ['issued 50 s from now', { iat: 50, exp: 300 }, 200],
    ['issued 70 s from now', { iat: 70, exp: 300 }, 401],
    ['living one hour', { iat: 0, exp: 3600 }, 200],
    ['living one second more', { iat: 0, exp: 3601 }, 401],
    ['living a day', { iat: 0, exp: 86_400 }, 401],
    ['not before 50 s from now', { iat: 0, exp: 300, nbf: 50 }, 200],
    ['not before 70 s from now', { iat: 0, exp: 300, nbf: 70 }, 401],
  ])('%s', async (_name, times: Record<string, number>, status) => {
    const now = seconds();
    expect(await statusOf(Object.fromEntries(Object.entries(times).map(([name, value]) => [name, now + value])))).toBe(
      status,
    );
  });

  it.each([['exp'], ['iat']])('%s is required and a number', async (name) => {
    expect(await statusOf({ [name]: undefined })).toBe(401);
    expect(await statusOf({ [name]: String(seconds() + 60) })).toBe(401);
  });
});

describe('the token id', () => {
  it('counts once for its issuer, and another issuer may use the same', async () => {
    const jti = randomBytes(32).toString('hex');
    expect(await statusOf({ jti })).toBe(200);
    expect(await statusOf({ jti })).toBe(401);
    expect(await statusOf({ jti, iss: 'https://second.test' })).toBe(200);
  });

  it('counts once even when two calls arrive together', async () => {
    const jti = randomBytes(16).toString('hex');
    const statuses = await Promise.all([statusOf({ jti }), statusOf({ jti }), statusOf({ jti })]);
    expect(statuses.toSorted()).toEqual([200, 401, 401]);
  });

  it('is required, and bounded', async () => {
    expect(await statusOf({ jti: undefined })).toBe(401);
    expect(await statusOf({ jti: '' })).toBe(401);
    expect(await statusOf({ jti: 'not text\u0000' })).toBe(401);
    expect(await statusOf({ jti: 'not text\ud800' })).toBe(401);
    expect(await statusOf({ jti: 'x'.repeat(300) })).toBe(200);
    expect(await statusOf({ jti: 'x'.repeat(301) })).toBe(401);
  });
});

describe('the issuer and tenant', () => {
  it('unknown: refused without a call to anybody', async () => {
    expect(await statusOf({ iss: 'https://stranger.test' }, { jku: 'https://stranger.test/jwks' })).toBe(401);
    expect(lab.calls).toEqual([]);
  });

  it('one issuer for several organizations is told apart by the claim', async () => {
    expect(await statusOf({ iss: 'https://shared.test', tenant: 'west' })).toBe(200);
    expect(await statusOf({ iss: 'https://shared.test', tenant: 'east' })).toBe(401);
    expect(await statusOf({ iss: 'https://shared.test' })).toBe(401);
  });
});

describe('keys named in the header', () => {
  it('are ignored: the signature must be by a key on record', async () => {
    const own = await aKey('ES384', 'es');
    expect(await statusOf({}, { jwk: own.jwk }, own)).toBe(401);
    expect(await statusOf({}, { x5u: 'https://stranger.test/cert' })).toBe(200);
    expect(await statusOf({}, { x5c: ['MIIB'] })).toBe(200);
    expect(await statusOf({}, { x5c: ['MIIB'] }, own)).toBe(401);
    expect(lab.calls).toEqual([]);
  });

  it('are never fetched: a key address beside inline keys is passed over, one that is not the pinned is refused', async () => {
    expect(await statusOf({}, { jku: 'https://stranger.test/jwks' })).toBe(200);
    const token = await pinned.token({}, { jku: 'https://stranger.test/jwks' });
    expect((await pinned.post(aBooking(), { authorization: `Bearer ${token}` })).status).toBe(401);
    expect([...lab.calls, ...pinned.calls]).toEqual([]);
  });
});

describe('a pinned key address', () => {
  it('is read once, again for an unknown key id, and then left alone for a while', async () => {
    let served = [keys.es.jwk];
    outside.use(http.get(JWKS, () => HttpResponse.json({ keys: served })));
    const status = async (key: Key): Promise<number> => {
      const authorization = `Bearer ${await pinned.token({}, {}, key)}`;
      return (await pinned.post(aBooking(), { authorization })).status;
    };
    expect(await status(keys.es)).toBe(200);
    expect(await status(keys.es)).toBe(200);
    expect(pinned.calls, 'kept').toHaveLength(1);
    served = [keys.es.jwk, keys.rs.jwk, keys.rs256.jwk];
    expect(await status(keys.rs), 'rotated').toBe(200);
    expect(await status(keys.rs256), 'an algorithm that this tenant names').toBe(200);
    expect(pinned.calls).toHaveLength(2);
    for (const kid of ['a', 'b', 'c']) expect(await status({ ...keys.es, jwk: { ...keys.es.jwk, kid } })).toBe(401);
    expect(pinned.calls, 'a flood of invented ids is not passed on').toHaveLength(2);
    expect(await status(keys.es)).toBe(200);
  });
});

describe('what stands behind a pinned key address', () => {
  const STRANGER = 'https://stranger.test/jwks.json';
  const asked = async (answer: () => Response) => {
    const [urls, faults] = [new Array<string>(), new Array<string>()];
    const note = ({ request }: { request: Request }): void => void urls.push(request.url);
    outside.events.on('request:start', note);
    outside.use(
      http.get(JWKS, answer),
      http.get(STRANGER, () => HttpResponse.json({ keys: [keys.es.jwk] })),
    );
    const key = await pinnedKeys(JWKS, (_url, why) => faults.push(why)).find('es', 'ES384');
    outside.events.removeListener('request:start', note);
    return { key, urls, faults };
  };

  it.each<[string, () => Response]>([
    ['elsewhere, by a redirect', () => new HttpResponse(null, { status: 302, headers: { location: STRANGER } })],
    ['no key set', () => HttpResponse.json({ keys: 'none' })],
    ['an error', () => new HttpResponse(null, { status: 500 })],
  ])('%s: no key, and the operator is told', async (_name, answer) => {
    expect(await asked(answer)).toEqual({ key: undefined, urls: [JWKS], faults: [expect.any(String)] });
  });

  it('larger than any key set: it is not read to its end', async () => {
    const text = JSON.stringify({ keys: [keys.es.jwk], filler: 'x'.repeat(300_000) });
    const server = createServer((_request, response) => response.end(text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
    const faults: string[] = [];
    // What msw hands on of a real answer cannot be left unread.
    outside.close();
    expect(await pinnedKeys(url, (_url, why) => faults.push(why)).find('es', 'ES384')).toBeUndefined();
    expect(faults).toEqual([expect.stringMatching(/larger/)]);
    outside.listen(STRICTLY);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('a key for encryption, of another algorithm or of another kind serves no signature', async () => {
    for (const more of [{ use: 'enc' }, { alg: 'ES256' }, { kty: 'RSA' }]) {
      const { key } = await asked(() => HttpResponse.json({ keys: [{ ...keys.es.jwk, ...more }] }));
      expect(key).toBeUndefined();
    }
    expect((await asked(() => HttpResponse.json({ keys: [keys.es.jwk] }))).key).toBeDefined();
  });

  it('a key is found beside others that are no use to anybody, or of another kind with the same id', async () => {
    const { kid: _none, ...nameless } = keys.other.jwk;
    const served = [null, 5, nameless, { ...keys.rs.jwk, kid: 'es' }, keys.es.jwk];
    const { key, faults } = await asked(() => HttpResponse.json({ keys: served }));
    expect(key).toBeDefined();
    expect(faults).toEqual([]);
  });
});

describe('a refusal', () => {
  it('tells the caller nothing and the log why, never the token', async () => {
    const token = await lab.token({ aud: 'https://elsewhere.test' });
    const response = await lab.post(aBooking(), { authorization: `Bearer ${token}` });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'security', details: { text: 'Not authorized' } }],
    });
    expect(text).not.toMatch(/audience|expired|signature/i);
    expect(lab.logs.some(({ fields }) => fields.why === 'wrong-audience')).toBe(true);
    expect(JSON.stringify(lab.logs)).not.toContain(token.slice(0, 40));
  });
});
