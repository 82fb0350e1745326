/** What an EHR refuses to whoever is read in one sweep, so that it is not asked again for every patient. */
import type { Result } from '../../domain/kernel/result.ts';
import type { FhirProblem } from '../gateway/fhir-answer.ts';

export interface RefusedKinds {
  readonly isRefused: (kind: string) => boolean;
  readonly hear: (kind: string, patient: string, answer: Result<unknown, FhirProblem>) => void;
}

/** One patient's records may be closed to us; those of so many, and nobody's open, are a kind that is not offered. */
const ENOUGH = 3;
const REFUSALS: ReadonlySet<number | undefined> = new Set([403, 404]);

/** A failure is never remembered, and a kind that was answered once is asked for to the end. */
export function refusedKinds(): RefusedKinds {
  const refusals = new Map<string, ReadonlySet<string>>();
  const answered = new Set<string>();
  return {
    isRefused: (kind) => !answered.has(kind) && (refusals.get(kind)?.size ?? 0) >= ENOUGH,
    hear(kind, patient, answer) {
      if (answer.ok) answered.add(kind);
      else if (REFUSALS.has(answer.problem.status))
        refusals.set(kind, new Set([...(refusals.get(kind) ?? []), patient]));
    },
  };
}
