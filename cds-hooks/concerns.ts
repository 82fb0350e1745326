import type { Decision, VisitDecision } from '../domain/decision/decision.ts';
import type { Finding } from '../domain/decision/finding.ts';
import type { Concern } from './card-wording.ts';

/** What a person should hear about, gravest first; among equals the earliest visit, then the order of the rule book. */
export function concernsOf({ visits }: Pick<Decision, 'visits'>): readonly Concern[] {
  return visits.flatMap(concernsOfVisit).sort((a, b) => rank(a.finding) - rank(b.finding) || byDate(a.visit, b.visit));
}

/** True for a finding that makes a visit uncovered or unknown; an `info` is worth a line behind the link, no card. */
const isConcern = (finding: Finding): boolean =>
  finding.verdict === 'cannot-tell' || (finding.verdict === 'at-risk' && finding.severity !== 'info');

const concernsOfVisit = (visit: VisitDecision): Concern[] =>
  visit.findings.filter(isConcern).map((finding) => ({
    visit,
    drug: visit.drugs.find(({ order }) => order === finding.about),
    finding,
  }));

function rank(finding: Finding): number {
  if (finding.verdict === 'cannot-tell') return CANNOT_TELL;
  return finding.verdict === 'at-risk' ? SEVERITIES.indexOf(finding.severity) : SEVERITIES.length + 1;
}

const SEVERITIES: readonly string[] = ['critical', 'warning'];
const CANNOT_TELL = SEVERITIES.length;

const byDate = (a: VisitDecision, b: VisitDecision): number =>
  a.date < b.date
    ? -1
    : a.date > b.date
      ? 1
      : a.appointment < b.appointment
        ? -1
        : a.appointment > b.appointment
          ? 1
          : 0;
