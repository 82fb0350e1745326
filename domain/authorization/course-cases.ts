import { compareText } from '../kernel/compare-text.ts';
import { groupBy } from '../kernel/group-by.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { earlier, later } from '../kernel/plain-date.ts';
import { settledDrug } from '../visit/settled-supply.ts';
import type { PlannedDrug, Snapshot, Visit } from '../visit/snapshot.ts';
import type { CourseIndex } from './course-index.ts';
import { codeOn, indexCourse, ingredientOf } from './course-index.ts';
import { coverageOn } from './coverage-on.ts';
import type { DosesGiven, DrugCase, Left, Outlook, Standing } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { authorizationsIn, endOf, isApproval } from './ledger.ts';
import { seriesOf } from './outlook.ts';
import { plannedUnits } from './planned-units.ts';
import type { PolicyStanding } from './policy-for.ts';
import { policyFor } from './policy-for.ts';
import type { Asked } from './predicates.ts';
import { consumption, isForTheCoverage, leftOf } from './predicates.ts';
import { requirementOf } from './requirement.ts';
import type { RetroAuthorization } from './drug-case.ts';
import { retroAuthorizations } from './retro-authorization.ts';
import { standingOf } from './standing.ts';
import type { Account } from './usage.ts';
import { isWithinGrant, openAccount, take, usedOf } from './usage.ts';

/** What is worked out once for all visits of a course. */
interface Course {
  readonly index: CourseIndex;
  readonly authorizations: readonly Authorization[];
  readonly account: Account;
  readonly given: ReadonlyMap<string, DosesGiven>;
}

/**
 * Every drug of every booked visit, in date order, each held against what is left of the authorizations by then.
 * One pass over the course: the cost is linear in the number of visits.
 */
export function decideCourse(snapshot: Snapshot): DecidedCourse {
  const index = indexCourse(snapshot);
  const authorizations = authorizationsIn(snapshot.authorizations);
  const account = openAccount(index, authorizations);
  const roomy = authorizations.filter((row) => isWithinGrant(account, row));
  const cases = standAll(index, authorizations, account);
  return { cases, untold: tellRetro(cases, retroAuthorizations({ index, authorizations, roomy }, decideAgain)) };
}

export interface DecidedCourse {
  readonly cases: readonly DrugCase[];
  /** Doses that lacked an authorization and whose active ingredient is not booked again. */
  readonly untold: readonly RetroAuthorization[];
}

export const courseCases = (snapshot: Snapshot): readonly DrugCase[] => decideCourse(snapshot).cases;

/** Earlier doses judged as visits of their own day. */
function decideAgain(snapshot: Snapshot): readonly DrugCase[] {
  const index = indexCourse(snapshot);
  const authorizations = authorizationsIn(snapshot.authorizations);
  return standAll(index, authorizations, openAccount(index, authorizations));
}

function standAll(index: CourseIndex, authorizations: readonly Authorization[], account: Account): readonly Draft[] {
  const { snapshot } = index;
  const course = { index, authorizations, account, given: dosesGiven(index) };
  const drafts = [...snapshot.visits]
    .sort(byDateThenRef)
    .flatMap((visit) => visit.drugs.map((drug) => standOne(course, visit, settledDrug(snapshot, visit, drug))));
  tellOutlooks(drafts, index, account);
  return drafts;
}

/** A case whose outlook is filled in when the whole course is known. */
type Draft = Omit<DrugCase, 'outlook' | 'retro' | 'isNextOfDrug'> & {
  readonly outlook: { -readonly [Name in keyof Outlook]: Outlook[Name] };
  retro: DrugCase['retro'];
  isNextOfDrug: boolean;
};

const byDateThenRef = (a: Visit, b: Visit): number => compareText(a.date, b.date) || compareText(a.ref, b.ref);

/** By active ingredient, else by code: a course goes on when the product is replaced by its biosimilar. */
function dosesGiven(index: CourseIndex): ReadonlyMap<string, DosesGiven> {
  const given = new Map<string, DosesGiven>();
  for (const { hcpcs, date } of index.snapshot.priorUses) {
    if (hcpcs === undefined) continue;
    const key = ingredientOf(index, hcpcs) ?? hcpcs;
    const { first, last } = given.get(key) ?? { first: date, last: date };
    given.set(key, { first: earlier(first, date), last: later(last, date) });
  }
  return given;
}

