import type { Amount } from '../domain/kernel/quantity.ts';
import { amountOf, parseQuantity } from '../domain/kernel/quantity.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import { multiply } from '../domain/kernel/rational.ts';

const remembered = new Map<string, Amount | undefined>();
const MOST_REMEMBERED = 500;

/** So much of a unit, exactly; undefined for a unit that nobody knows. Records use few units, so each is looked up once. */
export function amountInUnit(value: Rational, unit: string): Amount | undefined {
  const one = oneOf(unit);
  return one === undefined ? undefined : amountOf(one.measure, multiply(value, one.value));
}

function oneOf(unit: string): Amount | undefined {
  if (remembered.has(unit)) return remembered.get(unit);
  const parsed = parseQuantity({ value: '1', unit });
  const one = parsed.ok ? parsed.value : undefined;
  if (remembered.size < MOST_REMEMBERED) remembered.set(unit, one);
  return one;
}
