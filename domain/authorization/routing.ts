import type { Exposure, Likelihood, Route } from '../decision/decision.ts';
import type { Finding } from '../decision/finding.ts';
import { openDayOnOrAfter, openDayOnOrBefore, openDaysBetween } from '../kernel/business-calendar.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, earlier, later } from '../kernel/plain-date.ts';
import { isAtLeast, multiply } from '../kernel/rational.ts';
import { isOffPolicy } from './evidence-level.ts';
import type { Snapshot, Visit } from '../visit/snapshot.ts';
import type { DrugCase } from './drug-case.ts';
import { nextVisit } from './outlook.ts';
import { turnaroundFor } from './local-turnaround.ts';
import { closedDays, STARTING_TURNAROUND, submitBy } from './turnaround.ts';
import { denialWindows, openText } from './windows.ts';
import { policyOf } from './words.ts';

export interface RoutingFacts {
  readonly snapshot: Snapshot;
  readonly visit: Visit;
  readonly cases: readonly DrugCase[];
  readonly findings: readonly Finding[];
  readonly likelihood: Likelihood | null;
  readonly exposure: Exposure | null;
}

/** Who should work on a visit, by when, and why; the first that applies. */
export function routeOf(facts: RoutingFacts): Route {
  const open = facts.findings
    .filter(({ verdict }) => verdict === 'at-risk' || verdict === 'cannot-tell')
    .filter(isWork);
  if (open.length === 0) return { to: 'none', why: 'Nothing to do for this visit.' };
  return (
    toEligibility(facts, open) ?? toPeerToPeer(facts) ?? toSenior(facts, open) ?? toClerkOrAuthorization(facts, open)
  );
}

/** A free drug is a fact for the biller, not work for anybody before the visit. */
const isWork = ({ trigger }: Finding): boolean => trigger !== 'free-drug';

/**
 * Coverage inactive, tied, or another plan than the one that authorized. A check that is merely old keeps nobody from
 * the authorization: it comes first only where nothing else is open.
 */
function toEligibility(facts: RoutingFacts, open: readonly Finding[]): Route | undefined {
  const { cases } = facts;
  const trouble = cases.find(
    ({ coverage, standing }) =>
      coverage.kind === 'inactive' ||
      coverage.kind === 'tied' ||
      (standing.state === 'invalid' && standing.failed.some(({ code }) => code === 'plan-change')),
  );
  const asked = open.filter(isOfCoverage);
  const saysInactive = asked.some(({ severity }) => severity === 'critical');
  if (trouble === undefined && !saysInactive && asked.length < open.length) return undefined;
  return due('eligibility', 'Coverage on the day of the visit must be settled first.', facts);
}

type AtRisk = Extract<Finding, { verdict: 'at-risk' }>;

const isOfCoverage = (finding: Finding): finding is AtRisk =>
  finding.verdict === 'at-risk' && finding.trigger === 'coverage-inactive';

function toPeerToPeer(facts: RoutingFacts): Route | undefined {
  for (const drugCase of facts.cases) {
    const { standing, today, holidays } = drugCase;
    if (standing.state !== 'denied') continue;
    const policy = policyOf(drugCase);
    const windows = denialWindows(standing.authorization, policy, closedDays(holidays, policy));
    if (windows === undefined || today > windows.peerToPeerUntil) continue;
    const route = due(
      'peer-to-peer',
      `Denied ${dayText(windows.denied)}; peer-to-peer is ${openText(windows.isPeerToPeerUsual)} until ${dayText(windows.peerToPeerUntil)}.`,
      facts,
    );
    return {
      ...route,
      dueBy: beforeWindowCloses(drugCase, route.dueBy ?? windows.peerToPeerUntil, windows.peerToPeerUntil),
    };
  }
  return undefined;
}

/** The planned day, brought forward to the end of the window and to an open day, but never before the next open one. */
function beforeWindowCloses({ today, holidays }: DrugCase, planned: PlainDate, last: PlainDate): PlainDate {
  const wanted = openDayOnOrBefore(earlier(planned, last), holidays);
  return later(wanted, openDayOnOrAfter(today, holidays));
}

/** Seniors work where a review averts more than it costs and the visit is near, or where the use is off the policy's list. */
function toSenior(facts: RoutingFacts, open: readonly Finding[]): Route | undefined {
  const cases = facts.cases.filter(isOpenCase);
  const offPolicy = cases.find(isOffPolicy);
  if (offPolicy !== undefined)
    return due('senior', `${offPolicy.name}: use with weak or no support in the policy.`, facts);
  if (cases.length === 0 || open.every(isClerical)) return undefined;
  return isNear(facts) && paysForReview(facts)
    ? due('senior', `The visit is within ${businessDaysText(facts)}, and the case is worth a senior review.`, facts)
    : undefined;
}

const isNear = ({ snapshot, visit }: RoutingFacts): boolean =>
  openDaysBetween(snapshot.today, visit.date, new Set(snapshot.knowledge.holidays)) <=
  snapshot.knowledge.routing.businessDays;

const businessDaysText = ({ snapshot }: RoutingFacts): string =>
  `${String(snapshot.knowledge.routing.businessDays)} business days`;

function paysForReview({ exposure, snapshot }: RoutingFacts): boolean {
  const { averted, reviewCost } = snapshot.knowledge.routing;
  return exposure !== null && isAtLeast(multiply(exposure.expectedLoss, averted), reviewCost);
}

const isOpenCase = ({ standing }: DrugCase): boolean => standing.state !== 'valid' && standing.state !== 'not-required';

function toClerkOrAuthorization(facts: RoutingFacts, open: readonly Finding[]): Route {
  return open.every(isClerical)
    ? due('clerk', 'Only a document, a number or an attestation is missing.', facts)
    : due('authorization', 'The authorization needs work before the visit.', facts);
}

const CLERICAL_TRIGGERS: ReadonlySet<string> = new Set(['number-invalid']);
const CLERICAL_RULES: ReadonlySet<string> = new Set(['authorization/documents-are-on-file']);

/** Whether a drug has come is settled by looking; one that will not come needs more than that. */
const isClerical = ({ trigger, rule, verdict }: Finding): boolean =>
  (trigger !== undefined && CLERICAL_TRIGGERS.has(trigger)) ||
  CLERICAL_RULES.has(rule) ||
  (rule === 'authorization/brought-drug-is-here' && verdict === 'cannot-tell');

/** The day by which the work must be out of the house, for the first date that is not covered. */
function due(to: Route['to'], why: string, { cases, snapshot, visit }: RoutingFacts): Route {
  const [first, ...others] = cases.map(dueFor);
  const closed = new Set(snapshot.knowledge.holidays);
  const forVisit = (): PlainDate => submitBy(visit.date, snapshot.today, STARTING_TURNAROUND, closed);
  const retro = cases.flatMap(({ retro: doses }) => doses.flatMap(({ dueBy }) => dueBy ?? []));
  return { to, why, dueBy: first === undefined ? forVisit() : [...others, ...retro].reduce(earlier, first) };
}

function dueFor(drugCase: DrugCase): PlainDate {
  const { today, visit, holidays, standing, outlook } = drugCase;
  const policy = policyOf(drugCase);
  const firstUncovered = standing.state === 'valid' ? nextVisit(outlook)?.uncovered?.first : undefined;
  return submitBy(firstUncovered ?? visit.date, today, turnaroundFor(drugCase), closedDays(holidays, policy));
}
