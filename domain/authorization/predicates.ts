import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import { addDays, daysBetween, yearOf } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, isLess, one, rational, subtract, zero } from '../kernel/rational.ts';
import { unitsAsRational } from '../kernel/billing-units.ts';
import type { CoverageFacts } from '../visit/coverage.ts';
import { isSamePayer, payerName } from '../visit/payer.ts';
import type { Policy } from '../visit/policy.ts';
import type { PlannedDrug, Visit } from '../visit/snapshot.ts';
import type { CourseIndex } from './course-index.ts';
import { authorizedCode, codeOn, convertUnits } from './course-index.ts';
import type { CoverageStanding } from './coverage-on.ts';
import { isSameCoverage } from './coverage-on.ts';
import type { Failed, Left, PlannedUnits, Used } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { endOf } from './ledger.ts';

/** What an authorization is held against. */
export interface Asked {
  readonly index: CourseIndex;
  readonly visit: Visit;
  readonly date: PlainDate;
  readonly drug: PlannedDrug;
  readonly hcpcs: HcpcsCode;
  readonly plan: PlannedUnits;
  readonly coverage: CoverageStanding;
  readonly policy: Policy | undefined;
}

/** A predicate holds, fails with its numbers, or cannot be answered because the record is silent. */
export type Answer =
  | { readonly kind: 'holds' }
  | { readonly kind: 'fails'; readonly failed: Failed }
  | { readonly kind: 'silent'; readonly missing: string };

const holds: Answer = { kind: 'holds' };
const fails = (failed: Failed): Answer => ({ kind: 'fails', failed });
const silent = (missing: string): Answer => ({ kind: 'silent', missing });

/** The predicates of a valid authorization, in the order in which a specialist would ask them. */
export function predicates(authorization: Authorization, asked: Asked, left: Left): readonly Answer[] {
  return [
    isThePatients(authorization),
    isMadeByToday(authorization, asked.index.snapshot.today),
    isForTheCoverage(authorization, asked),
    coversTheDate(authorization, asked.date),
    isForTheProduct(authorization, asked),
    hasUnitsLeft(authorization, asked, left),
    hasVisitsLeft(authorization, left),
    isForTheSite(authorization, asked.visit),
    isForTheDiagnosis(authorization, asked.drug),
    carriesIntoThePlanYear(authorization, asked),
    hasANumber(authorization, asked),
  ];
}

const isThePatients = ({ isPatients }: Authorization): Answer => (isPatients === true ? holds : silent('member'));

/** Evidence of a day that has not come yet is a slip of the pen or of a clock; one day is left for time zones. */
const isMadeByToday = ({ created }: Authorization, today: PlainDate): Answer =>
  created !== undefined && created > today && created > addDays(today, 1)
    ? silent('date of the authorization that is not in the future')
    : holds;

/** (1) and (2): the member and plan must be those of the coverage that will be billed first on the day. */
export function isForTheCoverage(
  authorization: Authorization,
  { coverage, index, date }: Pick<Asked, 'coverage' | 'index' | 'date'>,
): Answer {
  switch (coverage.kind) {
    case 'none-on-record':
      return silent('payer');
    case 'tied':
      return silent('primary coverage');
    case 'inactive':
      return fails({ code: 'coverage-inactive', ended: coverage.last.period?.to });
    case 'one':
      return isForCoverage(authorization, coverage.coverage, index.snapshot.coverages, date);
  }
}

function isForCoverage(
  authorization: Authorization,
  current: CoverageFacts,
  all: readonly CoverageFacts[],
  date: PlainDate,
): Answer {
  const own = all.find(({ ref }) => ref === authorization.coverage);
  if (own !== undefined && isSameCoverage(own, current)) return holds;
  const named = namedPlan(authorization, own);
  if (isOtherPlan(named, current)) return planChanged(named, current, date);
  if (named.payer === undefined || current.payer === undefined) return silent('payer');
  const same = isSamePayer(named.payer, current.payer);
  return same === undefined ? silent('payer') : same ? holds : planChanged(named, current, date);
}

