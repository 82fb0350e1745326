import type { Result } from '../../domain/kernel/result.ts';

/** Why a FHIR read gave nothing. `refused` is this EHR's word (400, 403, 404): it does not offer such data to us. */
export type FhirProblemCode =
  | 'not-found'
  | 'refused'
  | 'token-refused'
  | 'timeout'
  | 'unreachable'
  | 'too-many-requests'
  | 'server-error'
  | 'circuit-open'
  | 'bad-answer'
  | 'too-large'
  | 'foreign-address';

export interface FhirProblem {
  readonly code: FhirProblemCode;
  readonly status?: number;
}

export type FhirAnswer = Result<Readonly<Record<string, unknown>>, FhirProblem>;

/** What one call lends to the gateway: its token, its deadline, and its end (a client that hangs up ends it early). */
export interface FhirCall {
  readonly accessToken?: string;
  /** Milliseconds since the epoch; nothing is begun or awaited after it. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}
