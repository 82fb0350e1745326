import { addUnits, billingUnits, unitsAsRational } from '../kernel/billing-units.ts';
import type { Rational } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok } from '../kernel/result.ts';
import type { Usd } from '../kernel/usd.ts';
import { timesUsd } from '../kernel/usd.ts';
import { acquisitionCost } from './acquisition-cost.ts';
import { allowedAmount } from './allowed-amount.ts';
import { collected, termsOf } from './collected.ts';
import type { MarginTotals } from './margin-answer.ts';
import { totalsOf } from './margin-answer.ts';
import type { MarginQuestion } from './margin-question.ts';
import type { MarginProblem } from './payment-form.ts';

/** A question before it is said how much was given. */
export type UnmeasuredQuestion = Omit<MarginQuestion, 'units' | 'discardedUnits'>;

export type MeasuredDose = Pick<MarginQuestion, 'units' | 'discardedUnits'>;

/**
 * The totals that `marginAnswer` gives, without their working, for any number of doses that rest on the same prices:
 * what does not depend on the units is looked up once.
 */
export function marginTotals(base: UnmeasuredQuestion): Result<(dose: MeasuredDose) => MarginTotals, MarginProblem> {
  const ofOne = { ...base, units: billingUnits(1), discardedUnits: billingUnits(0) };
  const allowed = allowedAmount(ofOne);
  if (!allowed.ok) return allowed;
  const cost = acquisitionCost(ofOne);
  if (!cost.ok) return cost;
  const costOf = (billed: Rational): Usd =>
    base.acquisition?.kind === 'per-unit' ? timesUsd(cost.value.total, billed) : cost.value.total;
  const { forUnits, isMedicare } = allowed.value;
  return ok(({ units, discardedUnits }) => {
    const billed = unitsAsRational(addUnits(units, discardedUnits));
    return totalsOf(collected(forUnits(billed), termsOf(ofOne, isMedicare, billed)).expected, costOf(billed));
  });
}
