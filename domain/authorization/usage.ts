import { compareText } from '../kernel/compare-text.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, isLess, rational, zero } from '../kernel/rational.ts';
import type { DoseFact, PriorUse } from '../visit/snapshot.ts';
import type { CourseIndex } from './course-index.ts';
import { authorizedCode, codeOn, convertUnits, isSameProduct } from './course-index.ts';
import { coverageOn } from './coverage-on.ts';
import type { Used } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { comparableNumber, endOf, isApproval, isBilled } from './ledger.ts';
import { plannedUnits } from './planned-units.ts';
import { policyFor } from './policy-for.ts';
import { consumption, isForTheCoverage, issuedOn } from './predicates.ts';

const nothingUsed: Used = { units: zero, days: new Set(), unclear: false, shared: false, presumed: new Set() };

/** The running account of each authorization. */
export type Account = Map<Authorization, Used & { readonly days: Set<PlainDate>; readonly presumed: Set<PlainDate> }>;

export const usedOf = (account: Account, authorization: Authorization): Used =>
  account.get(authorization) ?? nothingUsed;

/** One visit's use: its units in the named code, or undefined where nobody can tell them. */
export interface Taken {
  readonly index: CourseIndex;
  readonly hcpcs: HcpcsCode | undefined;
  readonly date: PlainDate;
  readonly units: Rational | undefined;
  /** Nobody recorded it; the visit was booked. */
  readonly presumed?: boolean;
  /** Another authorization may have served it. */
  readonly shared?: boolean;
}

/** Takes one visit and its units off, converted into the units of the authorized code. */
export function take(account: Account, authorization: Authorization, taken: Taken): void {
  const before = account.get(authorization) ?? freshUse();
  const units = authorizedUnits(authorization, taken);
  account.set(authorization, {
    units: units === undefined ? before.units : add(before.units, units),
    days: before.days.add(taken.date),
    unclear: before.unclear || units === undefined,
    shared: before.shared || taken.shared === true,
    presumed: taken.presumed === true ? before.presumed.add(taken.date) : before.presumed,
  });
}

const freshUse = () => ({
  units: zero,
  days: new Set<PlainDate>(),
  unclear: false,
  shared: false,
  presumed: new Set<PlainDate>(),
});

function authorizedUnits(authorization: Authorization, { index, hcpcs, units }: Taken): Rational | undefined {
  if (units === undefined || hcpcs === undefined) return undefined;
  const code = authorizedCode(index, authorization.products, hcpcs);
  return code === undefined ? units : convertUnits(index, units, hcpcs, code);
}

/** The account after everything given before today and every earlier visit without a recorded administration. */
export function openAccount(index: CourseIndex, authorizations: readonly Authorization[]): Account {
  const account: Account = new Map();
  const approved = authorizations.filter((row) => isApproval(row) && !isBilled(row));
  if (approved.length === 0) return account;
  if (index.snapshot.unread?.includes('administrations') === true) return unclearFor(approved);
  for (const use of [...index.snapshot.priorUses].sort(byDateThenRef)) {
    const taken = takenBy(index, use);
    const serving = servedBy(index, account, approved, use, taken);
    const counted = { presumed: use.basis === 'presumed-from-booking', shared: serving.length > 1, ...taken };
    for (const authorization of serving) take(account, authorization, counted);
  }
  return account;
}

/** Doses given that nobody could look at may have used up anything: what is left cannot be told. */
const unclearFor = (authorizations: readonly Authorization[]): Account =>
  new Map(authorizations.map((one) => [one, { ...freshUse(), unclear: true }]));

const byDateThenRef = (a: PriorUse, b: PriorUse): number => compareText(a.date, b.date) || compareText(a.ref, b.ref);

/** Imported units are in the code they were reported with; a dose is counted in the code that billed it on its day. */
function takenBy(index: CourseIndex, use: PriorUse): Omit<Taken, 'presumed' | 'shared'> {
  const { date, used, hcpcs } = use;
  if (used.kind === 'units' || hcpcs === undefined) {
    return { index, hcpcs, date, units: used.kind === 'units' ? used.units : undefined };
  }
  const billed = codeOn(index, hcpcs, date).code;
  return { index, hcpcs: billed, date, units: unitsOfDose(index, billed, used.dose, date) };
}

/**
 * By the number where the record gives one; else the newest that covered the day, names the product and had room: one that
 * was issued by then and is of the plan that paid comes before one that reached back, or was another plan's.
 */
function servedBy(
  index: CourseIndex,
  account: Account,
  approved: readonly Authorization[],
  use: PriorUse,
  taken: Taken,
): readonly Authorization[] {
  const { hcpcs, authorizationNumber } = use;
  const numbered = authorizationNumber === undefined ? [] : withNumber(approved, authorizationNumber);
  if (hcpcs === undefined) return numbered.slice(0, 1);
  const named = numbered.find((row) => isForCode(index, row, hcpcs)) ?? numbered[0];
  if (named !== undefined) return [named];
  const fitting = approved.filter(
    (row) => coversDay(row, use.date) && isForCode(index, row, hcpcs) && !isElsewhere(row, use),
  );
  if (fitting.length < 2) return fitting;
  const inOrder = likeliestFirst(index, fitting, use.date);
  return fitting.every((row) => isToldApart(row, use))
    ? servedAt(account, inOrder, taken)
    : wherever(account, inOrder, taken);
}