/** The plan as the authorization names it itself, else as the coverage does that it was given for. */
type NamedPlan = Partial<Pick<CoverageFacts, 'payer' | 'memberId' | 'product'>>;

function namedPlan({ payer, memberId }: Authorization, own: CoverageFacts | undefined): NamedPlan {
  return {
    ...own,
    ...(payer === undefined ? {} : { payer }),
    ...(memberId === undefined ? {} : { memberId }),
  };
}

/** Another line of business or another member is another plan, even of the same payer. */
const isOtherPlan = (named: NamedPlan, current: CoverageFacts): boolean =>
  differ(named.product, current.product) || differ(named.memberId, current.memberId);

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

function planChanged(named: NamedPlan, current: CoverageFacts, date: PlainDate): Answer {
  const transitionDay = dayOfTransition(named, current, date);
  return fails({
    code: 'plan-change',
    authorized: planName(named) ?? 'another plan',
    current: planName(current) ?? 'the current plan',
    ...(transitionDay === undefined ? {} : { transitionDay }),
  });
}

/** From one Medicare Advantage plan to another a course under way is honored for ninety days (42 CFR 422.112(b)(8)). */
export const TRANSITION_DAYS = 90;

function dayOfTransition(named: NamedPlan, { product, period }: CoverageFacts, date: PlainDate): number | undefined {
  const isTransition = named.product === 'medicare-advantage' && product === 'medicare-advantage';
  if (!isTransition || period?.from === undefined) return undefined;
  const days = daysBetween(period.from, date);
  return days >= 0 && days <= TRANSITION_DAYS ? days : undefined;
}

const planName = ({ payer }: NamedPlan): string | undefined => (payer === undefined ? undefined : payerName(payer));

/** (4) Inclusive on both days; a missing end is never read as open. */
export function coversTheDate(authorization: Authorization, date: PlainDate): Answer {
  const { period } = authorization;
  if (period.from !== undefined && date < period.from) return fails({ code: 'not-yet-effective', starts: period.from });
  const ends = endOf(authorization);
  if (ends === undefined) return silent('end of the authorization period');
  return date <= ends ? holds : fails({ code: 'expired', ended: ends });
}

/** (5) The exact code, an old code counting as its successor: brand, biosimilar and reference product are different codes. */
function isForTheProduct(authorization: Authorization, asked: Asked): Answer {
  if (authorization.products.length === 0) {
    return authorization.orders.includes(asked.drug.order) ? holds : silent('product');
  }
  const named = authorization.products.some((code) => codeOn(asked.index, code, asked.date).code === asked.hcpcs);
  return named ? holds : fails({ code: 'product-mismatch', authorized: authorization.products });
}

/** (6) Units left after everything earlier must hold this dose and, where the payer counts them, its discarded units. */
function hasUnitsLeft({ quantity }: Authorization, { plan, policy }: Asked, left: Left): Answer {
  if (quantity === undefined || quantity.basis === 'visits' || quantity.basis === 'days') return holds;
  if (quantity.basis === 'unreadable' || quantity.value === undefined) return silent('authorized quantity');
  if (left.units === undefined) return silent('units used so far');
  return plan.kind === 'unknown' ? silent(plan.missing[0]) : fitsInto(left.units, plan, policy);
}

function fitsInto(left: Rational, plan: KnownUnits, policy: Policy | undefined): Answer {
  const { needed, discarded } = consumption(plan, policy);
  if (isLess(left, needed)) return fails({ code: 'units-exceeded', left, needed, discarded });
  return plan.plan.discarded === undefined && countsDiscarded(policy) ? silent('vial strengths') : holds;
}

type KnownUnits = Extract<PlannedUnits, { kind: 'known' }>;

/** Payers count discarded units against the authorization unless their policy says otherwise. */
const countsDiscarded = (policy: Policy | undefined): boolean => policy?.authorization.discardedUnitsCount ?? true;

/** What one visit takes off a unit count: planned units, and discarded ones unless the payer says that it does not count them. */
export function consumption(
  plan: KnownUnits,
  policy: Policy | undefined,
): { readonly needed: Rational; readonly discarded: Rational } {
  const discarded =
    countsDiscarded(policy) && plan.plan.discarded !== undefined ? unitsAsRational(plan.plan.discarded) : zero;
  return { needed: add(unitsAsRational(plan.plan.planned), discarded), discarded };
}

