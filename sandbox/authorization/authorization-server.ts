// The SMART authorization server: oidc-provider, with the EHR's launch in place of a log-in page.
// The launch token that the sandbox's own screens made says who is signed in, so nobody is asked again.
import type { Router } from 'express';
import express from 'express';
import { Provider, errors } from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import type { AccessGrant } from '../fhir-store/access.ts';
import type { SandboxKeys } from '../keys.ts';
import { publicPart } from '../keys.ts';
import type { LaunchBook, LaunchContext } from './launch-book.ts';
import { tokenContext } from './launch-book.ts';
import { memoryAdapter } from './memory-adapter.ts';
import { APP_SCOPES, BACKEND_SCOPES } from './smart-scopes.ts';

export const APP_CLIENT = 'chairready-app';
export const BACKEND_CLIENT = 'chairready-backend';

export interface AuthorizationServerOptions {
  /** The sandbox's own address; the server answers under `<baseUrl>/oauth`. */
  readonly baseUrl: string;
  readonly chairReadyUrl: string;
  readonly keys: SandboxKeys;
  readonly launches: LaunchBook;
  /** Seconds that an access token lives. Default 3600. */
  readonly tokenSeconds?: number;
  /** The name of a user, for the id_token; undefined when there is no such user. */
  readonly nameOf: (user: string) => string | undefined;
}

export interface AuthorizationServer {
  /** To be mounted at `/oauth`. */
  readonly router: Router;
  /** The document at `<FHIR base>/.well-known/smart-configuration`. */
  readonly smartConfiguration: () => Record<string, unknown>;
  /** What an access token issued here opens. */
  readonly grantOf: (token: string) => Promise<AccessGrant | undefined>;
}

export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const issuer = `${options.baseUrl}/oauth`;
  const contexts = new Map<string, LaunchContext>();
  const provider = new Provider(issuer, configurationOf(options));
  addContextToTokens(provider, contexts, `${options.baseUrl}/sandbox/smart-style.json`);

  const router = express.Router();
  router.use(forgetOlderSignIns);
  router.get('/interaction/:uid', async (request, response) => {
    const { params } = await provider.interactionDetails(request, response);
    const context = options.launches.find(String(params['launch']));
    if (context === undefined) {
      await provider.interactionFinished(request, response, {
        error: 'access_denied',
        error_description: 'the launch has run out: open the app from the EHR again',
      });
      return;
    }
    const grant = new provider.Grant({ accountId: context.user, clientId: String(params['client_id']) });
    grant.addOIDCScope(scopesFor(context, String(params['scope'])));
    const grantId = await grant.save();
    contexts.set(grantId, context);
    await provider.interactionFinished(request, response, {
      login: { accountId: context.user, remember: false },
      consent: { grantId },
    });
  });
  router.use(provider.callback());

  return {
    router,
    smartConfiguration: () => smartConfiguration(issuer),
    grantOf: async (token) => (await appGrant(provider, contexts, token)) ?? (await backendGrant(provider, token)),
  };
}

function configurationOf(options: AuthorizationServerOptions): Configuration {
  const { keys, chairReadyUrl, nameOf, tokenSeconds = 3600 } = options;
  return {
    adapter: memoryAdapter(),
    clients: [
      {
        client_id: APP_CLIENT,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${chairReadyUrl}/`, `${chairReadyUrl}/launch/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        scope: APP_SCOPES.join(' '),
      },
      {
        client_id: BACKEND_CLIENT,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: keys.backend.map(publicPart) },
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
        scope: BACKEND_SCOPES.join(' '),
      },
    ],
    jwks: { keys: [...keys.idToken] },
    scopes: [...APP_SCOPES, ...BACKEND_SCOPES],
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name'] },
    // SMART clients read fhirUser from the id_token; they do not call userinfo.
    conformIdTokenClaims: false,
    extraParams: { launch: requireLaunch, aud: requireAudience(`${options.baseUrl}/fhir`) },
    pkce: { required: () => true },
    clientBasedCORS: (_context, origin) => origin === chairReadyUrl,
    cookies: { keys: [keys.cookieSecret] },
    enabledJWA: { clientAuthSigningAlgValues: ['ES384', 'RS384'] },
    features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
    interactions: { url: (_context, { uid }) => `${options.baseUrl}/oauth/interaction/${uid}` },
    findAccount: (_context, sub) => {
      const name = nameOf(sub);
      return name === undefined
        ? undefined
        : { accountId: sub, claims: () => ({ sub, name, fhirUser: `${options.baseUrl}/fhir/${sub}` }) };
    },
    renderError: (context, { error, error_description: why }) => {
      context.type = 'text/plain';
      context.body = `The app could not be opened: ${why ?? error}. Close it and open it from the EHR again.\n`;
    },
    ttl: {
      AccessToken: tokenSeconds,
      ClientCredentials: Math.min(tokenSeconds, 300),
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 300,
      Session: 300,
      Grant: tokenSeconds,
    },
  };
}

