import type { PlainDate } from '../kernel/plain-date.ts';
import { daysBetween } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { decimal, divide, isLess, multiply, one, rational, squareRoot } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';

/** One measurement: kg, cm, m2 or mL/min, with its day where the record says it. */
export interface Measured {
  readonly value: Rational;
  readonly on?: PlainDate;
}

/** What is charted about a patient's size and kidneys; only what a dose is computed from. */
export interface BodyFacts {
  /** kg */
  readonly weight?: Measured;
  /** cm */
  readonly height?: Measured;
  /** m2, as charted */
  readonly surface?: Measured;
  /** Glomerular filtration or creatinine clearance, mL/min */
  readonly filtration?: Measured;
}

export type BodyFactName = keyof BodyFacts;

export type BodyProblem =
  | { readonly code: 'missing'; readonly what: BodyFactName }
  /** Outside what a living patient can have: a slip in the chart, never a dose. */
  | { readonly code: 'implausible'; readonly what: BodyFactName; readonly low: Rational; readonly high: Rational };

/** The limits of plausibility, both included. */
export const PLAUSIBLE: Readonly<Record<BodyFactName, { readonly low: Rational; readonly high: Rational }>> = {
  weight: { low: one, high: rational(500) },
  height: { low: rational(30), high: rational(260) },
  surface: { low: decimal('0.2'), high: rational(4) },
  filtration: { low: one, high: rational(300) },
};

/** A measurement older than this at the visit is stale: the dose still counts, with a caution. */
export const STALE_AFTER_DAYS = 90;

export function measured(body: BodyFacts, what: BodyFactName): Result<Measured, BodyProblem> {
  const found = body[what];
  if (found === undefined) return problem({ code: 'missing', what });
  return isPlausible(found.value, what) ? ok(found) : problem({ code: 'implausible', what, ...PLAUSIBLE[what] });
}

/** Undated counts as stale: nothing says that it is recent. A measurement after the visit is not stale. */
export const isStale = ({ on }: Measured, visit: PlainDate): boolean =>
  on === undefined || daysBetween(on, visit) > STALE_AFTER_DAYS;

export interface Surface {
  readonly m2: Rational;
  readonly from: readonly Measured[];
  readonly by: 'charted' | 'mosteller';
}

/**
 * Body surface: the charted one unless weight or height were taken after it, else Mosteller's square root of
 * cm x kg / 3600, rounded half up to four decimals and exact from there on.
 */
export function bodySurface(body: BodyFacts): Result<Surface, BodyProblem> {
  const charted = measured(body, 'surface');
  if (!charted.ok && charted.problem.code === 'implausible') return charted;
  const computed = mosteller(body);
  const isOutdated = charted.ok && computed.ok && isOlder(charted.value, computed.value.from);
  return charted.ok && !isOutdated ? ok({ m2: charted.value.value, from: [charted.value], by: 'charted' }) : computed;
}

function mosteller(body: BodyFacts): Result<Surface, BodyProblem> {
  const weight = measured(body, 'weight');
  if (!weight.ok) return weight;
  const height = measured(body, 'height');
  if (!height.ok) return height;
  const square = divide(multiply(height.value.value, weight.value.value), rational(3600));
  const m2 = squareRoot(square, 4);
  if (!isPlausible(m2, 'surface')) return problem({ code: 'implausible', what: 'surface', ...PLAUSIBLE.surface });
  return ok({ m2, from: [weight.value, height.value], by: 'mosteller' });
}

const isPlausible = (value: Rational, what: BodyFactName): boolean =>
  !isLess(value, PLAUSIBLE[what].low) && !isLess(PLAUSIBLE[what].high, value);

/** Where either day is not known the charted value stands. */
const isOlder = ({ on }: Measured, others: readonly Measured[]): boolean =>
  on !== undefined && others.some((other) => other.on !== undefined && other.on > on);
