/**
 * The SMART redirect through fhirclient, held strict: exact issuer, PKCE required, nothing kept once the token answer
 * is handed over. The library is loaded only where it is used, after the address has been cleaned.
 */
import type { AllowedLaunch, LaunchConfig, OpenSession } from '../../api-contract/session.schema.ts';
import { tokenResponse } from '../../api-contract/session.schema.ts';
import type { Arrival } from './arrival.ts';
import { allowedLaunch, refusedRedirect, withNonce } from './launch-guard.ts';
import { LaunchProblem } from './launch-problem.ts';

type Launch = Extract<Arrival, { kind: 'launch' }>;
type Callback = Extract<Arrival, { kind: 'callback' }>;

/** Where the library keeps the key of its state. */
const LIBRARY_KEY = 'SMART_KEY';
const nonceKey = (state: string): string => `chairready:nonce:${state}`;

/** The address of the authorization request; throws a LaunchProblem for an issuer that is not configured. */
export async function authorizationAddress(arrival: Launch, config: LaunchConfig): Promise<string> {
  const allowed = allowedLaunch(config, arrival.iss);
  if (allowed === undefined) throw new LaunchProblem('issuer-not-allowed');
  const address = await askLibrary(arrival, allowed, config.redirectUri);
  const refused = refusedRedirect(address, { iss: arrival.iss, redirectUri: config.redirectUri });
  if (refused !== undefined) throw new LaunchProblem('authorization-not-safe', refused);
  const nonce = randomText();
  sessionStorage.setItem(nonceKey(new URL(address).searchParams.get('state') ?? ''), nonce);
  return withNonce(address, nonce);
}

async function askLibrary(arrival: Launch, allowed: AllowedLaunch, redirectUri: string): Promise<string> {
  requireStorage();
  const { oauth2 } = await library();
  try {
    const address = await oauth2.authorize({
      iss: allowed.iss,
      launch: arrival.launch,
      clientId: allowed.clientId,
      scope: allowed.scope,
      redirectUri,
      // The library's own has 95 bits; SMART asks for 122.
      stateKey: randomText(),
      pkceMode: 'required',
      completeInTarget: true,
      noRedirect: true,
    });
    return typeof address === 'string' ? address : '';
  } catch (fault) {
    throw new LaunchProblem('ehr-sign-in-unreachable', fault instanceof Error ? fault.name : undefined);
  }
}

/**
 * Trades the code for the token answer, clears everything the browser kept, and returns what the server is handed.
 * The library puts the code into the request body as it is, so it is encoded here.
 */
export async function completeLaunch(arrival: Callback): Promise<OpenSession> {
  requireStorage();
  const nonce = sessionStorage.getItem(nonceKey(arrival.state)) ?? undefined;
  if (nonce === undefined) throw new LaunchProblem('state-not-ours');
  try {
    const { oauth2 } = await library();
    const client = await oauth2.ready({ code: encodeURIComponent(arrival.code), stateKey: arrival.state });
    const parsed = tokenResponse.safeParse(client.state.tokenResponse);
    if (!parsed.success) throw new LaunchProblem('token-answer-incomplete', parsed.error.issues[0]?.path.join('.'));
    return { iss: client.state.serverUrl, tokenResponse: withoutRefresh(parsed.data), nonce };
  } catch (fault) {
    throw fault instanceof LaunchProblem ? fault : new LaunchProblem('code-not-accepted');
  } finally {
    forget(arrival.state);
  }
}

/** A refresh token, should an EHR send one unasked, goes no further. */
function withoutRefresh({
  refresh_token: _dropped,
  ...rest
}: OpenSession['tokenResponse']): OpenSession['tokenResponse'] {
  return rest;
}

function forget(state: string): void {
  for (const key of [state, nonceKey(state), LIBRARY_KEY]) sessionStorage.removeItem(key);
}

/** Inside a frame a browser may forbid storage; the PKCE verifier then has nowhere to wait. */
function requireStorage(): void {
  try {
    sessionStorage.setItem('chairready:probe', '1');
    sessionStorage.removeItem('chairready:probe');
  } catch {
    throw new LaunchProblem('storage-blocked');
  }
}

const library = async () => (await import('fhirclient')).default;

/** 128 random bits as hexadecimal. */
const randomText = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
