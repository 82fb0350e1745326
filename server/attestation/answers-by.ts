import type { StatementDesk } from '../../api-contract/attestation-view.schema.ts';
import { coverageOn } from '../../domain/authorization/coverage-on.ts';
import { policyFor } from '../../domain/authorization/policy-for.ts';
import { turnaroundFor } from '../../domain/authorization/local-turnaround.ts';
import { afterDays, closedDays } from '../../domain/authorization/turnaround.ts';
import type { CoverageFacts } from '../../domain/visit/coverage.ts';
import type { PlannedDrug, Snapshot, Visit } from '../../domain/visit/snapshot.ts';

type AnswerBy = StatementDesk['answersBy'][number];

/**
 * For each drug of each visit: the day by which nine in ten answers of the payer that will be billed have come, if the
 * request goes out today. A drug whose payer cannot be told has none.
 */
export const answersBy = (snapshot: Snapshot): readonly AnswerBy[] =>
  snapshot.visits.flatMap((visit) =>
    visit.drugs.flatMap((drug) => {
      const standing = coverageOn(snapshot.coverages, visit.date);
      return standing.kind === 'one' ? [answerBy(snapshot, visit, drug, standing.coverage)] : [];
    }),
  );

function answerBy(snapshot: Snapshot, visit: Visit, drug: PlannedDrug, coverage: CoverageFacts): AnswerBy {
  const { today, knowledge } = snapshot;
  const hcpcs = codeOf(drug);
  const holidays = new Set(knowledge.holidays);
  const policy = policyFor(knowledge.policies, coverage, hcpcs, visit.date);
  const closed = closedDays(holidays, policy.kind === 'one' ? policy.policy : undefined);
  const turnaround = turnaroundFor({ snapshot, coverage: { kind: 'one', coverage }, policy, hcpcs, holidays });
  return {
    appointment: visit.ref,
    order: drug.order,
    coverage: coverage.ref,
    expectedBy: afterDays(today, turnaround.p90Days, turnaround.basis, closed),
  };
}

const codeOf = ({ identity }: PlannedDrug) =>
  identity.kind === 'known' || identity.kind === 'unlisted' ? identity.hcpcs : undefined;
