import type { AssessedLine } from '../../api-contract/assess.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { readBundle } from '../../fhir/read-bundle.ts';
import type { ReadProblem } from '../../fhir/read-problem.ts';
import { readRecord } from '../../fhir/read-record.ts';
import { assessedLineOf } from './assessed-line.ts';
import type { Decide } from './decider.ts';
import type { SiteKnowledge } from './take-snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** What holds for every Bundle of one run. */
export interface BundleAssessment {
  readonly today: PlainDate;
  readonly timeZone?: string;
  readonly knowledge: SiteKnowledge;
  readonly decide: Decide;
  /** Clear and not-applicable findings too. */
  readonly all: boolean;
}

export interface RefusedBundle extends Pick<ReadProblem, 'code' | 'path' | 'message'> {
  readonly id?: string;
}

/** One Bundle in, one line of the public contract out; the first of its faults where it cannot be read. */
export function assessBundle(json: unknown, run: BundleAssessment): Result<AssessedLine, RefusedBundle> {
  const bundle = readBundle(json);
  if (!bundle.ok) return problem(refusalOf(bundle.problem[0], undefined));
  const { today, knowledge, timeZone } = run;
  const zones = timeZone === undefined ? {} : { fallback: timeZone };
  const record = readRecord(bundle.value, { today, zones, drugs: knowledge.drugs, sites: {} });
  if (!record.ok) return problem(refusalOf(record.problem[0], bundle.value.id));
  const decision = run.decide(takeSnapshot(record.value, knowledge, today));
  return ok(assessedLineOf(bundle.value.id ?? null, decision, run.all));
}

const refusalOf = ({ code, path, message }: ReadProblem, id: string | undefined): RefusedBundle => ({
  code,
  path,
  message,
  ...(id === undefined ? {} : { id }),
});
