import type { Rational } from './rational.ts';
import { compare, decimalText, divide, multiply, parseDecimal, rational } from './rational.ts';
import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

/** What an amount counts. Two measures are never converted into each other without a concentration or a table. */
export type Measure = 'mass' | 'activity-units' | 'volume' | 'radioactivity' | 'each';

/** An exact amount in its measure's base unit: mg, units, mL, mCi, each. */
export interface Amount {
  readonly measure: Measure;
  readonly value: Rational;
}

/** The wire form: `{"value": "350", "unit": "mg"}`, value a decimal string. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

export type QuantityProblem =
  { readonly code: 'not-a-decimal'; readonly text: string } | { readonly code: 'unknown-unit'; readonly unit: string };

/** What each base unit is called in a sentence. */
const BASE_UNIT: Readonly<Record<Measure, string>> = {
  mass: 'mg',
  'activity-units': 'units',
  volume: 'mL',
  radioactivity: 'mCi',
  each: 'each',
};

interface UnitMeaning {
  readonly measure: Measure;
  readonly factor: Rational;
}

const meaning = (measure: Measure, n: bigint, d = 1n): UnitMeaning => ({ measure, factor: rational(n, d) });

/** UCUM codes first, then the spellings that records really carry (lower-cased, blanks removed). */
const UNITS: ReadonlyMap<string, UnitMeaning> = new Map([
  ...spellings(meaning('mass', 1n), ['mg', 'milligram', 'milligrams', 'mgs']),
  ...spellings(meaning('mass', 1000n), ['g', 'gm', 'gram', 'grams', 'gms']),
  ...spellings(meaning('mass', 1_000_000n), ['kg', 'kilogram', 'kilograms']),
  ...spellings(meaning('mass', 1n, 1000n), ['ug', 'mcg', 'µg', 'μg', 'microgram', 'micrograms']),
  ...spellings(meaning('mass', 1n, 1_000_000n), ['ng', 'nanogram', 'nanograms']),
  ...spellings(meaning('activity-units', 1n), [
    'units',
    'unit',
    '[iu]',
    '[u]',
    'iu',
    'u',
    'internationalunit',
    'internationalunits',
    "[usp'u]",
    'uspunits',
  ]),
  ...spellings(meaning('activity-units', 1000n), ['10*3.[iu]', '10*3[iu]', 'kiu', '1000units', 'k[iu]', 'k[u]']),
  ...spellings(meaning('activity-units', 1_000_000n), [
    '10*6.[iu]',
    '10*6[iu]',
    '10*6.[u]',
    'millionunits',
    'millionunit',
    'millioniu',
  ]),
  ...spellings(meaning('volume', 1n), ['ml', 'cc', 'milliliter', 'milliliters', 'millilitre', 'cm3']),
  ...spellings(meaning('volume', 1000n), ['l', 'liter', 'liters', 'litre']),
  ...spellings(meaning('radioactivity', 1n), ['mci', 'millicurie', 'millicuries']),
  ...spellings(meaning('radioactivity', 1n, 1000n), ['uci', 'microcurie', 'microcuries']),
  ...spellings(meaning('each', 1n), ['each', 'ea', '{each}', 'vial', '{vial}', 'dose', '{dose}', 'dosepack']),
]);

/** Reads a wire or FHIR quantity exactly; mg, mcg and g convert, mg and mL never without a concentration. */
export function parseQuantity(quantity: Quantity): Result<Amount, QuantityProblem> {
  const unit = UNITS.get(quantity.unit.toLowerCase().replace(/\s/g, ''));
  if (unit === undefined) return problem({ code: 'unknown-unit', unit: quantity.unit.slice(0, 40) });
  const value = parseDecimal(quantity.value);
  return value.ok ? ok({ measure: unit.measure, value: multiply(value.value, unit.factor) }) : value;
}

/** A literal of our own source, such as `amount('240', 'mg')`; throws on a wrong one. */
export function amount(value: string, unit: string): Amount {
  const parsed = parseQuantity({ value, unit });
  if (!parsed.ok) throw new Error(`not an amount literal: ${value} ${unit}`);
  return parsed.value;
}

export const sameMeasure = (a: Amount, b: Amount): boolean => a.measure === b.measure;
export const compareAmounts = (a: Amount, b: Amount): number => compare(a.value, b.value);
export const amountOf = (measure: Measure, value: Rational): Amount => ({ measure, value });

/** How many times `part` goes into `whole`, exactly; both of one measure, `part` not zero. */
export const ratioOf = (whole: Amount, part: Amount): Rational => divide(whole.value, part.value);

/** The wire form in the base unit of the measure. */
export const quantityOf = (of: Amount): Quantity => ({ value: decimalText(of.value), unit: BASE_UNIT[of.measure] });

/** "350 mg". */
export const amountText = (of: Amount): string => `${decimalText(of.value)} ${BASE_UNIT[of.measure]}`;

function spellings(unit: UnitMeaning, names: readonly string[]): [string, UnitMeaning][] {
  return names.map((name) => [name, unit]);
}
