import type { FhirResource } from 'fhir/r4';
import { day, exampleKnowledge, examplePolicy } from '../../../domain/decision/example-course.ts';
import { decide } from '../../../domain/decision/decide.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import type { DrugFacts } from '../../../domain/visit/drug-facts.ts';
import type { Policy } from '../../../domain/visit/policy.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import type { ReadOptions } from '../../../fhir/read-record.ts';
import { aCoverage } from '../../support/fhir-builders.ts';
import { recordOf } from '../reading.ts';

/** A small FHIR record, with what a site adds to it, and what the rules must say of it. */
export interface Story {
  readonly what: string;
  /** The record on top of the coverage. */
  readonly record: readonly FhirResource[];
  readonly coverage?: readonly FhirResource[];
  readonly policy?: Partial<Policy>;
  readonly policies?: readonly Policy[];
  readonly drugs?: readonly DrugFacts[];
  readonly today?: string;
  readonly options?: Partial<ReadOptions>;
  /** Rows of feeds, words of the staff, and what could not be read. */
  readonly beside?: (record: Snapshot) => Partial<Snapshot>;
  /** `rule reason`, without the folder. */
  readonly reaches: readonly string[];
}

/** Every reason that is given of any visit, as a story names them. */
export function reached({
  record,
  coverage,
  policy,
  policies,
  drugs,
  today,
  options,
  beside,
}: Story): ReadonlySet<string> {
  const read = recordOf([...(coverage ?? [aCoverage()]), ...record], {
    ...options,
    today: day(today ?? '2026-11-21'),
  });
  const knowledge = exampleKnowledge({
    policies: policies ?? [examplePolicy(policy)],
    ...(drugs === undefined ? {} : { drugs }),
  });
  const snapshot: Snapshot = { ...read, today: day(today ?? '2026-11-21'), knowledge };
  const { visits } = decide(ruleBook, { ...snapshot, ...beside?.(snapshot) }, 'test');
  return new Set(
    visits.flatMap(({ findings }) => findings.map(({ rule, reason }) => `${nameOf(rule)} ${reason.code}`)),
  );
}

export const nameOf = (rule: string): string => rule.replace('authorization/', '');
