import { describe, expect, it } from 'vitest';
import { allowedLaunch, isSecure, refusedRedirect, withNonce } from '../../client/launch/launch-guard.ts';

const ISS = 'https://ehr.example/fhir';
const REDIRECT = 'https://chairready.example/';
const config = { redirectUri: REDIRECT, launches: [{ iss: ISS, clientId: 'chairready', scope: 'openid launch' }] };

describe('the allowed issuers', () => {
  it('know the configured text exactly', () => {
    expect(allowedLaunch(config, ISS)?.clientId).toBe('chairready');
  });

  it.each([
    `${ISS}/`,
    'https://EHR.example/fhir',
    'http://ehr.example/fhir',
    `${ISS}?x`,
    'https://ehr.example/fhir2',
    'https://ehr.example',
  ])('do not know %s', (iss) => {
    expect(allowedLaunch(config, iss)).toBeUndefined();
  });
});

describe('the authorization request', () => {
  const request = (
    change: Readonly<Record<string, string | undefined>> = {},
    endpoint = 'https://ehr.example/authorize',
  ) => {
    const url = new URL(endpoint);
    const params: Record<string, string | undefined> = {
      aud: ISS,
      redirect_uri: REDIRECT,
      state: 's',
      code_challenge: 'c',
      code_challenge_method: 'S256',
      ...change,
    };
    for (const [name, value] of Object.entries(params)) if (value !== undefined) url.searchParams.set(name, value);
    return refusedRedirect(url.href, { iss: ISS, redirectUri: REDIRECT });
  };

  it('is let through as it must be', () => {
    expect(request()).toBeUndefined();
  });

  it.each([
    ['no-pkce', { code_challenge: undefined }],
    ['no-pkce', { code_challenge: '' }],
    ['no-pkce', { code_challenge_method: 'plain' }],
    ['wrong-audience', { aud: 'https://evil.example' }],
    ['wrong-redirect', { redirect_uri: 'https://evil.example/' }],
    ['no-state', { state: undefined }],
  ])('is refused as %s', (why, change) => {
    expect(request(change)).toBe(why);
  });

  it('is refused over http outside this machine and let through on it', () => {
    expect(request({}, 'http://ehr.example/authorize')).toBe('not-secure');
    expect(request({}, 'http://127.0.0.1:8090/authorize')).toBeUndefined();
  });

  it('is refused when the library came straight back, as it does for a server without authorization', () => {
    expect(refusedRedirect(`${REDIRECT}?state=s`, { iss: ISS, redirectUri: REDIRECT })).toBe('no-pkce');
    expect(refusedRedirect('', { iss: ISS, redirectUri: REDIRECT })).toBe('not-an-address');
  });

  it('carries the nonce beside what it had', () => {
    const url = new URL(withNonce('https://ehr.example/authorize?state=s&scope=a%20b', 'n1'));
    expect(Object.fromEntries(url.searchParams)).toEqual({ state: 's', scope: 'a b', nonce: 'n1' });
  });
});

describe('a secure address', () => {
  it.each([
    ['https://a.example', true],
    ['http://localhost:1', true],
    ['http://[::1]/', true],
    ['http://127.0.0.1.evil.example', false],
    ['javascript:alert(1)', false],
  ])('%s: %s', (address, secure) => {
    expect(isSecure(new URL(address))).toBe(secure);
  });
});
