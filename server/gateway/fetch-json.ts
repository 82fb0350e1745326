import { parseWellFormed } from '../../cds-hooks/well-formed-json.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { FhirAnswer, FhirCall, FhirProblem, FhirProblemCode } from './fhir-answer.ts';

const LARGEST_ANSWER = 8 * 1024 * 1024;

/** One answer, with what a retry needs to know. */
export interface Attempt {
  readonly answer: FhirAnswer;
  /** `Retry-After`, where the server gave one. */
  readonly retryAfterMs?: number;
}

/** One GET of one FHIR JSON document. Never throws, never follows a redirect, never reads past the size limit. */
export async function fetchJson(url: string, call: FhirCall, now: number): Promise<Attempt> {
  try {
    const response = await fetch(url, { headers: headersOf(call), redirect: 'manual', signal: signalOf(call, now) });
    const refusal = refusalOf(response.status);
    if (refusal === undefined) return { answer: await readObject(response) };
    letGo(response);
    return { answer: problem(refusal), ...retryAfterOf(response.headers.get('retry-after'), now) };
  } catch (error) {
    return { answer: problem({ code: isTimeout(error) ? 'timeout' : 'unreachable' }) };
  }
}

/** Frees the connection; nobody waits for that. */
function letGo(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

const headersOf = ({ accessToken }: FhirCall): Record<string, string> => ({
  accept: 'application/fhir+json, application/json',
  ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
});

function signalOf({ deadline, signal }: FhirCall, now: number): AbortSignal {
  const timeout = AbortSignal.timeout(Math.max(1, deadline - now));
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

const CODES: ReadonlyMap<number, FhirProblemCode> = new Map([
  [400, 'refused'],
  [401, 'token-refused'],
  [403, 'refused'],
  [404, 'not-found'],
  [410, 'not-found'],
  [429, 'too-many-requests'],
]);

export function refusalOf(status: number): FhirProblem | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return { code: 'foreign-address', status };
  return { code: CODES.get(status) ?? (status >= 500 ? 'server-error' : 'refused'), status };
}

async function readObject(response: Response): Promise<FhirAnswer> {
  const text = await readLimited(response);
  if (text === undefined) return problem({ code: 'too-large' });
  const value = parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? ok(value as Readonly<Record<string, unknown>>)
    : problem({ code: 'bad-answer' });
}

async function readLimited(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > LARGEST_ANSWER) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return parseWellFormed(text);
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date. */
function retryAfterOf(header: string | null, now: number): { retryAfterMs?: number } {
  if (header === null) return {};
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) && wait >= 0 ? { retryAfterMs: wait } : {};
}