/** Those of the plan that paid and issued by then, then others of that plan, then the rest. */
function likeliestFirst(index: CourseIndex, rows: readonly Authorization[], date: PlainDate): readonly Authorization[] {
  const coverage = coverageOn(index.snapshot.coverages, date);
  const [issued, paid, others]: [Authorization[], Authorization[], Authorization[]] = [[], [], []];
  for (const row of rows) {
    const isPaid = isForTheCoverage(row, { coverage, index, date }).kind !== 'fails';
    (!isPaid ? others : wasIssuedBy(row, date) ? issued : paid).push(row);
  }
  return [...issued, ...paid, ...others];
}

function withNumber(rows: readonly Authorization[], text: string): readonly Authorization[] {
  const number = comparableNumber(text);
  return rows.filter((row) => row.number !== undefined && comparableNumber(row.number) === number);
}

/** What an authorization is restricted to beside what the record tells of the place of the dose. */
const placePairs = (
  { place }: Authorization,
  { place: at }: PriorUse,
): readonly (readonly [string, string | undefined])[] =>
  place === undefined
    ? []
    : [
        [place.npi, at?.npi],
        [place.placeOfService, at?.placeOfService],
        [place.ref, at?.ref],
      ].flatMap(([authorized, given]) => (authorized === undefined ? [] : [[authorized, given] as const]));

/** Given at another place than the one that it is for. */
const isElsewhere = (row: Authorization, use: PriorUse): boolean =>
  placePairs(row, use).some(([authorized, given]) => given !== undefined && given !== authorized);

/** Whether the place of the dose is known in every way in which the authorization is restricted. */
const isToldApart = (row: Authorization, use: PriorUse): boolean =>
  placePairs(row, use).every(([, given]) => given !== undefined);

/**
 * The record of this dose does not say where it was given. Where authorizations are restricted to places, the dose may have
 * been at any of them or elsewhere, so it is counted on each that would have served it there: less is left, never more.
 */
function wherever(account: Account, inOrder: readonly Authorization[], taken: Taken): readonly Authorization[] {
  const places = new Set(inOrder.map(placeOf));
  if (places.size < 2) return servedAt(account, inOrder, taken);
  const serving = [...places.add(ANYWHERE)].flatMap((place) =>
    servedAt(
      account,
      inOrder.filter((row) => placeOf(row) === ANYWHERE || placeOf(row) === place),
      taken,
    ),
  );
  return [...new Set(serving)];
}

const ANYWHERE = '';

const placeOf = ({ place }: Authorization): string =>
  place === undefined ? ANYWHERE : [place.npi, place.placeOfService, place.ref].map((part) => part ?? '').join('|');

/**
 * The first with room, else the first of all. One that is short only because doses were counted on it that may not have
 * been its own is counted on too: it may have had room.
 */
function servedAt(account: Account, inOrder: readonly Authorization[], taken: Taken): readonly Authorization[] {
  const roomy = inOrder.findIndex((row) => hasRoom(account, row, taken));
  const doubtful = inOrder.slice(0, roomy === -1 ? inOrder.length : roomy).filter((row) => usedOf(account, row).shared);
  const [first] = roomy === -1 ? inOrder : inOrder.slice(roomy);
  return first === undefined || doubtful.includes(first) ? doubtful : [...doubtful, first];
}

function wasIssuedBy(authorization: Authorization, date: PlainDate): boolean {
  const issued = issuedOn(authorization);
  return issued === undefined || issued <= date;
}

/** Whether everything counted on it so far is known and fits the grant. */
export function isWithinGrant(account: Account, authorization: Authorization): boolean {
  const { quantity } = authorization;
  const used = usedOf(account, authorization);
  if (quantity?.value === undefined) return quantity === undefined;
  if (quantity.basis === 'visits') return !isLess(quantity.value, rational(used.days.size));
  return !used.unclear && !isLess(quantity.value, used.units);
}

function hasRoom(account: Account, authorization: Authorization, taken: Taken): boolean {
  const { quantity } = authorization;
  const used = usedOf(account, authorization);
  if (quantity?.value === undefined || quantity.basis === 'days') return true;
  if (quantity.basis === 'visits') {
    return used.days.has(taken.date) || isLess(rational(used.days.size), quantity.value);
  }
  const units = authorizedUnits(authorization, taken);
  return units === undefined || !isLess(quantity.value, add(used.units, units));
}

const coversDay = (row: Authorization, date: PlainDate): boolean =>
  (row.period.from === undefined || row.period.from <= date) && date <= (endOf(row) ?? date);

/** An authorization that names no product is for the products of the orders that point at it. */
function isForCode(index: CourseIndex, row: Authorization, code: HcpcsCode): boolean {
  if (row.products.length > 0) return authorizedCode(index, row.products, code) !== undefined;
  return row.orders.some((order) =>
    [...(index.ordered.get(order) ?? [])].some((ordered) => isSameProduct(index, ordered, code)),
  );
}

/** Units of a dose with its planned discarded units, where the payer of that day counts them. */
function unitsOfDose(index: CourseIndex, code: HcpcsCode, dose: DoseFact, on: PlainDate): Rational | undefined {
  const plan = plannedUnits(index.drugs.get(code), dose, stockOf(index, code));
  if (plan.kind === 'unknown') return undefined;
  const coverage = coverageOn(index.snapshot.coverages, on);
  const policy =
    coverage.kind === 'one' ? policyFor(index.snapshot.knowledge.policies, coverage.coverage, code, on) : undefined;
  return consumption(plan, policy?.kind === 'one' ? policy.policy : undefined).needed;
}

/** Earlier doses were drawn from the strengths that the clinic stocks now, where it says which. */
const stockOf = ({ snapshot }: CourseIndex, code: HcpcsCode): readonly Amount[] | undefined =>
  snapshot.visits.find(({ site }) => site.stock[code] !== undefined)?.site.stock[code];