/** (7) */
const hasVisitsLeft = ({ quantity }: Authorization, left: Left): Answer => {
  if (quantity?.basis !== 'visits') return holds;
  if (left.visits === undefined) return silent('authorized visits');
  return isLess(left.visits, one) ? fails({ code: 'visits-exceeded', left: left.visits }) : holds;
};

/** (8) Only where the authorization is restricted to a place and the booked place can be told. */
function isForTheSite({ place }: Authorization, { site }: Visit): Answer {
  const pairs = [
    [place?.npi, site.npi],
    [place?.placeOfService, site.placeOfService],
    [place?.ref, site.location],
  ] as const;
  for (const [authorized, booked] of pairs) {
    if (authorized !== undefined && booked !== undefined && authorized !== booked) {
      return fails({ code: 'site-mismatch', authorized, booked });
    }
  }
  return holds;
}

/** (9) Another category is another disease; another code of one category is a warning, which a rule gives. */
function isForTheDiagnosis({ diagnoses }: Authorization, drug: PlannedDrug): Answer {
  if (diagnoses.length === 0 || drug.diagnoses.length === 0) return holds;
  const authorized = new Set(diagnoses.map(category));
  return drug.diagnoses.some((code) => authorized.has(category(code)))
    ? holds
    : fails({ code: 'diagnosis-mismatch', authorized: diagnoses, ordered: drug.diagnoses });
}

/** The three-character category of an ICD-10-CM code. */
export const category = (icd10: string): string => icd10.replace('.', '').slice(0, 3).toUpperCase();

/** A payer known not to carry authorizations over ends them with the plan year. */
function carriesIntoThePlanYear(authorization: Authorization, { policy, date }: Asked): Answer {
  if (policy?.authorization.carriesOverPlanYear !== false) return holds;
  const issued = issuedOn(authorization);
  if (issued === undefined) return silent('date of the authorization');
  return yearOf(issued) < yearOf(date) ? fails({ code: 'plan-year', issuedIn: yearOf(issued) }) : holds;
}

export const issuedOn = ({ decidedOn, created, period }: Authorization): PlainDate | undefined =>
  decidedOn ?? created ?? period.from;

/** (11) In the form that the policy asks for, where its payer is the one that gave the number. */
function hasANumber(authorization: Authorization, asked: Asked): Answer {
  const { number } = authorization;
  if (number === undefined || number === '') return fails({ code: 'number-invalid', number });
  const pattern = asked.policy?.authorization.numberPattern;
  if (pattern === undefined || matches(pattern, number)) return holds;
  return isForTheCoverage(authorization, asked).kind === 'fails' ? holds : fails({ code: 'number-invalid', number });
}

/** Patterns are checked when a policy is loaded, so one that does not compile cannot come this far. */
const matches = (pattern: string, number: string): boolean => new RegExp(pattern).test(number);

/** What is left of a quantity for a visit on the day (or after all, without a day), in units of the code that bills it. */
export function leftOf(
  { quantity, products }: Authorization,
  { index, date, hcpcs }: Pick<Asked, 'index' | 'hcpcs'> & { readonly date: PlainDate | undefined },
  used: Used,
): Left {
  if (quantity?.value === undefined) return NOT_COUNTED;
  if (quantity.basis === 'visits') return { units: undefined, visits: visitsLeft(quantity.value, used, date) };
  if (quantity.basis !== 'units' || used.unclear) return NOT_COUNTED;
  const code = authorizedCode(index, products, hcpcs) ?? hcpcs;
  return { units: convertUnits(index, subtract(quantity.value, used.units), code, hcpcs), visits: undefined };
}

const NOT_COUNTED: Left = { units: undefined, visits: undefined };

/** A second drug on one day belongs to the same visit. */
const visitsLeft = (granted: Rational, { days }: Used, date: PlainDate | undefined): Rational =>
  subtract(granted, rational(date !== undefined && days.has(date) ? days.size - 1 : days.size));
