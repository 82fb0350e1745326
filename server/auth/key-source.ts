import { importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { z } from 'zod';

/** The public keys of one issuer. Answers undefined where it has no key of that id for that algorithm. */
export interface KeySource {
  readonly find: (kid: string, alg: string) => Promise<CryptoKey | undefined>;
}

const keySchema = z.looseObject({ kty: z.string(), kid: z.string() });

const setSchema = z.object({ keys: z.array(z.unknown()).max(100) });

export interface Jwks {
  readonly keys: readonly z.infer<typeof keySchema>[];
}

/** Reads a key set as it was fetched; undefined where it is none. A key that we could not ask for is passed over. */
export function parseJwks(value: unknown): Jwks | undefined {
  const keys = setSchema.safeParse(value).data?.keys;
  return keys === undefined ? undefined : { keys: keys.flatMap((key) => keySchema.safeParse(key).data ?? []) };
}

/** Keys that were written into the configuration. Each is imported once. */
export function keysOf(jwks: Jwks): KeySource {
  const imported = new Map<string, Promise<CryptoKey | undefined>>();
  return {
    find(kid, alg) {
      const name = `${alg} ${kid}`;
      // Keys of different kinds may share an id.
      const jwk = jwks.keys.find((key) => key.kid === kid && serves(key, alg));
      if (jwk === undefined) return Promise.resolve(undefined);
      const key = imported.get(name) ?? importPublic(jwk, alg);
      imported.set(name, key);
      return key;
    },
  };
}

const KEY_TYPES: ReadonlyMap<string, string> = new Map([
  ['ES384', 'EC'],
  ['ES256', 'EC'],
  ['RS384', 'RSA'],
  ['RS256', 'RSA'],
]);

/** A key for signing, of the algorithm's own kind and made for no other algorithm. */
const serves = (jwk: JWK, alg: string): boolean =>
  KEY_TYPES.get(alg) === jwk.kty && (jwk.use ?? 'sig') === 'sig' && (jwk.alg ?? alg) === alg;

/** A private part that somebody published by mistake is dropped; a key that cannot be used is no key. */
async function importPublic(jwk: JWK, alg: string): Promise<CryptoKey | undefined> {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = jwk;
  try {
    const key = await importJWK(open, alg);
    return key instanceof Uint8Array ? undefined : key;
  } catch {
    return undefined;
  }
}
