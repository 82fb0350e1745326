import type { Amount } from '../domain/kernel/quantity.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import { isPositive } from '../domain/kernel/rational.ts';
import { SYSTEM } from './coding-systems.ts';
import { exactly } from './decimal.ts';
import type { Element, Faults } from './element.ts';
import { number, text } from './element.ts';
import { amountInUnit } from './unit.ts';

/** What the unit of a dose makes of its number. */
export type WrittenDose =
  | { readonly kind: 'amount'; readonly amount: Amount }
  /** The amount for one kilogram or one square metre of the patient. */
  | { readonly kind: 'per-kg' | 'per-m2'; readonly amount: Amount }
  /** Carboplatin's target area under the curve, in mg/mL x min. */
  | { readonly kind: 'auc'; readonly target: Rational }
  /** An amount for one hour. */
  | { readonly kind: 'per-hour'; readonly amount: Amount }
  | { readonly kind: 'unreadable'; readonly missing: string; readonly because: string };

const unreadable = (missing: string, because: string): WrittenDose => ({ kind: 'unreadable', missing, because });

/** Reads a Quantity exactly. A number without unit, a unit nobody knows and a "less than" are not doses. */
export function writtenDose(quantity: Element, faults: Faults): WrittenDose {
  const value = number(quantity, 'value', faults);
  const exact = value === undefined ? undefined : exactly(value);
  if (value === undefined) return unreadable('dose quantity', 'the dose has no number');
  if (exact === undefined || !isPositive(exact))
    return unreadable('dose quantity', 'the dose is not a positive decimal');
  if (quantity['comparator'] !== undefined) return unreadable('dose quantity', 'the dose is a bound, not an amount');
  const units = unitsOf(quantity, faults);
  if (units.length === 0) return unreadable('unit of the dose', 'the dose has no unit');
  return units.map((unit) => inUnit(exact, unit)).find((dose) => dose !== undefined) ?? unknownUnit();
}

const unknownUnit = (): WrittenDose => unreadable('unit of the dose', 'the unit of the dose is not known');

/** The UCUM code first; then what is displayed, which may be all there is. */
function unitsOf(quantity: Element, faults: Faults): readonly string[] {
  const [code, unit] = [text(quantity, 'code', faults), text(quantity, 'unit', faults)];
  const isUcum = quantity['system'] === undefined || quantity['system'] === SYSTEM.ucum;
  const ordered = isUcum ? [code, unit] : [unit, code];
  return ordered.filter((each) => each !== undefined);
}

const PER: Readonly<Partial<Record<string, 'per-kg' | 'per-m2' | 'per-hour'>>> = {
  kg: 'per-kg',
  kilogram: 'per-kg',
  m2: 'per-m2',
  'm^2': 'per-m2',
  sqm: 'per-m2',
  h: 'per-hour',
  hr: 'per-hour',
  hour: 'per-hour',
};

function inUnit(value: Rational, unit: string): WrittenDose | undefined {
  const whole = amountInUnit(value, unit);
  if (whole !== undefined) return { kind: 'amount', amount: whole };
  const plain = unit
    .toLowerCase()
    .replace(/\s|\{[^}]*\}(?=\/)/g, '')
    .replace(/²/g, '2')
    .replace(/sq\.?m\.?/g, 'sqm');
  if (AUC_UNITS.has(plain)) return { kind: 'auc', target: value };
  const [of, per, ...more] = plain.split('/');
  const kind = per === undefined || more.length > 0 ? undefined : PER[per];
  const amount = of === undefined ? undefined : amountInUnit(value, of);
  return kind === undefined || amount === undefined ? undefined : { kind, amount };
}

const AUC_UNITS: ReadonlySet<string> = new Set(['mg.min/ml', 'mg/ml.min', 'mg*min/ml', 'auc']);
