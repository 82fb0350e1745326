import { KeyObject, verify } from 'node:crypto';
import { compactVerify } from 'jose';
import type { CryptoKey } from 'jose';
import type {
  ClientRegistration,
  TokenClaims,
  TokenHeader,
  TrustProblem,
  TrustQuestion,
  TrustedCall,
} from '../../cds-hooks/client-trust.ts';
import { RECOMMENDED_ALGORITHMS, judgeToken } from '../../cds-hooks/client-trust.ts';
import { isObject } from '../../cds-hooks/prefetch.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { KeySource } from './key-source.ts';
import { keysOf } from './key-source.ts';
import type { KeySetFault } from './pinned-keys.ts';
import { pinnedKeys } from './pinned-keys.ts';

/** Who calls: a client that proved itself, or nobody in particular where a tenant on this machine does not ask. */
export type Caller = { readonly kind: 'verified'; readonly call: TrustedCall } | { readonly kind: 'open' };

export interface HookTrust {
  /** `authorization` is the header of that name. Tells apart nothing that the caller may hear. */
  readonly verify: (
    authorization: string | undefined,
    question: TrustQuestion,
  ) => Promise<Result<Caller, TrustProblem>>;
}

/** Checks the JWT of every call: what it says first, its signature last, so that strangers cost nothing and reach nothing. */
export function hookTrust(tenants: readonly Tenant[], onKeyFault: KeySetFault): HookTrust {
  const registrations = tenants.flatMap(registrationOf);
  const sources = new Map(tenants.flatMap((tenant) => sourceOf(tenant, onKeyFault)));
  const allowsOpen = tenants.some(({ cdsClient }) => !cdsClient.requireJwt);
  return {
    async verify(authorization, question) {
      if (authorization === undefined) return allowsOpen ? ok({ kind: 'open' }) : problem('no-token');
      const token = tokenOf(authorization);
      const parts = token === undefined ? undefined : readToken(token);
      if (token === undefined || parts === undefined) return problem('not-a-jwt');
      const judged = judgeToken(registrations, parts.header, parts.claims, question);
      if (!judged.ok) return judged;
      const fault = await faultOfSignature(
        token,
        parts.header,
        judged.value,
        sources.get(judged.value.client.tenantId),
      );
      return fault === undefined ? ok({ kind: 'verified', call: judged.value }) : problem(fault);
    },
  };
}

function registrationOf({ id, cdsClient }: Tenant): ClientRegistration[] {
  const { iss, tenant, jwksUrl, audiences, algorithms } = cdsClient;
  return [
    {
      tenantId: id,
      iss,
      ...(tenant === undefined ? {} : { tenantClaim: tenant }),
      keys: jwksUrl === undefined ? { kind: 'inline' } : { kind: 'pinned', url: jwksUrl },
      algorithms: [...RECOMMENDED_ALGORITHMS, ...algorithms],
      audiences,
    },
  ];
}

function sourceOf({ id, cdsClient }: Tenant, onKeyFault: KeySetFault): [string, KeySource][] {
  if (cdsClient.jwks !== undefined) return [[id, keysOf(cdsClient.jwks)]];
  return cdsClient.jwksUrl === undefined ? [] : [[id, pinnedKeys(cdsClient.jwksUrl, onKeyFault)]];
}

const LONGEST_TOKEN = 8192;
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;

const tokenOf = (authorization: string): string | undefined =>
  authorization.length > LONGEST_TOKEN ? undefined : BEARER.exec(authorization)?.[1];

function readToken(token: string): { header: TokenHeader; claims: TokenClaims } | undefined {
  const [header, claims] = token.split('.', 2).map(decodePart);
  return header === undefined || claims === undefined ? undefined : { header, claims };
}

function decodePart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function faultOfSignature(
  token: string,
  header: TokenHeader,
  { kid, alg }: TrustedCall,
  source: KeySource | undefined,
): Promise<TrustProblem | undefined> {
  const key = await source?.find(kid, alg);
  if (key === undefined) return 'unknown-key';
  if (isPlainRsa(header, key)) return isSignedBy(key, alg, token) ? undefined : 'bad-signature';
  try {
    await compactVerify(token, key, { algorithms: [alg] });
    return undefined;
  } catch {
    return 'bad-signature';
  }
}

const LEAST_MODULUS = 2048;

/**
 * What most EHRs sign with takes Node 60 microseconds to check, and three times as long by way of WebCrypto and another
 * thread. An elliptic curve takes a millisecond and stays on that thread. Header extensions are left to `jose`.
 */
function isPlainRsa(header: TokenHeader, key: CryptoKey): boolean {
  const { name, modulusLength = 0 } = key.algorithm as { readonly name: string; readonly modulusLength?: number };
  const isExtended = 'crit' in header || 'b64' in header;
  return !isExtended && name === 'RSASSA-PKCS1-v1_5' && modulusLength >= LEAST_MODULUS && key.usages.includes('verify');
}

function isSignedBy(key: CryptoKey, alg: string, token: string): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return verify(HASHES[alg], Buffer.from(token.slice(0, end)), keyObjectOf(key), signature);
}

const HASHES: Readonly<Partial<Record<string, string>>> = { RS256: 'sha256', RS384: 'sha384' };

const keyObjects = new WeakMap<CryptoKey, KeyObject>();

function keyObjectOf(key: CryptoKey): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = KeyObject.from(key);
  keyObjects.set(key, made);
  return made;
}
