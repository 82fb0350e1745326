/** How a visit stands, in so few words that the same words mean no news. */
import { createHash } from 'node:crypto';
import type { VisitDecision } from '../../domain/decision/decision.ts';

/** No sentence, likelihood or dollar is in it: those change with every day that passes. */
export interface Standing {
  readonly route: string;
  readonly dueBy?: string;
  readonly drugs: readonly { readonly order: string; readonly hcpcs: string | null; readonly state: string }[];
  readonly findings: readonly string[];
}

export interface VisitStanding {
  readonly standing: Standing;
  /** SHA-256 of the standing and the visit's day. */
  readonly digest: string;
}

export function standingOf(visit: VisitDecision): VisitStanding {
  const { to, dueBy } = visit.route;
  const standing: Standing = {
    route: to,
    ...(dueBy === undefined ? {} : { dueBy }),
    drugs: visit.drugs.map(({ order, hcpcs, authorization }) => ({ order, hcpcs, state: authorization.state })),
    findings: visit.findings.flatMap((finding) => {
      const { rule, verdict, about } = finding;
      if (verdict !== 'at-risk' && verdict !== 'cannot-tell') return [];
      return [`${rule} ${verdict} ${finding.severity ?? ''} ${about}`];
    }),
  };
  const digest = createHash('sha256')
    .update(JSON.stringify([visit.date, standing]))
    .digest('hex');
  return { standing, digest };
}
