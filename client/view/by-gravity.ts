/** The order in which findings are read. */
import type { FindingView } from '../../api-contract/decision-view.schema.ts';

/** Gravest first; findings of the same weight keep the order of the rule book. */
export const byGravity = (findings: readonly FindingView[]): FindingView[] =>
  findings.toSorted((a, b) => weight(a) - weight(b));

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
