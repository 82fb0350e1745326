import type { BillingUnits } from '../kernel/billing-units.ts';
import { billingUnits, noUnits, unitsAsRational } from '../kernel/billing-units.ts';
import type { Amount } from '../kernel/quantity.ts';
import { amountOf } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import { divide, floor, isAtLeast, larger, multiply, subtract, zero } from '../kernel/rational.ts';

/**
 * Discarded units that may be billed: what the labels hold beyond the administered units, rounded down to whole units.
 * The part of a unit that rounding up the dose has paid for is not counted again. Both amounts of one measure.
 */
export function discardOf(labeled: Amount, administered: BillingUnits, billingUnit: Amount): BillingUnits {
  const rest = subtract(labeled.value, multiply(unitsAsRational(administered), billingUnit.value));
  return isAtLeast(rest, billingUnit.value) ? wholeUnits(rest, billingUnit) : noUnits;
}

/** What is physically thrown away, for the chart: label less dose. It may be more than nothing on a JZ line. */
export const physicalDiscard = (labeled: Amount, given: Amount): Amount =>
  amountOf(labeled.measure, larger(zero, subtract(labeled.value, given.value)));

const wholeUnits = (rest: Rational, billingUnit: Amount): BillingUnits =>
  billingUnits(floor(divide(rest, billingUnit.value)));
