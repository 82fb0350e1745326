/** The one word for a whole visit, and the order in which findings are read. */
import type { FindingView, VisitView } from '../../api-contract/decision-view.schema.ts';

export type VisitState = 'action-needed' | 'cannot-tell' | 'waiting' | 'confirmed';

/**
 * The gravest of its drugs and findings. Confirmed needs every drug authorized (or free of the need) and no open
 * question: a visit without a known drug is never confirmed.
 */
export function visitState(visit: Pick<VisitView, 'drugs' | 'findings'>): VisitState {
  const states = visit.drugs.map((drug) => drug.authorization.state);
  if (states.some((state) => state === 'missing' || state === 'invalid' || state === 'denied')) return 'action-needed';
  if (visit.findings.some(asksForAction)) return 'action-needed';
  if (states.length === 0 || states.includes('unknown')) return 'cannot-tell';
  if (visit.findings.some((finding) => finding.verdict === 'cannot-tell')) return 'cannot-tell';
  return states.includes('pending') ? 'waiting' : 'confirmed';
}

/** Gravest first; findings of the same weight keep the order of the rule book. */
export const byGravity = (findings: readonly FindingView[]): FindingView[] =>
  findings.toSorted((a, b) => weight(a) - weight(b));

const asksForAction = (finding: FindingView): boolean => finding.verdict === 'at-risk' && finding.severity !== 'info';

function weight({ verdict, severity }: FindingView): number {
  switch (verdict) {
    case 'at-risk':
      return severity === 'critical' ? 0 : severity === 'warning' ? 2 : 4;
    case 'cannot-tell':
      return severity === 'critical' ? 1 : 3;
    case 'clear':
      return 5;
    case 'not-applicable':
      return 6;
  }
}
