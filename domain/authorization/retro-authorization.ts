import { compareText } from '../kernel/compare-text.ts';
import { openDayOnOrAfter, openDayOnOrBefore } from '../kernel/business-calendar.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import { addDays, later } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { amountOf } from '../kernel/quantity.ts';
import { multiply } from '../kernel/rational.ts';
import { isBilledByNobodyHere } from '../visit/settled-supply.ts';
import type { DoseFact, PlannedDrug, PriorUse, Snapshot, Visit } from '../visit/snapshot.ts';
import type { CourseIndex } from './course-index.ts';
import { authorizedCode } from './course-index.ts';
import { coverageOn } from './coverage-on.ts';
import type { DrugCase, Failed, RetroAuthorization } from './drug-case.ts';
import type { Policy } from '../visit/policy.ts';
import { requirementOf } from './requirement.ts';
import { afterDays, closedDays } from './turnaround.ts';
import { payerOf, policyOf } from './words.ts';
import type { Authorization } from './ledger.ts';
import { coversTheDate, isForTheCoverage } from './predicates.ts';

/** Decides a course without looking back again; given from outside so that this file and the course need not know each other. */
export type DecideCases = (snapshot: Snapshot) => readonly DrugCase[];

/** Doses older than this are the biller's affair, unless a request after the fact may still be taken. */
export const LOOKED_BACK_DAYS = 30;
/** Where no policy states a window, somebody has to ask: as long as the shortest usual limit for a claim (90 to 365 days). */
const UNSTATED_WINDOW_DAYS = 90;
const LONGEST_WINDOW_DAYS = 365;

/** What the course has worked out already. */
export interface CourseSoFar {
  readonly index: CourseIndex;
  readonly authorizations: readonly Authorization[];
  /** Those whose grant holds everything that was counted on them. */
  readonly roomy: readonly Authorization[];
}

/**
 * Doses given lately that stood on no valid authorization, the most pressing first. They are judged as visits of their
 * own day, on what earlier doses had left. A visit whose dose nobody recorded is no dose given.
 */
export function retroAuthorizations(course: CourseSoFar, decideCases: DecideCases): readonly RetroAuthorization[] {
  const { index, authorizations } = course;
  const { snapshot } = index;
  const since = addDays(snapshot.today, -lookedBack(snapshot));
  const uses = snapshot.priorUses.filter(
    (use) => isRecentDose(use, since, snapshot.today) && !isPlainlyCovered(use, course),
  );
  if (uses.length === 0) return [];
  const byRef = new Map(uses.map((use) => [use.ref, use]));
  const cases = decideCases({
    ...snapshot,
    visits: uses.map((use) => visitOf(index, use)),
    priorUses: snapshot.priorUses.filter((use) => !byRef.has(use.ref)),
    supplyStatements: [],
  });
  return cases
    .flatMap((one) => retroOf(one, index, authorizations))
    .filter(({ window, given }) => given >= addDays(snapshot.today, -toldForDays(window)))
    .sort(mostPressingFirst);
}

const lookedBack = ({ knowledge }: Snapshot): number =>
  knowledge.policies.reduce(
    (most, { windows }) => Math.max(most, Math.min(calendarDaysOf(windows), LONGEST_WINDOW_DAYS)),
    UNSTATED_WINDOW_DAYS,
  );

/** At most: weekends and a holiday of each week between business days. The last day itself is reckoned later. */
const calendarDaysOf = (windows: Policy['windows']): number =>
  (windows?.retroAuthorizationDays ?? 0) * (windows?.basis === 'business' ? 2 : 1);

function toldForDays(window: RetroAuthorization['window']): number {
  if (window === 'open') return LONGEST_WINDOW_DAYS;
  return window === 'not-stated' ? UNSTATED_WINDOW_DAYS : LOOKED_BACK_DAYS;
}

const isRecentDose = ({ basis, date, hcpcs, supply }: PriorUse, since: PlainDate, today: PlainDate): boolean =>
  basis !== 'presumed-from-booking' &&
  hcpcs !== undefined &&
  since <= date &&
  date <= today &&
  (supply === undefined || !isBilledByNobodyHere(supply));

/** The usual dose, seen without judging it as a visit: a whole approval of its day, code, patient and plan, with room. */
function isPlainlyCovered({ date, hcpcs }: PriorUse, { index, roomy }: CourseSoFar): boolean {
  if (hcpcs === undefined) return false;
  const coverage = coverageOn(index.snapshot.coverages, date);
  return roomy.some(
    (row) =>
      row.decision === 'approved' &&
      row.isPatients === true &&
      authorizedCode(index, row.products, hcpcs) !== undefined &&
      coversTheDate(row, date).kind === 'holds' &&
      isForTheCoverage(row, { coverage, index, date }).kind === 'holds',
  );
}

