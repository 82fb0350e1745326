import { holdsOn } from '../kernel/in-force.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, compare, divide, isLess, multiply, one, subtract, zero } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { usdOf } from '../kernel/usd.ts';
import { ADD_ONS } from './margin-rules.ts';
import type { DrugPrice } from './payment-form.ts';

/** Dollars for one unit, which move with ASP as `slope x ASP + offset`; without `aspLine` they do not follow ASP. */
export interface UnitRate {
  readonly perUnit: Usd;
  readonly label: string;
  readonly aspLine?: { readonly slope: Rational; readonly offset: Rational };
}

const STANDARD_SLOPE = add(one, ADD_ONS.asp.value);

/**
 * Medicare's allowed amount for one unit: the CMS limit as it is (its add-on is inside), else ASP with its add-on, else
 * WAC + 3 % for a drug that has no ASP yet. Undefined when none of them is known.
 */
export function partBLimit(price: DrugPrice, on: PlainDate): UnitRate | undefined {
  if (price.paymentLimit !== undefined) {
    const aspLine = aspLineOf(price, on);
    return { perUnit: price.paymentLimit, label: 'payment limit', ...(aspLine === undefined ? {} : { aspLine }) };
  }
  if (price.asp !== undefined) return fromAsp(price, price.asp, on);
  if (price.wac === undefined) return undefined;
  return { perUnit: usdOf(multiply(price.wac, add(one, ADD_ONS.newDrugWac.value))), label: 'WAC + 3 % (no ASP yet)' };
}

/** ASP of one unit, given or worked back from the limit; undefined where the limit does not tell or contradicts the reference. */
export function aspOf(price: DrugPrice, on: PlainDate): Usd | undefined {
  if (price.asp !== undefined || price.paymentLimit === undefined) return price.asp;
  const line = aspLineOf(price, on);
  const asp = line === undefined ? undefined : divide(subtract(price.paymentLimit, line.offset), line.slope);
  return asp === undefined || isLess(asp, zero) ? undefined : usdOf(asp);
}

function fromAsp(price: DrugPrice, asp: Usd, on: PlainDate): UnitRate {
  const line = aspLineOf(price, on) ?? { slope: STANDARD_SLOPE, offset: zero };
  const perUnit = usdOf(add(multiply(asp, line.slope), line.offset));
  if (price.referenceAsp === undefined) return { perUnit, label: 'ASP + 6 %', aspLine: line };
  const label = isQualifying(price, on) ? 'ASP + 8 % of the reference ASP' : 'ASP + 6 % of the reference ASP';
  return { perUnit, label, aspLine: line };
}

function aspLineOf(price: DrugPrice, on: PlainDate): UnitRate['aspLine'] {
  const { referenceAsp, limitHasReferenceAddOn } = price;
  if (referenceAsp === undefined)
    return limitHasReferenceAddOn === true ? undefined : { slope: STANDARD_SLOPE, offset: zero };
  const addOn = isQualifying(price, on) ? ADD_ONS.qualifyingBiosimilar : ADD_ONS.biosimilar;
  return { slope: one, offset: multiply(addOn.value, referenceAsp) };
}

/** The higher add-on is for quarters in which the biosimilar's ASP is not above that of its reference. */
function isQualifying({ qualifyingBiosimilar, asp, referenceAsp }: DrugPrice, on: PlainDate): boolean {
  if (qualifyingBiosimilar !== true || !holdsOn(ADD_ONS.qualifyingBiosimilar.citation.inForce, on)) return false;
  return asp === undefined || referenceAsp === undefined || compare(asp, referenceAsp) <= 0;
}
