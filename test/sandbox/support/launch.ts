// A SMART launch over plain HTTP: what the browser and the app do together, with a cookie jar of our own.
import { createHash, randomBytes } from 'node:crypto';

export interface LaunchOptions {
  readonly url: string;
  readonly launch: string;
  readonly scope: string;
  readonly redirectUri: string;
  readonly jar?: Map<string, string>;
  /** Overrides or, with undefined, removes parameters of the authorization request. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
}

export interface Launched {
  /** Where the browser ended up: the app's address with code or error. */
  readonly callback: URL;
  readonly verifier: string;
}

export async function authorize(options: LaunchOptions): Promise<Launched> {
  const { url, launch, scope, redirectUri, jar = new Map<string, string>() } = options;
  const verifier = randomBytes(32).toString('base64url');
  const parameters: Readonly<Record<string, string | undefined>> = {
    response_type: 'code',
    client_id: 'chairready-app',
    redirect_uri: redirectUri,
    scope,
    state: randomBytes(16).toString('hex'),
    aud: `${url}/fhir`,
    launch,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...options.parameters,
  };
  const query = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  let at = `${url}/oauth/auth?${new URLSearchParams(query).toString()}`;
  for (let hops = 0; hops < 8 && at.startsWith(url); hops += 1) at = await follow(at, jar);
  return { callback: new URL(at), verifier };
}

/** One redirect; throws with the text when the server answers with a page instead. */
async function follow(at: string, jar: Map<string, string>): Promise<string> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
  for (const line of answer.headers.getSetCookie()) {
    const [pair = ''] = line.split(';');
    const [name = '', value = ''] = pair.split('=');
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  const location = answer.headers.get('Location');
  if (location === null) throw new Error(`no redirect but ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  return new URL(location, at).href;
}

export async function exchange(url: string, { callback, verifier }: Launched, redirectUri: string): Promise<Response> {
  return fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: new URL(redirectUri).origin },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'chairready-app',
      code: callback.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  });
}