function requireLaunch(_context: KoaContextWithOIDC, launch: string | undefined): void {
  if (launch === undefined) throw new errors.InvalidRequest('launch is missing: this server only knows EHR launches');
}

function requireAudience(fhirBaseUrl: string) {
  return (_context: KoaContextWithOIDC, aud: string | undefined): void => {
    if (aud?.replace(/\/$/, '') !== fhirBaseUrl) throw new errors.InvalidRequest('aud is not this FHIR server');
  };
}

/**
 * Each launch stands alone: the nurse's frame must not find the scheduler still signed in. So the session cookie that
 * an earlier launch left is not shown to the provider; the cookies of the launch under way are.
 */
const forgetOlderSignIns: express.RequestHandler = (request, _response, next) => {
  const cookies = (request.headers.cookie ?? '').split('; ').filter((cookie) => !cookie.startsWith('_session'));
  request.headers.cookie = cookies.join('; ');
  next();
};

/** Scopes that the server knows; without a patient on the screen, none that needs one. */
function scopesFor(context: LaunchContext, asked: string): string {
  const granted = asked.split(' ').filter((scope) => APP_SCOPES.includes(scope));
  return granted.filter((scope) => context.patient !== undefined || !scope.startsWith('patient/')).join(' ');
}

function addContextToTokens(provider: Provider, contexts: Map<string, LaunchContext>, styleUrl: string): void {
  provider.use(async (context, next) => {
    await next();
    // Other middleware of the provider answers the pages; only the token endpoint's answer has a context to carry.
    const { oidc, status } = context as KoaContextWithOIDC;
    const grantId = oidc.route === 'token' && status === 200 ? oidc.entities.AccessToken?.grantId : undefined;
    const launch = grantId === undefined ? undefined : contexts.get(grantId);
    if (launch !== undefined) Object.assign(context.body as object, tokenContext(launch, styleUrl));
  });
}

async function appGrant(
  provider: Provider,
  contexts: ReadonlyMap<string, LaunchContext>,
  value: string,
): Promise<AccessGrant | undefined> {
  const token = await provider.AccessToken.find(value);
  if (token === undefined) return undefined;
  const patient = contexts.get(token.grantId)?.patient;
  return { scopes: [...token.scopes], client: APP_CLIENT, ...(patient === undefined ? {} : { patient }) };
}

async function backendGrant(provider: Provider, value: string): Promise<AccessGrant | undefined> {
  const token = await provider.ClientCredentials.find(value);
  return token === undefined ? undefined : { scopes: [...token.scopes], client: BACKEND_CLIENT };
}

function smartConfiguration(issuer: string): Record<string, unknown> {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
    response_types_supported: ['code'],
    scopes_supported: [
      'openid',
      'fhirUser',
      'profile',
      'launch',
      'launch/patient',
      'user/*.rs',
      'patient/*.rs',
      'system/*.rs',
    ],
    code_challenge_methods_supported: ['S256'],
    capabilities: [
      'launch-ehr',
      'client-public',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-banner',
      'context-style',
      'context-ehr-patient',
      'context-ehr-encounter',
      'permission-user',
      'permission-patient',
      'permission-v1',
      'permission-v2',
    ],
  };
}
