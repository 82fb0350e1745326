import { setTimeout as sleep } from 'node:timers/promises';
import { problem } from '../../domain/kernel/result.ts';
import type { FhirAnswer, FhirProblemCode } from './fhir-answer.ts';

const FAILURES_TO_OPEN = 8;
const REST_MS = 10_000;

/** Failures of the server as a whole; a refusal of one query says nothing about the next one. */
const OF_THE_SERVER: ReadonlySet<FhirProblemCode> = new Set(['unreachable', 'server-error', 'timeout']);

/**
 * After several failures in a row nothing is asked for a while; then one call tries for all, and those that come
 * meanwhile wait for what it brings: a hook asks for ten things at once, and must not lose nine of them on the day on
 * which the server is well again.
 */
export function circuitBreaker(now: () => number) {
  let failures = 0;
  let closedUntilTried = 0;
  let trial: Promise<unknown> | undefined;

  const isOpen = (): boolean => failures >= FAILURES_TO_OPEN;

  const counted = async (call: () => Promise<FhirAnswer>): Promise<FhirAnswer> => {
    const answer = await call();
    if (answer.ok || !OF_THE_SERVER.has(answer.problem.code)) failures = 0;
    else {
      failures += 1;
      closedUntilTried = now() + REST_MS;
    }
    return answer;
  };

  const tried = (call: () => Promise<FhirAnswer>): Promise<FhirAnswer> => {
    const trying = counted(call).finally(() => (trial = undefined));
    trial = trying;
    return trying;
  };

  return async (call: () => Promise<FhirAnswer>, deadline: number): Promise<FhirAnswer> => {
    if (!isOpen()) return counted(call);
    if (trial === undefined) return now() < closedUntilTried ? problem({ code: 'circuit-open' }) : tried(call);
    await until(trial, deadline - now());
    return isOpen() || now() >= deadline ? problem({ code: 'circuit-open' }) : counted(call);
  };
}

/** Resolves when somebody else's call has ended, however it did, or when there is no more time to wait for it. */
async function until(trial: Promise<unknown>, ms: number): Promise<void> {
  const late = new AbortController();
  const ended = trial.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([ended, sleep(ms, undefined, { ref: false, signal: late.signal }).catch(() => undefined)]);
  late.abort();
}
