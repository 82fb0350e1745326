/** The checks around the SMART library that it does not make itself. Pure. */
import type { AllowedLaunch, LaunchConfig } from '../../api-contract/session.schema.ts';

/** The configured issuer that is the same text as the launch's `iss`: no prefix, no trailing slash forgiven. */
export const allowedLaunch = (config: LaunchConfig, iss: string): AllowedLaunch | undefined =>
  config.launches.find((each) => each.iss === iss);

export type RefusedRedirect =
  'not-an-address' | 'not-secure' | 'no-pkce' | 'wrong-audience' | 'wrong-redirect' | 'no-state';

/**
 * Whether the address that the library wants to go to is an authorization request as we demand it. For a server
 * that names no authorization endpoint the library would skip authorization and come straight back.
 */
export function refusedRedirect(
  address: string,
  expected: { readonly iss: string; readonly redirectUri: string },
): RefusedRedirect | undefined {
  if (!URL.canParse(address)) return 'not-an-address';
  const url = new URL(address);
  if (!isSecure(url)) return 'not-secure';
  const { searchParams } = url;
  if (searchParams.get('code_challenge_method') !== 'S256' || !searchParams.get('code_challenge')) return 'no-pkce';
  if (searchParams.get('aud') !== expected.iss) return 'wrong-audience';
  if (searchParams.get('redirect_uri') !== expected.redirectUri) return 'wrong-redirect';
  return searchParams.get('state') ? undefined : 'no-state';
}

/** https, or http on this machine for the sandbox. */
export const isSecure = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The same request with our nonce, which the library cannot send; the id_token must repeat it. */
export function withNonce(address: string, nonce: string): string {
  const url = new URL(address);
  url.searchParams.set('nonce', nonce);
  return url.href;
}
