import type { BillingUnits } from '../kernel/billing-units.ts';
import { billingUnits } from '../kernel/billing-units.ts';
import type { Amount, Measure } from '../kernel/quantity.ts';
import { amountOf, compareAmounts, ratioOf, sameMeasure } from '../kernel/quantity.ts';
import { ceil, isPositive, multiply } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';

export type AdministeredUnitsProblem =
  | { readonly code: 'dose-not-positive' }
  /** More billing units than a claim line can carry. */
  | { readonly code: 'dose-absurd'; readonly most: number }
  /** A dose in mL of a drug counted in mg, or the other way round. */
  | { readonly code: 'concentration-missing'; readonly dose: Measure; readonly billingUnit: Measure }
  /** The dose counts something else than the code does, such as mg of a drug that is billed by activity units. */
  | { readonly code: 'measures-differ'; readonly dose: Measure; readonly billingUnit: Measure };

/** A claim line has room for seven digits of units. */
export const MOST_UNITS = 9_999_999;

/** Dose over billing unit, rounded up to whole units; what counts something else than the code does is refused. */
export function administeredUnits(dose: Amount, billingUnit: Amount): Result<BillingUnits, AdministeredUnitsProblem> {
  if (!isPositive(dose.value)) return problem({ code: 'dose-not-positive' });
  if (!sameMeasure(dose, billingUnit)) return problem(differentMeasures(dose.measure, billingUnit.measure));
  const units = ceil(ratioOf(dose, billingUnit));
  return units > BigInt(MOST_UNITS) ? problem({ code: 'dose-absurd', most: MOST_UNITS }) : ok(billingUnits(units));
}

/**
 * The billing unit in what the dose counts. A code that is billed by the vial (J9266) equals the content of its vial,
 * provided that the table knows exactly one content; everything else keeps the unit of the code.
 */
export function billingUnitFor(dose: Amount, facts: Pick<DrugFacts, 'billingUnit' | 'containers'>): Amount {
  const { billingUnit, containers } = facts;
  if (billingUnit.measure !== 'each' || dose.measure === 'each') return billingUnit;
  const contents = containers.map((container) => container.content).filter((content) => sameMeasure(content, dose));
  const [first] = contents;
  const isOneSize = first !== undefined && contents.every((content) => compareAmounts(content, first) === 0);
  return isOneSize ? amountOf(first.measure, multiply(first.value, billingUnit.value)) : billingUnit;
}

function differentMeasures(dose: Measure, billingUnit: Measure): AdministeredUnitsProblem {
  const oneIsVolume = dose === 'volume' || billingUnit === 'volume';
  return { code: oneIsVolume ? 'concentration-missing' : 'measures-differ', dose, billingUnit };
}
