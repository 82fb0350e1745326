import type { NonEmpty } from '../domain/kernel/non-empty.ts';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';

/** What is configured about one CDS client; `keys` says where its public keys come from, never the token itself. */
export interface ClientRegistration {
  readonly tenantId: string;
  readonly iss: string;
  /** The `tenant` claim that the token must carry, where one issuer speaks for several organizations. */
  readonly tenantClaim?: string;
  readonly keys: { readonly kind: 'inline' } | { readonly kind: 'pinned'; readonly url: string };
  readonly algorithms: NonEmpty<string>;
  /** Further exact addresses that count as ours, as an analyst may have typed them in. */
  readonly audiences: readonly string[];
}

/** Why a call is not trusted: for the operator's log only, the caller hears 401 and nothing else. */
export type TrustProblem =
  | 'no-token'
  | 'not-a-jwt'
  | 'algorithm-refused'
  | 'unknown-issuer'
  | 'unknown-tenant'
  | 'wrong-audience'
  | 'wrong-key-url'
  | 'bad-times'
  | 'lives-too-long'
  | 'expired'
  | 'not-yet-valid'
  | 'no-jti'
  | 'no-kid'
  | 'unknown-key'
  | 'keys-unreachable'
  | 'bad-signature'
  | 'replayed';

export interface TokenHeader {
  readonly typ?: unknown;
  readonly alg?: unknown;
  readonly kid?: unknown;
  readonly jku?: unknown;
}

export interface TokenClaims {
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
  readonly iat?: unknown;
  readonly nbf?: unknown;
  readonly jti?: unknown;
  readonly tenant?: unknown;
}

export interface TrustQuestion {
  /** The addresses of the endpoint being called; feedback has two. */
  readonly endpoints: NonEmpty<string>;
  readonly nowSeconds: number;
}

/** What an accepted token says; together they name one call once. */
export interface TrustedCall {
  readonly client: ClientRegistration;
  readonly jti: string;
  readonly kid: string;
  readonly alg: string;
}

/** Algorithms that CDS Hooks recommends; RS256 and ES256 only where a tenant's configuration names them. */
export const RECOMMENDED_ALGORITHMS: NonEmpty<string> = ['ES384', 'RS384'];

const LEEWAY_SECONDS = 60;
const LONGEST_LIFE_SECONDS = 3600;
const LONGEST_JTI = 300;

/**
 * Everything about a token that needs no key, in the order of cost and of what a stranger may learn: nothing here
 * calls out, so a forged issuer or key address never makes a request. The signature is checked after this.
 */
export function judgeToken(
  registrations: readonly ClientRegistration[],
  header: TokenHeader,
  claims: TokenClaims,
  question: TrustQuestion,
): Result<TrustedCall, TrustProblem> {
  const found = clientOf(registrations, claims);
  if (!found.ok) return found;
  const client = found.value;
  const fault =
    faultOfHeader(client, header) ?? faultOfAudience(client, claims, question) ?? faultOfTimes(claims, question);
  if (fault !== undefined) return problem(fault);
  const { jti } = claims;
  return isJti(jti) ? ok({ client, jti, kid: String(header.kid), alg: String(header.alg) }) : problem('no-jti');
}

function clientOf(registrations: readonly ClientRegistration[], claims: TokenClaims) {
  const ofIssuer = registrations.filter((registration) => registration.iss === claims.iss);
  const client = ofIssuer.find(({ tenantClaim }) => tenantClaim === undefined || tenantClaim === claims.tenant);
  if (client !== undefined) return ok(client);
  return problem<TrustProblem>(ofIssuer.length === 0 ? 'unknown-issuer' : 'unknown-tenant');
}

function faultOfHeader(client: ClientRegistration, { typ, alg, kid, jku }: TokenHeader): TrustProblem | undefined {
  if (!isJwtType(typ)) return 'not-a-jwt';
  if (typeof alg !== 'string' || !client.algorithms.includes(alg)) return 'algorithm-refused';
  if (typeof kid !== 'string' || kid === '') return 'no-kid';
  return keyUrlIsPinned(client, jku) ? undefined : 'wrong-key-url';
}

/** Some clients name no type. One of another type, such as an access token (`at+jwt`), was made for something else. */
const isJwtType = (typ: unknown): boolean =>
  typ === undefined || (typeof typ === 'string' && /^(?:application\/)?jwt$/i.test(typ));

/** A `jku` is never followed; one that contradicts the pinned address is refused, one beside inline keys is ignored. */
const keyUrlIsPinned = ({ keys }: ClientRegistration, jku: unknown): boolean =>
  jku === undefined || keys.kind === 'inline' || keys.url === jku;

/** Kept to the letter: what no database could keep is refused. */
const isJti = (jti: unknown): jti is string =>
  typeof jti === 'string' && jti !== '' && jti.length <= LONGEST_JTI && !UNKEEPABLE.test(jti);

const UNKEEPABLE = /[\p{Control}\p{Surrogate}]/u;

function faultOfAudience({ audiences }: ClientRegistration, { aud }: TokenClaims, { endpoints }: TrustQuestion) {
  return isAudience(aud, [...endpoints, ...audiences]) ? undefined : 'wrong-audience';
}

function faultOfTimes(claims: TokenClaims, { nowSeconds }: TrustQuestion): TrustProblem | undefined {
  const { exp, iat } = claims;
  const notBefore = claims.nbf ?? iat;
  if (!isSeconds(exp) || !isSeconds(iat) || !isSeconds(notBefore)) return 'bad-times';
  if (exp - iat > LONGEST_LIFE_SECONDS) return 'lives-too-long';
  if (exp + LEEWAY_SECONDS <= nowSeconds) return 'expired';
  return Math.max(iat, notBefore) - LEEWAY_SECONDS > nowSeconds ? 'not-yet-valid' : undefined;
}

/** One of ours, exactly, in a string or an array; a single slash at the end is overlooked. */
function isAudience(aud: unknown, accepted: readonly string[]): boolean {
  const given: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const ours = accepted.map(withoutEndSlash);
  return given.some((one) => typeof one === 'string' && ours.includes(withoutEndSlash(one)));
}

const withoutEndSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url);

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
