/** The public halves of the keys that our assertions are signed with, for EHRs that fetch them. */
import type { RequestListener } from 'node:http';
import type { JWK } from 'jose';
import type { Tenant } from '../config/config.schema.ts';

export interface PublishedKeys {
  readonly keys: readonly JWK[];
}

const PUBLIC_MEMBERS = ['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e'] as const;

/** Only what a public key has is copied, so that no private part gets out by a name nobody thought of. */
export function publishedKeys(tenants: readonly Tenant[]): PublishedKeys {
  const keys = tenants.flatMap(({ fhir }) => (fhir.backend === undefined ? [] : [publicPart(fhir.backend.privateJwk)]));
  return { keys: [...new Map(keys.map((key) => [key.kid, key])).values()] };
}

function publicPart(jwk: JWK): JWK {
  const kept = PUBLIC_MEMBERS.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]] as const]));
  return Object.fromEntries(kept);
}

const PATH = '/.well-known/jwks.json';

/** Answers for the keys before anything else is asked: no session, no cookie, and a cache of an hour as rotation needs. */
export function withPublishedKeys(tenants: readonly Tenant[], next: RequestListener): RequestListener {
  const text = JSON.stringify(publishedKeys(tenants));
  return (request, response) => {
    const isAsked = request.method === 'GET' && request.url?.split('?')[0] === PATH;
    if (!isAsked) {
      next(request, response);
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    });
    response.end(text);
  };
}
