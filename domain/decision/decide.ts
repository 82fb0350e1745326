import { decideCourse } from '../authorization/course-cases.ts';
import { MODEL_VERSION } from '../authorization/approval-scorecard.ts';
import type { DrugCase } from '../authorization/drug-case.ts';
import { exposureOf } from '../authorization/exposure.ts';
import { likelihoodOf } from '../authorization/likelihood.ts';
import { routeOf } from '../authorization/routing.ts';
import { summaryOf } from '../authorization/authorization-summary.ts';
import { unbookedDoses } from '../authorization/unbooked-doses.ts';
import { groupBy } from '../kernel/group-by.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Snapshot, Visit } from '../visit/snapshot.ts';
import type { Decision, DrugDecision, Likelihood, VisitDecision } from './decision.ts';
import type { Finding } from './finding.ts';
import type { Rule } from './rule.ts';
import { isInForce } from './rule.ts';
import type { RuleBook } from './rule-book.ts';

/**
 * Decides every visit asked about, in one pass over the patient's course. Total: it never throws and never reads the
 * world, so the same rule book and snapshot give the same decision on any day. `rules` names the code that decides.
 */
export function decide(book: RuleBook, snapshot: Snapshot, rules: string): Decision {
  const { cases, untold } = decideCourse(snapshot);
  const casesOf = groupBy(cases, ({ visit }) => visit.ref);
  const { knowledge, today, unlinked } = snapshot;
  const asked = snapshot.asked === undefined ? undefined : new Set(snapshot.asked);
  return {
    today,
    visits: snapshot.visits
      .filter(({ ref }) => asked === undefined || asked.has(ref))
      .map((visit) => decideVisit(book, snapshot, visit, casesOf.get(visit.ref) ?? [])),
    unlinked,
    ...(untold.length === 0 ? {} : { given: unbookedDoses(untold, today) }),
    versions: { rules, ...knowledge.versions, model: MODEL_VERSION },
  };
}

function decideVisit(book: RuleBook, snapshot: Snapshot, visit: Visit, cases: readonly DrugCase[]): VisitDecision {
  const findings: Finding[] = [];
  askAll(book.visit, visit, visit.date, findings);
  for (const one of cases) askAll(book.drug, one, visit.date, findings);
  const likelihood = worstOf(cases);
  const exposure = exposureOf(cases, likelihood);
  return {
    appointment: visit.ref,
    date: visit.date,
    drugs: cases.map(drugDecision),
    findings,
    likelihood,
    exposure,
    route: routeOf({ snapshot, visit, cases, findings, likelihood, exposure }),
  };
}

/** One list for the whole visit, filled in place: this is the innermost loop of the product. */
function askAll<Subject>(rules: readonly Rule<Subject>[], subject: Subject, on: PlainDate, findings: Finding[]): void {
  for (const rule of rules) if (isInForce(rule, on)) findings.push(rule.ask(subject));
}

/** The visit goes ahead only when its worst drug is cleared. */
function worstOf(cases: readonly DrugCase[]): Likelihood | null {
  const open = cases.map(likelihoodOf).filter((likelihood) => likelihood !== null);
  return open.reduce<Likelihood | null>(
    (worst, next) => (worst === null || next.clearedByVisit < worst.clearedByVisit ? next : worst),
    null,
  );
}

function drugDecision(drugCase: DrugCase): DrugDecision {
  const { drug, hcpcs, name, plan } = drugCase;
  return {
    order: drug.order,
    hcpcs: hcpcs ?? null,
    name,
    plannedUnits: plan.kind === 'known' ? plan.plan.planned : null,
    discardedUnits: plan.kind === 'known' ? (plan.plan.discarded ?? null) : null,
    projected: drug.projected,
    supply: drug.supply,
    working: plan.kind === 'known' ? plan.plan.working : [],
    authorization: summaryOf(drugCase),
  };
}
