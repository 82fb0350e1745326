// Fires one CDS Hooks 2.0.1 service the way an EHR does: signed JWT, prefetch from the service's own templates,
// a short-lived token for one chart, and a record of everything for the panel behind the scenes.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { BACKEND_CLIENT } from '../authorization/authorization-server.ts';
import { HOOK_TOKEN_SECONDS } from '../authorization/hook-tokens.ts';
import { HOOK_SCOPES } from '../authorization/smart-scopes.ts';
import type { HookContext } from './prefetch.ts';
import { fillPrefetch } from './prefetch.ts';
import type { Sandbox } from './sandbox.ts';
import type { HookExchange } from './screens.schema.ts';
import { Card } from './screens.schema.ts';

export interface HookCall {
  /** The id of the service in discovery. */
  readonly service: string;
  readonly hook: string;
  readonly context: HookContext;
}

/** CRD lets `appointment-book` take ten seconds; after that the booking goes on without advice. */
const PATIENCE = 10_000;

const Discovery = z.looseObject({
  services: z.array(
    z.looseObject({ id: z.string(), hook: z.string(), prefetch: z.record(z.string(), z.string()).optional() }),
  ),
});

const HookResponse = z.looseObject({ cards: z.array(Card) });

/** Never throws: what goes wrong is in `failure`, as booking must go on whatever the service does. */
export async function callHook(sandbox: Sandbox, { service, hook, context }: HookCall): Promise<HookExchange> {
  const url = `${sandbox.chairReadyUrl}/cds-services/${service}`;
  const templates = sandbox.faults.current()['no-prefetch'] === true ? {} : await templatesOf(sandbox, service);
  const accessToken = sandbox.hookTokens.issue({
    scopes: HOOK_SCOPES,
    patient: context.patientId,
    client: `hook ${service}`,
  });
  const { prefetch, skipped } = fillPrefetch(sandbox, templates, context);
  const request = {
    hook,
    hookInstance: randomUUID(),
    fhirServer: sandbox.fhirBaseUrl,
    fhirAuthorization: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: HOOK_TOKEN_SECONDS,
      scope: HOOK_SCOPES.join(' '),
      subject: BACKEND_CLIENT,
      patient: context.patientId,
    },
    context,
    prefetch,
  };
  const { jwt, shown } = await signedToken(sandbox, url);
  const answer = await post(url, jwt, request);
  sandbox.hookTokens.revoke(accessToken);
  return { service, url, ...answer, request, token: shown, skippedPrefetch: skipped };
}

export interface SignedToken {
  readonly jwt: string;
  readonly shown: Record<string, unknown>;
}

/** ES384, five minutes, for exactly this address. */
export async function signedToken(
  { baseUrl, keys }: Pick<Sandbox, 'baseUrl' | 'keys'>,
  url: string,
): Promise<SignedToken> {
  const header = { alg: 'ES384', kid: keys.hook.kid ?? '', typ: 'JWT', jku: `${baseUrl}/.well-known/jwks.json` };
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: baseUrl, aud: url, iat: now, exp: now + 300, jti: randomUUID() };
  const jwt = await new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(keys.hook, 'ES384'));
  return { jwt, shown: { header, claims } };
}

export interface PostAnswer {
  readonly status: number | null;
  readonly milliseconds: number;
  readonly response: Record<string, unknown> | null;
  readonly cards: HookExchange['cards'];
  readonly failure: string | null;
}

async function post(url: string, jwt: string, body: unknown): Promise<PostAnswer> {
  const started = performance.now();
  const took = (): number => Math.round((performance.now() - started) * 10) / 10;
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${jwt}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await answer.text();
    return { status: answer.status, milliseconds: took(), ...understood(answer.status, text) };
  } catch (error) {
    const failure = error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'not reachable';
    return { status: null, milliseconds: took(), response: null, cards: [], failure: `ChairReady: ${failure}` };
  }
}

function understood(status: number, text: string): Pick<PostAnswer, 'response' | 'cards' | 'failure'> {
  const response = jsonObject(text);
  if (status !== 200) return { response, cards: [], failure: `ChairReady answered with status ${status}` };
  const read = HookResponse.safeParse(response);
  if (read.success) return { response, cards: read.data.cards, failure: null };
  return { response, cards: [], failure: 'ChairReady answered with something that is not a list of cards' };
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    return z.looseObject({}).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Prefetch templates by key; none when discovery cannot be read, for then the service reads what it needs itself. */
async function templatesOf(sandbox: Sandbox, service: string): Promise<Readonly<Record<string, string>>> {
  const url = `${sandbox.chairReadyUrl}/cds-services`;
  try {
    const { jwt } = await signedToken(sandbox, url);
    const answer = await fetch(url, {
      headers: { Authorization: `Bearer ${jwt}` },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { services } = Discovery.parse(await answer.json());
    return services.find(({ id }) => id === service)?.prefetch ?? {};
  } catch {
    return {};
  }
}