function standOne(course: Course, visit: Visit, drug: PlannedDrug): Draft {
  const { index, account, given } = course;
  const shared = sharedFacts(course, visit, drug);
  const { coverage, policy, requirement, standing, pending, renewed } = standOn(course, shared, visit.date);
  const other = visit.mayBe === undefined ? undefined : standOn(course, shared, visit.mayBe);
  consume(index, account, shared, standing, policy.kind === 'one' ? policy.policy : undefined);
  const { hcpcs, facts, name, plan } = shared;
  return {
    snapshot: index.snapshot,
    today: index.snapshot.today,
    holidays: index.holidays,
    visit,
    drug,
    name,
    hcpcs,
    facts,
    plan,
    coverage,
    policy,
    requirement,
    standing,
    pending,
    renewed,
    presumed: presumedOn(account, standing),
    isNextOfDrug: false,
    retro: NO_DOSES,
    given: given.get(facts?.ingredient ?? hcpcs ?? ''),
    outlook: { series: [], next: 0, unitsAfterLast: undefined, visitsAfterLast: undefined },
    ...(other === undefined || visit.mayBe === undefined
      ? undefined
      : { otherDay: { date: visit.mayBe, state: other.standing.state } }),
  };
}

function presumedOn(account: Account, standing: Standing): ReadonlySet<PlainDate> {
  const held = heldAuthorization({ standing });
  return held === undefined ? NO_DAYS : usedOf(account, held).presumed;
}

const NO_DAYS: ReadonlySet<PlainDate> = new Set();
const NO_DOSES: DrugCase['retro'] = [];

/** What does not depend on the day. */
type Shared = Pick<DrugCase, 'visit' | 'drug' | 'name' | 'hcpcs' | 'facts' | 'plan'>;

function sharedFacts({ index }: Course, visit: Visit, drug: PlannedDrug): Shared {
  const hcpcs = drug.identity.kind === 'known' ? codeOn(index, drug.identity.hcpcs, visit.date).code : undefined;
  const facts = hcpcs === undefined ? undefined : index.drugs.get(hcpcs);
  return {
    visit,
    drug,
    name: hcpcs === undefined ? drug.name : `${facts?.label ?? drug.name} (${hcpcs})`,
    hcpcs,
    facts,
    plan: plannedUnits(facts, drug.dose, hcpcs === undefined ? undefined : visit.site.stock[hcpcs]),
  };
}

type OnDay = Pick<DrugCase, 'coverage' | 'policy' | 'requirement' | 'standing' | 'pending' | 'renewed'>;

function standOn({ index, authorizations, account }: Course, shared: Shared, date: PlainDate): OnDay {
  const { hcpcs, drug, visit, plan } = shared;
  const coverage = coverageOn(index.snapshot.coverages, date);
  const policy: PolicyStanding =
    coverage.kind === 'one'
      ? policyFor(index.snapshot.knowledge.policies, coverage.coverage, hcpcs, date)
      : { kind: 'none' };
  const facts = { index, hcpcs, order: drug.order, date, coverage, policy, supply: drug.supply };
  const requirement = requirementOf(facts, authorizations);
  if (hcpcs === undefined) {
    const standing: Standing =
      requirement.kind === 'not-required' ? { state: 'not-required', authorization: undefined } : drugUnknown;
    return { coverage, policy, requirement, standing, pending: [], renewed: false };
  }
  const onePolicy = policy.kind === 'one' ? policy.policy : undefined;
  const asked: Asked = { index, visit, date, drug, hcpcs, plan, coverage, policy: onePolicy };
  const standing = standingOf(asked, requirement, authorizations, (row) => leftOf(row, asked, usedOf(account, row)));
  const pending = authorizations.filter((row) => row.decision === 'pended' && isForDrug(row, asked));
  return { coverage, policy, requirement, standing, pending, renewed: isRenewed(standing, authorizations, asked) };
}

