import type { Rational } from '../kernel/rational.ts';
import {
  ceil,
  compare,
  divide,
  equals,
  floor,
  greatestCommonDivisor,
  isPositive,
  multiply,
  rational,
} from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';

/** So many vials of one labeled content. */
export interface VialCount {
  readonly content: Rational;
  readonly count: number;
}

/** Vials, largest first, and their labeled content together; all in the unit in which the question was asked. */
export interface VialPlan {
  readonly vials: readonly VialCount[];
  readonly total: Rational;
}

export type VialPlanProblem =
  | { readonly code: 'dose-not-positive' }
  | { readonly code: 'no-strengths' }
  | { readonly code: 'strength-not-positive' }
  /** The strengths share so small a common step that the exact table would not fit in memory. */
  | { readonly code: 'strengths-too-fine'; readonly most: number }
  | { readonly code: 'too-many-vials'; readonly most: number };

/** The exact table never has more steps than this: 4 MB, a few milliseconds. */
export const MOST_STEPS = 1_000_000;
export const MOST_VIALS = 1_000_000;

/**
 * The vials that cover a dose: least labeled content, of those fewest vials, of those the larger strengths first.
 * Any number of vials of each strength. Proven optimal by an exact table over totals; vial-planner.md says why it is short.
 */
export function planVials(dose: Rational, strengths: readonly Rational[]): Result<VialPlan, VialPlanProblem> {
  const grid = gridOf(dose, strengths);
  if (!grid.ok) return grid;
  const { step, sizes } = grid.value;
  const need = ceil(divide(dose, step));
  const upFront = certainVials(need, sizes);
  const rest = need - upFront * largestOf(sizes);
  const table = fewestVials(leastMultipleFrom(rest, sizes), sizes);
  return table.ok ? planned(leastReachable(table.value, rest), upFront, table.value, grid.value) : table;
}

/**
 * The fullest set of vials whose content does not exceed the dose: what a dose would be rounded down to.
 * Undefined when even the smallest vial holds more.
 */
export function fillVialsUpTo(
  dose: Rational,
  strengths: readonly Rational[],
): Result<VialPlan | undefined, VialPlanProblem> {
  const grid = gridOf(dose, strengths);
  if (!grid.ok) return grid;
  const { step, sizes } = grid.value;
  const room = floor(divide(dose, step));
  if (room <= 0n) return ok(undefined);
  // The answer may lie up to one largest vial below the room, so what is certain is counted from there.
  const upFront = certainVials(room - largestOf(sizes), sizes);
  const rest = room - upFront * largestOf(sizes);
  const table = fewestVials(rest, sizes);
  if (!table.ok) return table;
  const most = mostReachable(table.value, rest);
  return most === 0 && upFront === 0n ? ok(undefined) : planned(most, upFront, table.value, grid.value);
}

/** The strengths as whole multiples, largest first and without repetition, of their greatest common step. */
interface Grid {
  readonly step: Rational;
  readonly sizes: readonly number[];
}

function gridOf(dose: Rational, strengths: readonly Rational[]): Result<Grid, VialPlanProblem> {
  if (!isPositive(dose)) return problem({ code: 'dose-not-positive' });
  if (strengths.length === 0) return problem({ code: 'no-strengths' });
  if (!strengths.every(isPositive)) return problem({ code: 'strength-not-positive' });
  const step = strengths.reduce(commonStep);
  const sizes = distinctLargestFirst(strengths).map((strength) => floor(divide(strength, step)));
  const tooFine = sizes.some((size) => size > BigInt(MOST_STEPS));
  return tooFine ? problem({ code: 'strengths-too-fine', most: MOST_STEPS }) : ok({ step, sizes: sizes.map(Number) });
}

/** The greatest fraction of which both are whole multiples. */
const commonStep = (a: Rational, b: Rational): Rational =>
  rational(greatestCommonDivisor(a.n * b.d, b.n * a.d), a.d * b.d);

const distinctLargestFirst = (strengths: readonly Rational[]): readonly Rational[] =>
  [...strengths]
    .sort((a, b) => compare(b, a))
    .filter((strength, at, sorted) => at === 0 || !equals(strength, sorted[at - 1] ?? strength));

const largestOf = (sizes: readonly number[]): bigint => BigInt(sizes[0] ?? 1);

/**
 * How many vials of the largest strength every best plan holds for certain.
 * Among `largest` smaller vials some always add up to whole largest ones, which are fewer: so a best plan has less
 * than that many smaller ones, and what they cannot hold is in largest vials.
 */
function certainVials(need: bigint, sizes: readonly number[]): bigint {
  const [largest, second] = [largestOf(sizes), BigInt(sizes[1] ?? 0)];
  const heldBySmaller = (largest - 1n) * second;
  return need > heldBySmaller ? (need - heldBySmaller) / largest : 0n;
}

/** A total that can be had for sure: the cheapest way with one strength only. The best total is not above it. */
function leastMultipleFrom(need: bigint, sizes: readonly number[]): bigint {
  const multiples = sizes.map(BigInt).map((size) => ((need + size - 1n) / size) * size);
  return multiples.reduce((least, multiple) => (multiple < least ? multiple : least));
}

const UNREACHABLE = 0x7fff_ffff;

/** For every total from zero to `upTo` the fewest vials that make exactly it. */
function fewestVials(upTo: bigint, sizes: readonly number[]): Result<Int32Array, VialPlanProblem> {
  if (upTo > BigInt(MOST_STEPS)) return problem({ code: 'strengths-too-fine', most: MOST_STEPS });
  const fewest = new Int32Array(Number(upTo) + 1).fill(UNREACHABLE);
  fewest[0] = 0;
  for (const size of sizes) {
    for (let total = size; total < fewest.length; total += 1) {
      const withOne = fewest[total - size] ?? UNREACHABLE;
      if (withOne !== UNREACHABLE && withOne + 1 < (fewest[total] ?? 0)) fewest[total] = withOne + 1;
    }
  }
  return ok(fewest);
}

function leastReachable(fewest: Int32Array, from: bigint): number {
  let total = Number(from);
  while (fewest[total] === UNREACHABLE) total += 1;
  return total;
}

function mostReachable(fewest: Int32Array, from: bigint): number {
  let total = Number(from);
  while (fewest[total] === UNREACHABLE) total -= 1;
  return total;
}

/** Walks the table back, largest strength first wherever it is part of a fewest-vials plan. */
function planned(
  total: number,
  upFront: bigint,
  fewest: Int32Array,
  { step, sizes }: Grid,
): Result<VialPlan, VialPlanProblem> {
  const vials = BigInt(fewest[total] ?? 0) + upFront;
  if (vials > BigInt(MOST_VIALS)) return problem({ code: 'too-many-vials', most: MOST_VIALS });
  const counts = sizes.map((_, at) => (at === 0 ? Number(upFront) : 0));
  let left = total;
  sizes.forEach((size, at) => {
    for (; left >= size && fewest[left - size] === (fewest[left] ?? 0) - 1; left -= size)
      counts[at] = (counts[at] ?? 0) + 1;
  });
  return ok({
    vials: sizes.flatMap((size, at) => counted(multiply(step, rational(size)), counts[at] ?? 0)),
    total: multiply(step, rational(BigInt(total) + upFront * largestOf(sizes))),
  });
}

const counted = (content: Rational, count: number): readonly VialCount[] => (count === 0 ? [] : [{ content, count }]);
