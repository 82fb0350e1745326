import type { Brand } from './brand.ts';
import type { Rational, RationalProblem } from './rational.ts';
import {
  add,
  compare,
  decimal,
  decimalText,
  equals,
  fixedText,
  multiply,
  parseDecimal,
  rational,
  roundHalfAwayFromZero,
  subtract,
  zero,
} from './rational.ts';
import type { Result } from './result.ts';
import { ok } from './result.ts';

/** US dollars, exact: CMS payment limits have three decimals and percentages multiply them. Rounded once, where a total is shown. */
export type Usd = Brand<Rational, 'Usd'>;

const MICRO = 1_000_000n;

export const noUsd = zero as Usd;
export const usdOf = (exact: Rational): Usd => exact as Usd;

/** The stored form of a file price: whole micro-dollars. */
export const usdFromMicroDollars = (micro: bigint): Usd => rational(micro, MICRO) as Usd;

/** Reads a decimal string of dollars such as "59.123"; signs and separators of currency are refused. */
export function parseUsd(text: string): Result<Usd, RationalProblem> {
  const parsed = parseDecimal(text);
  return parsed.ok ? ok(parsed.value as Usd) : parsed;
}

/** A literal of our own source; throws on a wrong one. */
export function usd(text: string): Usd {
  const parsed = parseUsd(text);
  if (!parsed.ok) throw new Error(`not a dollar literal: ${text}`);
  return parsed.value;
}

export const addUsd = (a: Usd, b: Usd): Usd => add(a, b) as Usd;
export const subtractUsd = (a: Usd, b: Usd): Usd => subtract(a, b) as Usd;
export const timesUsd = (price: Usd, count: Rational): Usd => multiply(price, count) as Usd;
export const sumUsd = (all: readonly Usd[]): Usd => all.reduce(addUsd, noUsd);
export const compareUsd = (a: Usd, b: Usd): number => compare(a, b);

/** To the cent, half away from zero. */
export const toCents = (amount: Usd): Usd => roundHalfAwayFromZero(amount, 2) as Usd;

/** A price with all its decimals and at least its cents: "33.60", "59.123". */
export const unitPriceText = (price: Usd): string => {
  const cents = fixedText(price, 2);
  return equals(price, decimal(cents)) ? cents : decimalText(price);
};

/** The wire form, "12129.00": to the cent, half away from zero. */
export const usdText = (amount: Usd): string => fixedText(amount, 2);
