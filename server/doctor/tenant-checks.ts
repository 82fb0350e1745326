/** What an EHR must offer us: its FHIR server, our access to it, the keys of its hook calls, and the same time of day. */
import type { Tenant } from '../config/config.schema.ts';
import { backendToken } from '../sweep/backend-token.ts';
import type { Check } from './check.ts';
import { fail, ok, warn } from './check.ts';

const PATIENCE_MS = 8000;

export async function tenantChecks(tenant: Tenant): Promise<readonly Check[]> {
  const [server, keys, backend] = await Promise.all([fhirChecks(tenant), hookKeysCheck(tenant), backendCheck(tenant)]);
  return [...server, keys, backend];
}

async function fhirChecks({ id, fhir: { baseUrl } }: Tenant): Promise<readonly Check[]> {
  const asked = Date.now();
  const response = await fetched(`${baseUrl}/metadata`);
  if (typeof response === 'string')
    return [
      fail(
        `tenant ${id}: FHIR server ${baseUrl} cannot be reached (${response})`,
        'Check fhir.baseUrl, DNS, firewall and certificates.',
      ),
    ];
  const reached = response.ok
    ? ok(`tenant ${id}: FHIR server ${baseUrl} answers`)
    : warn(
        `tenant ${id}: FHIR server ${baseUrl} answers /metadata with ${String(response.status)}`,
        response.status >= 500 ? IN_TROUBLE : 'Check fhir.baseUrl: it ends where resource types begin.',
      );
  return [reached, clockCheck(id, response.headers.get('date'), asked)];
}

const IN_TROUBLE = 'Tell those who run the EHR. Until it answers, findings say "cannot tell" and cards say so.';

const MOST_SECONDS = 60;

/** Signed tokens of either side are refused when the clocks differ by more than the usual minute. */
function clockCheck(id: string, date: string | null, asked: number): Check {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs))
    return warn(`tenant ${id}: the EHR tells no time`, 'Compare the clocks by hand; keep ours in step with NTP.');
  const between = (asked + Date.now()) / 2;
  const apart = Math.max(0, Math.round(Math.abs(theirs - between) / 1000) - 1);
  return apart > MOST_SECONDS
    ? fail(
        `tenant ${id}: our clock and the EHR's are ${String(apart)} s apart`,
        'Keep this machine in step with NTP (timedatectl).',
      )
    : ok(`tenant ${id}: our clock agrees with the EHR's (${String(apart)} s apart)`);
}

async function hookKeysCheck({ id, cdsClient: { jwks, jwksUrl, requireJwt } }: Tenant): Promise<Check> {
  if (jwks !== undefined)
    return ok(`tenant ${id}: ${String(jwks.keys.length)} key(s) for hook calls in the configuration`);
  if (jwksUrl === undefined)
    return requireJwt
      ? fail(`tenant ${id}: no keys for hook calls`, 'Set cdsClient.jwksUrl or cdsClient.jwks.')
      : warn(
          `tenant ${id}: no keys for hook calls`,
          'Set cdsClient.jwksUrl or cdsClient.jwks, and leave requireJwt out.',
        );
  const response = await fetched(jwksUrl);
  const keys = typeof response === 'string' ? undefined : await keysIn(response);
  const why = typeof response === 'string' ? response : `answer ${String(response.status)}`;
  return keys === undefined || keys === 0
    ? fail(
        `tenant ${id}: no keys at ${jwksUrl} (${why})`,
        'Check cdsClient.jwksUrl: hook calls are refused without them.',
      )
    : ok(`tenant ${id}: ${String(keys)} key(s) for hook calls at ${jwksUrl}`);
}

async function keysIn(response: Response): Promise<number | undefined> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null && 'keys' in body && Array.isArray(body.keys)
      ? body.keys.length
      : undefined;
  } catch {
    return undefined;
  }
}

async function backendCheck(tenant: Tenant): Promise<Check> {
  const token = backendToken(tenant);
  if (token === undefined)
    return warn(
      `tenant ${tenant.id}: no fhir.backend, so no sweep`,
      'Register a backend client with the EHR and set fhir.backend.',
    );
  const answer = await token.get();
  return answer.ok
    ? ok(`tenant ${tenant.id}: the EHR gives our backend client a token`)
    : fail(
        `tenant ${tenant.id}: no token for our backend client: ${answer.problem}`,
        answer.problem.includes('smart-configuration')
          ? 'See to the FHIR server first: it must answer at .well-known/smart-configuration below fhir.baseUrl.'
          : 'Check clientId and key with the EHR; our public keys are at /.well-known/jwks.json.',
      );
}

/** The answer, or the kind of failure. */
async function fetched(url: string): Promise<Response | string> {
  try {
    return await fetch(url, {
      headers: { accept: 'application/fhir+json, application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    const { cause } = error instanceof Error ? error : {};
    return codeOf(cause) ?? nameOf(cause ?? error);
  }
}

const codeOf = (cause: unknown): string | undefined =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined;

/** A port that fetch never asks says so in its message only. */
const nameOf = (error: unknown): string =>
  error instanceof Error ? [error.name, error.message].filter(Boolean).join(': ') : 'unknown';
