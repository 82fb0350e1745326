import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import {
  decimalText,
  divide,
  isLess,
  isPositive,
  multiply,
  rational,
  roundHalfAwayFromZero,
} from '../../domain/kernel/rational.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { ratioOf } from '../../domain/kernel/quantity.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import type { PriceSense } from './csv-imports.ts';
import type { ListSense } from './list-price-imports.ts';
import type { ListPrice } from './list-price-rows.ts';
import type { AcquisitionPrice } from './price-rows.ts';

/** A clinic never pays ten times the payment limit: such a price is per package where it says per unit. */
const FAR_ABOVE = rational(10);

/** From so many units in a package on, the price of one unit cannot be taken for that of the package. */
const MANY_UNITS = rational(10);

/**
 * Compares a price with the payment limit of its package's code. Only too dear is a fault, for a 340B price of a cent
 * is real: a package at about the price of one unit is kept and named. So is one that no table knows.
 */
export const priceSense =
  (drugs: DrugKnowledge): PriceSense =>
  (price) => {
    const codes = drugs.hcpcsOfNdc(price.ndc, price.from);
    if (codes.length === 0) return { warn: 'ndc stands in no table of packages: no drug is priced by it' };
    const ratios = codes.flatMap((code) => toLimit(drugs, code, price) ?? []);
    const [first] = ratios;
    if (first === undefined) return {};
    if (ratios.every(({ whole }) => !isLess(whole, FAR_ABOVE))) {
      const times = decimalText(roundHalfAwayFromZero(first.whole, 0));
      return { reject: `price is ${times} times the payment limit: is it for another unit than one ${price.unit}?` };
    }
    return ratios.every(isLikeOneUnit)
      ? { warn: 'price of the package is about the payment limit of one billing unit: is it per billing-unit?' }
      : {};
  };

/** List prices and charges follow no limit; so far above, or below half of it, they are likely those of another unit. */
const FAR_ABOVE_LIST = rational(50);

export const listSense = (drugs: DrugKnowledge): ListSense => ({
  listPrice: (price) => {
    const codes = drugs.hcpcsOfNdc(price.ndc, price.from);
    if (codes.length === 0) return 'ndc stands in no table of packages: no drug is priced by it';
    const ratios = codes.flatMap((code) => toLimit(drugs, code, price) ?? []);
    return ratios.length > 0 && ratios.every(({ whole }) => isOdd(whole))
      ? `price is far from the payment limit: is it for another unit than one ${price.unit}?`
      : undefined;
  },
  perUnit: ({ code, microDollars, from }, called) => {
    const drug = parseHcpcs(code);
    if (!drug.ok) return undefined;
    if (drugs.facts(drug.value, from) === undefined) return 'hcpcs is not a code of a drug that is known here';
    const limit = drugs.paymentLimit(drug.value, from)?.microDollarsPerUnit;
    const isFar = limit !== undefined && limit > 0n && isOdd(divide(rational(microDollars), rational(limit)));
    return isFar ? `${called} is far from the payment limit: is it for another unit than one billing unit?` : undefined;
  },
});

const isOdd = (ratio: Rational): boolean => !isLess(ratio, FAR_ABOVE_LIST) || isLess(ratio, rational(1, 2));

/** A price over the payment limit of what it is for, and over that of one unit. */
interface ToLimit {
  readonly whole: Rational;
  readonly one: Rational;
  readonly units: Rational;
}

const isLikeOneUnit = ({ one, units }: ToLimit): boolean =>
  !isLess(units, MANY_UNITS) && !isLess(one, rational(1, 2)) && isLess(one, rational(2));

function toLimit(drugs: DrugKnowledge, code: HcpcsCode, price: AcquisitionPrice | ListPrice): ToLimit | undefined {
  const limit = drugs.paymentLimit(code, price.from)?.microDollarsPerUnit;
  const units = price.unit === 'billing-unit' ? rational(1) : unitsInPackage(drugs, code, price);
  if (limit === undefined || limit === 0n || units === undefined) return undefined;
  const one = divide(rational(price.microDollars), rational(limit));
  return { whole: divide(one, units), one, units };
}

function unitsInPackage(
  drugs: DrugKnowledge,
  code: HcpcsCode,
  { ndc, from }: AcquisitionPrice | ListPrice,
): Rational | undefined {
  const { content, containers } = drugs.packageOf(ndc, code) ?? {};
  const unit = drugs.facts(code, from)?.billingUnit;
  if (content === undefined || containers === undefined || unit?.measure !== content.measure) return undefined;
  const units = multiply(ratioOf(content, unit), rational(containers));
  return isPositive(units) ? units : undefined;
}
