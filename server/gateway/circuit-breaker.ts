import { problem } from '../../domain/kernel/result.ts';
import type { FhirAnswer, FhirProblemCode } from './fhir-answer.ts';

const FAILURES_TO_OPEN = 8;
const REST_MS = 10_000;

/** Failures of the server as a whole; a refusal of one query says nothing about the next one. */
const OF_THE_SERVER: ReadonlySet<FhirProblemCode> = new Set(['unreachable', 'server-error', 'timeout']);

/** After several failures in a row nothing is asked for a while; then one call tries for all. */
export function circuitBreaker(now: () => number) {
  let failures = 0;
  let closedUntilTried = 0;

  const mayCall = (): boolean => {
    if (failures < FAILURES_TO_OPEN) return true;
    if (now() < closedUntilTried) return false;
    closedUntilTried = now() + REST_MS;
    return true;
  };

  return async (call: () => Promise<FhirAnswer>): Promise<FhirAnswer> => {
    if (!mayCall()) return problem({ code: 'circuit-open' });
    const answer = await call();
    if (answer.ok || !OF_THE_SERVER.has(answer.problem.code)) failures = 0;
    else {
      failures += 1;
      closedUntilTried = now() + REST_MS;
    }
    return answer;
  };
}
