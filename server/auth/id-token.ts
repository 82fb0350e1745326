import { createHash } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { HookUser } from '../../cds-hooks/hook-service.ts';
import { userIdSchema } from '../../cds-hooks/context-fields.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { SmartIssuer } from './smart-discovery.ts';

/** Why an id_token proves nothing: for the log; the page hears that the launch was refused. */
export type IdTokenProblem = 'not-a-jwt' | 'unknown-key' | 'not-valid' | 'wrong-party' | 'wrong-nonce' | 'no-user';

export interface ProvenUser {
  readonly user: HookUser;
  readonly name?: string;
  /** What makes this token one: its id, else the hash of all of it. */
  readonly tokenId: string;
  readonly issuer: string;
}

const ALGORITHMS = ['RS256', 'ES256', 'RS384', 'ES384'];
const OLDEST = '5 minutes';
const LEEWAY = '60 seconds';

/** OpenID Connect Core 3.1.3.7, with an age of at most five minutes. One use is for the store to see to. */
export async function proveUser(
  token: string,
  { issuer, keys }: SmartIssuer,
  expected: { readonly clientId: string; readonly nonce?: string; readonly now: Date },
): Promise<Result<ProvenUser, IdTokenProblem>> {
  const header = headerOf(token);
  if (header === undefined) return problem('not-a-jwt');
  const key = await keys.find(header.kid, header.alg);
  if (key === undefined) return problem('unknown-key');
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience: expected.clientId,
      algorithms: ALGORITHMS,
      maxTokenAge: OLDEST,
      clockTolerance: LEEWAY,
      requiredClaims: ['exp', 'iat', 'sub'],
      currentDate: expected.now,
    });
    return userOf(payload, token, issuer, expected);
  } catch {
    return problem('not-valid');
  }
}

function headerOf(token: string): { kid: string; alg: string } | undefined {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return kid === undefined || alg === undefined || !ALGORITHMS.includes(alg) ? undefined : { kid, alg };
  } catch {
    return undefined;
  }
}

function userOf(
  payload: JWTPayload,
  token: string,
  issuer: string,
  expected: { readonly clientId: string; readonly nonce?: string },
): Result<ProvenUser, IdTokenProblem> {
  if (!isForUs(payload, expected.clientId)) return problem('wrong-party');
  if (expected.nonce !== undefined && payload['nonce'] !== expected.nonce) return problem('wrong-nonce');
  const user = userIdSchema.safeParse(payload['fhirUser'] ?? payload['profile']);
  if (!user.success) return problem('no-user');
  const tokenId = payload.jti ?? createHash('sha256').update(token).digest('hex');
  return ok({ user: user.data, ...nameOf(payload), tokenId, issuer });
}

/** A token for several parties must name the one that asked for it. */
const isForUs = ({ aud, azp }: JWTPayload, clientId: string): boolean =>
  !Array.isArray(aud) || aud.length === 1 || azp === clientId;

const nameOf = ({ name }: JWTPayload): { name?: string } => (typeof name === 'string' ? { name } : {});