function visitOf(index: CourseIndex, use: PriorUse): Visit {
  const { npi, placeOfService, ref } = use.place ?? {};
  return {
    ref: use.ref,
    status: 'checked-in',
    date: use.date,
    site: {
      stock: {},
      ...(npi === undefined ? {} : { npi }),
      ...(placeOfService === undefined ? {} : { placeOfService }),
      ...(ref === undefined ? {} : { location: ref }),
    },
    providers: [],
    drugs: use.hcpcs === undefined ? [] : [drugOf(index, use, use.hcpcs)],
  };
}

/** An authorization may name the order instead of the product, so the dose carries the order of the same product. */
function drugOf(index: CourseIndex, use: PriorUse, hcpcs: HcpcsCode): PlannedDrug {
  return {
    order: firstOrderOf(index, hcpcs) ?? use.ref,
    identity: { kind: 'known', hcpcs, by: 'hcpcs' },
    name: use.name,
    dose: doseOf(index, use, hcpcs),
    supply: use.supply ?? 'unknown',
    projected: false,
    link: { points: 100, by: 'reference' },
    diagnoses: [],
  };
}

/** The order behind the first booked visit for the product, in whatever sequence the visits are handed in. */
function firstOrderOf({ snapshot, ordered }: CourseIndex, hcpcs: HcpcsCode): string | undefined {
  const [first] = snapshot.visits
    .flatMap(({ date, ref, drugs }) => drugs.map(({ order }) => ({ date, ref, order })))
    .filter(({ order }) => ordered.get(order)?.has(hcpcs) === true)
    .sort((a, b) => compareText(a.date, b.date) || compareText(a.ref, b.ref) || compareText(a.order, b.order));
  return first?.order;
}

function doseOf(index: CourseIndex, { used }: PriorUse, hcpcs: HcpcsCode): DoseFact {
  if (used.kind === 'dose') return used.dose;
  const unit = index.drugs.get(hcpcs)?.billingUnit;
  return unit === undefined
    ? { kind: 'unknown', missing: ['dose'], because: 'The billing unit of this product is not known.' }
    : { kind: 'known', amount: amountOf(unit.measure, multiply(unit.value, used.units)), working: 'units as imported' };
}

function retroOf(
  drugCase: DrugCase,
  index: CourseIndex,
  authorizations: readonly Authorization[],
): readonly RetroAuthorization[] {
  const { standing, visit, hcpcs, name } = drugCase;
  const state = uncoveredState(standing.state);
  if (state === undefined || hcpcs === undefined || wasExempt(drugCase, index, authorizations)) return [];
  const failed = standing.state === 'invalid' ? standing.failed.map(({ code }) => code) : [];
  if (state === 'invalid' && failed.every((code) => OF_THE_PAPERS.has(code))) return [];
  return [
    {
      ...{ use: visit.ref, given: visit.date, hcpcs, name, payer: payerOf(drugCase), state, failed },
      ...windowOf(drugCase, index.snapshot.today),
    },
  ];
}

/** The dose was authorized; a number, year or place to be put right is told of the coming visits. */
const OF_THE_PAPERS: ReadonlySet<Failed['code']> = new Set(['number-invalid', 'plan-year', 'site-mismatch']);

const uncoveredState = (state: DrugCase['standing']['state']): RetroAuthorization['state'] | undefined =>
  state === 'missing' || state === 'invalid' || state === 'denied' || state === 'pending' ? state : undefined;

/** None was required that day: an assertion of the payer lapses, but not for the doses given while it held. */
function wasExempt(
  { drug, visit: { date }, hcpcs, coverage, policy }: DrugCase,
  index: CourseIndex,
  authorizations: readonly Authorization[],
): boolean {
  const then: CourseIndex = { ...index, snapshot: { ...index.snapshot, today: date } };
  const facts = { index: then, hcpcs, order: drug.order, date, coverage, policy, supply: drug.supply };
  return requirementOf(facts, authorizations).kind === 'not-required';
}

type Window = Pick<RetroAuthorization, 'window' | 'until' | 'dueBy'>;

function windowOf(drugCase: DrugCase, today: PlainDate): Window {
  const policy = policyOf(drugCase);
  const closed = closedDays(drugCase.holidays, policy);
  const now = openDayOnOrAfter(today, closed);
  const days = policy?.windows?.retroAuthorizationDays;
  if (days === undefined) return { window: 'not-stated', dueBy: now };
  if (days === 0) return { window: 'none' };
  const until = lastDay(drugCase, policy, days);
  return today > until
    ? { window: 'closed', until }
    : { window: 'open', until, dueBy: later(openDayOnOrBefore(until, closed), now) };
}

const lastDay = ({ visit, holidays }: DrugCase, policy: Policy | undefined, days: number): PlainDate =>
  afterDays(visit.date, days, policy?.windows?.basis ?? 'calendar', closedDays(holidays, policy));

const WINDOWS: readonly RetroAuthorization['window'][] = ['open', 'not-stated', 'closed', 'none'];

const mostPressingFirst = (a: RetroAuthorization, b: RetroAuthorization): number =>
  WINDOWS.indexOf(a.window) - WINDOWS.indexOf(b.window) ||
  compareText(a.until ?? a.given, b.until ?? b.given) ||
  compareText(a.use, b.use);
