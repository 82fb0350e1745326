import { compareText } from '../kernel/compare-text.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { CoverageFacts } from '../visit/coverage.ts';
import { isSamePayer } from '../visit/payer.ts';

/** Which coverage will be billed first on a day. Two that tie are never picked between. */
export type CoverageStanding =
  | { readonly kind: 'one'; readonly coverage: CoverageFacts }
  | { readonly kind: 'tied'; readonly coverages: readonly CoverageFacts[] }
  | { readonly kind: 'inactive'; readonly last: CoverageFacts }
  | { readonly kind: 'none-on-record' };

/** The active coverage with the lowest order of benefits; a missing end is open, a status alone proves little, so the period counts. */
export function coverageOn(coverages: readonly CoverageFacts[], on: PlainDate): CoverageStanding {
  const inForce = coverages.filter((coverage) => isActive(coverage, on));
  // Nearly always one, and nothing to put in order: every visit and every dose given asks.
  const active = inForce.length > 1 ? withoutDuplicates(inForce.sort(byOrder)) : inForce;
  const [first, second] = active;
  if (first !== undefined && second !== undefined && orderOf(first) === orderOf(second)) {
    return { kind: 'tied', coverages: active.filter((coverage) => orderOf(coverage) === orderOf(first)) };
  }
  return first === undefined ? lastOf(coverages) : { kind: 'one', coverage: first };
}

function lastOf(coverages: readonly CoverageFacts[]): CoverageStanding {
  const last = coverages
    .filter(({ status }) => status !== 'draft')
    .sort(byEnd)
    .at(-1);
  return last === undefined ? { kind: 'none-on-record' } : { kind: 'inactive', last };
}

const isActive = (coverage: CoverageFacts, on: PlainDate): boolean =>
  coverage.status !== 'cancelled' &&
  coverage.status !== 'draft' &&
  (coverage.period?.from === undefined || coverage.period.from <= on) &&
  (coverage.period?.to === undefined || on <= coverage.period.to);

/** Without an order a coverage ranks behind every one that has it. */
const orderOf = (coverage: CoverageFacts): number => coverage.order ?? Number.MAX_SAFE_INTEGER;

/** Of equal order always in the same sequence, whatever the order of entry. */
const byOrder = (a: CoverageFacts, b: CoverageFacts): number => orderOf(a) - orderOf(b) || byRef(a, b);

const byRef = (a: CoverageFacts, b: CoverageFacts): number => compareText(a.ref, b.ref);

/** An open end comes after every date. */
const byEnd = (a: CoverageFacts, b: CoverageFacts): number =>
  compareText(a.period?.to ?? '9999', b.period?.to ?? '9999') || byRef(a, b);

/** One coverage entered twice (same payer, member and order) is one coverage. */
function withoutDuplicates(coverages: readonly CoverageFacts[]): readonly CoverageFacts[] {
  return coverages.filter(
    (coverage, position) => !coverages.slice(0, position).some((earlier) => isSameCoverage(earlier, coverage)),
  );
}

export const isSameCoverage = (a: CoverageFacts, b: CoverageFacts): boolean =>
  a.ref === b.ref || (a.order === b.order && isSameMember(a, b) && isSameLine(a, b));

const isSameMember = (a: CoverageFacts, b: CoverageFacts): boolean =>
  a.memberId !== undefined &&
  a.memberId === b.memberId &&
  a.payer !== undefined &&
  b.payer !== undefined &&
  isSamePayer(a.payer, b.payer) === true;

/** Another line of business of the same payer is another plan. */
const isSameLine = (a: CoverageFacts, b: CoverageFacts): boolean =>
  a.product === undefined || b.product === undefined || a.product === b.product;