const isForDrug = ({ products, orders }: Authorization, { index, hcpcs, date, drug }: Asked): boolean =>
  products.length === 0
    ? orders.includes(drug.order)
    : products.some((code) => codeOn(index, code, date).code === hcpcs);

function isRenewed(standing: Standing, authorizations: readonly Authorization[], asked: Asked): boolean {
  if (standing.state !== 'valid' && standing.state !== 'invalid') return false;
  const ends = endOf(standing.authorization);
  if (ends === undefined || authorizations.length === 1) return false;
  return authorizations.some(
    (row) =>
      isApproval(row) &&
      (endOf(row) ?? ends) > ends &&
      row.isPatients === true &&
      isForDrug(row, asked) &&
      isForTheCoverage(row, asked).kind === 'holds',
  );
}

const drugUnknown: Standing = { state: 'unknown', authorization: undefined, missing: ['drug'] };

/**
 * A visit that its authorization serves uses it up, and so does one that no longer fits or cannot be judged: later visits
 * find less, not more.
 */
function consume(
  index: CourseIndex,
  account: Account,
  { hcpcs, plan, visit }: Shared,
  standing: Standing,
  policy: Parameters<typeof consumption>[1],
): void {
  const served = servedBy(standing);
  if (hcpcs === undefined || served === undefined) return;
  const units = plan.kind === 'known' ? consumption(plan, policy).needed : undefined;
  take(account, served, { index, hcpcs, date: visit.date, units });
}

const QUANTITY_FAILURES: ReadonlySet<string> = new Set(['units-exceeded', 'visits-exceeded']);

function servedBy(standing: Standing): Authorization | undefined {
  if (standing.state === 'valid' || standing.state === 'unknown') return standing.authorization;
  if (standing.state !== 'invalid') return undefined;
  return standing.failed.every(({ code }) => QUANTITY_FAILURES.has(code)) ? standing.authorization : undefined;
}

/** Each case learns where it stands in the series of its drug; the series itself is made once. */
function tellOutlooks(drafts: readonly Draft[], index: CourseIndex, account: Account): void {
  for (const group of groupBy(drafts, keyOfSeries).values()) {
    const series = seriesOf(group);
    group.forEach((draft, position) => {
      const { outlook } = draft;
      outlook.series = series;
      outlook.next = position + 1;
      draft.isNextOfDrug = position === 0;
      const after = afterLast(draft, index, account);
      outlook.unitsAfterLast = after?.units;
      outlook.visitsAfterLast = after?.visits;
    });
  }
}

const keyOfSeries = ({ facts, drug }: Draft): string => facts?.ingredient ?? drug.order;

/**
 * Doses that lacked an authorization are told of once, at the first booked visit of the same active ingredient. Those
 * that find none come back.
 */
function tellRetro(cases: readonly Draft[], retro: readonly RetroAuthorization[]): readonly RetroAuthorization[] {
  if (retro.length === 0) return [];
  const told = new Set<RetroAuthorization>();
  for (const draft of cases) {
    if (!draft.isNextOfDrug) continue;
    draft.retro = retro.filter(({ hcpcs }) => isSameIngredient(draft, hcpcs));
    for (const dose of draft.retro) told.add(dose);
  }
  return retro.filter((dose) => !told.has(dose));
}

function isSameIngredient({ facts, hcpcs, snapshot }: Draft, given: HcpcsCode): boolean {
  const known = snapshot.knowledge.drugs.find((drug) => drug.hcpcs === given);
  return given === hcpcs || (known !== undefined && known.ingredient === facts?.ingredient);
}

/** After the whole pass the account holds every booked visit, so what it still has is what is left after the last. */
function afterLast({ standing, hcpcs }: Draft, index: CourseIndex, account: Account): Left | undefined {
  if (hcpcs === undefined || (standing.state !== 'valid' && standing.state !== 'invalid')) return undefined;
  const { authorization } = standing;
  return leftOf(authorization, { index, date: undefined, hcpcs }, usedOf(account, authorization));
}
