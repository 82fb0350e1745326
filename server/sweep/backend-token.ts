/** Access tokens of our own, by SMART Backend Services (SMART App Launch 2.2): client credentials with a signed assertion. */
import { importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Tenant } from '../config/config.schema.ts';
import { isHttps, isLoopback } from '../config/url-rules.ts';
import { fetchJson } from '../gateway/fetch-json.ts';

/** Where a tenant's sweep gets its token. */
export interface BackendToken {
  /** A token that is good for another half minute at least, or why there is none. Never rejects. */
  readonly get: () => Promise<Result<string, string>>;
  /** The server refused the token before its time: the next call asks for a new one. */
  readonly forget: () => void;
}

/** The two algorithms that SMART names for client assertions. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['EC', 'ES384'],
  ['RSA', 'RS384'],
]);

const TIMEOUT_MS = 10_000;
const SPARE_MS = 30_000;

/** Undefined for a tenant without a backend client. `scope` is what the token is for; reading everything without it. */
export function backendToken({ fhir: { baseUrl, backend } }: Tenant, scope = 'system/*.rs'): BackendToken | undefined {
  if (backend === undefined) return undefined;
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<Result<string, string>> | undefined;
  const ask = async (): Promise<Result<string, string>> => {
    const granted = await grant(baseUrl, { ...backend, scope });
    if (!granted.ok) return granted;
    held = { token: granted.value.token, until: Date.now() + granted.value.seconds * 1000 - SPARE_MS };
    return ok(held.token);
  };
  return {
    get() {
      if (held !== undefined && Date.now() < held.until) return Promise.resolve(ok(held.token));
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget() {
      held = undefined;
    },
  };
}

interface Granted {
  readonly token: string;
  readonly seconds: number;
}

interface Client {
  readonly clientId: string;
  readonly privateJwk: JWK;
  readonly scope: string;
}

async function grant(base: string, client: Client): Promise<Result<Granted, string>> {
  const endpoint = await tokenEndpoint(base);
  if (!endpoint.ok) return endpoint;
  const key = await signingKey(client.privateJwk);
  if (!key.ok) return key;
  try {
    return await exchange(endpoint.value, client, key.value);
  } catch (error) {
    return problem(`the token endpoint refused or could not be used (${reasonOf(error)})`);
  }
}

const discoverySchema = z.looseObject({ token_endpoint: z.url(), issuer: z.string().optional() });

interface TokenEndpoint {
  readonly url: string;
  readonly issuer: string;
}

async function tokenEndpoint(base: string): Promise<Result<TokenEndpoint, string>> {
  const now = Date.now();
  const { answer } = await fetchJson(`${base}/.well-known/smart-configuration`, { deadline: now + TIMEOUT_MS }, now);
  if (!answer.ok) return problem(`the EHR's smart-configuration could not be read (${answer.problem.code})`);
  const parsed = discoverySchema.safeParse(answer.value);
  if (!parsed.success) return problem("the EHR's smart-configuration names no token endpoint");
  const { token_endpoint: url, issuer = url } = parsed.data;
  return isHttps(url) || (isLoopback(url) && isLoopback(base))
    ? ok({ url, issuer })
    : problem("the EHR's token endpoint is not https");
}

async function signingKey(jwk: JWK): Promise<Result<{ readonly key: CryptoKey; readonly kid: string }, string>> {
  const algorithm = ALGORITHMS.get(jwk.kty ?? '');
  try {
    const key = algorithm === undefined ? undefined : await importJWK(jwk, algorithm);
    if (key !== undefined && !(key instanceof Uint8Array) && key.type === 'private')
      return ok({ key, kid: jwk.kid ?? '' });
  } catch {
    // Said below, without what the key holds.
  }
  return problem('fhir.backend.privateJwk is not a private key for ES384 (P-384) or RS384');
}

/** SMART wants the token endpoint itself as the audience, where the library would name the issuer. */
async function exchange(
  { url, issuer }: TokenEndpoint,
  { clientId, scope }: Client,
  key: { readonly key: CryptoKey; readonly kid: string },
): Promise<Result<Granted, string>> {
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: url };
  const client: oauth.Client = { client_id: clientId };
  const signed = oauth.PrivateKeyJwt(key, {
    [oauth.modifyAssertion]: (header, payload) => {
      header['typ'] = 'JWT';
      payload['aud'] = url;
    },
  });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its only mark against use; here for loopback alone.
  const options = { [oauth.allowInsecureRequests]: isLoopback(url), signal: () => AbortSignal.timeout(TIMEOUT_MS) };
  const response = await oauth.clientCredentialsGrantRequest(server, client, signed, { scope }, options);
  const answer = await oauth.processClientCredentialsResponse(server, client, response);
  return ok({ token: answer.access_token, seconds: answer.expires_in ?? 60 });
}

/** The error code of OAuth, else the kind of failure; never a body, which may echo the assertion. */
function reasonOf(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError) return error.error;
  return error instanceof Error ? error.name : 'unknown';
}
