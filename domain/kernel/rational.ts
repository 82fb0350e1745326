import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

/** An exact fraction in lowest terms, denominator positive. Doses, billing units and dollars are never floats. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export type RationalProblem = { readonly code: 'not-a-decimal'; readonly text: string };

export const zero: Rational = { n: 0n, d: 1n };
export const one: Rational = { n: 1n, d: 1n };

export const rational = (n: bigint | number, d: bigint | number = 1n): Rational => lowestTerms(BigInt(n), BigInt(d));

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$|^([+-]?)\.(\d+)$/;
const MOST_DIGITS = 40;

/** Reads a plain decimal such as "350", "-0.075" or ".5"; exponents, separators and absurd lengths are refused. */
export function parseDecimal(text: string): Result<Rational, RationalProblem> {
  const match = text.length <= MOST_DIGITS ? DECIMAL.exec(text) : null;
  if (match === null) return problem({ code: 'not-a-decimal', text: text.slice(0, MOST_DIGITS) });
  const sign = (match[1] ?? match[4]) === '-' ? -1n : 1n;
  const fraction = match[3] ?? match[5] ?? '';
  const digits = BigInt((match[2] ?? '') + fraction);
  return ok(lowestTerms(sign * digits, 10n ** BigInt(fraction.length)));
}

/** A literal of our own source; a wrong one is a fault of ours and throws. */
export function decimal(text: string): Rational {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new Error(`not a decimal literal: ${text}`);
  return parsed.value;
}

export const add = (a: Rational, b: Rational): Rational =>
  a.d === b.d ? lowestTerms(a.n + b.n, a.d) : lowestTerms(a.n * b.d + b.n * a.d, a.d * b.d);
export const negate = (a: Rational): Rational => ({ n: -a.n, d: a.d });
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const multiply = (a: Rational, b: Rational): Rational => lowestTerms(a.n * b.n, a.d * b.d);
export const sum = (all: readonly Rational[]): Rational => all.reduce(add, zero);

/** Division; the divisor must not be zero (a fault of ours otherwise, so callers check first). */
export function divide(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new Error('division by zero');
  return lowestTerms(a.n * b.d, a.d * b.n);
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.d === b.d ? a.n - b.n : a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const equals = (a: Rational, b: Rational): boolean => a.n === b.n && a.d === b.d;
export const isLess = (a: Rational, b: Rational): boolean => compare(a, b) < 0;
export const isAtLeast = (a: Rational, b: Rational): boolean => compare(a, b) >= 0;
export const isPositive = (a: Rational): boolean => a.n > 0n;
export const isZero = (a: Rational): boolean => a.n === 0n;
export const magnitude = (a: Rational): Rational => (a.n < 0n ? negate(a) : a);
export const isWhole = (a: Rational): boolean => a.d === 1n;
export const smaller = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const larger = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);

export function floor(a: Rational): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && a.n % a.d !== 0n ? quotient - 1n : quotient;
}

export const ceil = (a: Rational): bigint => -floor(negate(a));

/** Rounded to so many decimals, half away from zero, as a fraction again. */
export function roundHalfAwayFromZero(a: Rational, decimals: number): Rational {
  const scale = 10n ** BigInt(decimals);
  return lowestTerms(scaledHalfAwayFromZero(a, scale), scale);
}

/** So many times the fraction, as a whole number. */
function scaledHalfAwayFromZero(a: Rational, scale: bigint): bigint {
  const magnitude = a.n < 0n ? -a.n : a.n;
  const rounded = (2n * magnitude * scale + a.d) / (2n * a.d);
  return a.n < 0n ? -rounded : rounded;
}

/** The shortest exact decimal; a fraction without one (1/3) is cut after twelve decimals, rounded half away from zero. */
export function decimalText(a: Rational): string {
  if (a.d === 1n) return a.n.toString();
  const places = exactPlaces(a.d);
  const shown = places === undefined ? roundHalfAwayFromZero(a, LONGEST_FRACTION) : a;
  return trimmed(fixedText(shown, places ?? LONGEST_FRACTION));
}

/** Exactly so many decimals, rounded half away from zero: "9928.50". */
export function fixedText(a: Rational, decimals: number): string {
  const scaled = scaledHalfAwayFromZero(a, 10n ** BigInt(decimals));
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0');
  const sign = scaled < 0n ? '-' : '';
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? sign + digits : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** For probabilities and the wire only: exactness ends here. */
export const toNumber = (a: Rational): number => (a.d === 1n ? Number(a.n) : Number(decimalText(a)));

/** A square root rounded half up to so many decimals (Mosteller's body surface is one); the argument is not negative. */
export function squareRoot(a: Rational, decimals: number): Rational {
  if (a.n < 0n) throw new Error('square root of a negative number');
  const scale = 10n ** BigInt(decimals);
  const scaled = integerSquareRoot((a.n * 4n * scale * scale) / a.d);
  return lowestTerms((scaled + 1n) / 2n, scale);
}

const LONGEST_FRACTION = 12;

function lowestTerms(n: bigint, d: bigint): Rational {
  if (d === 1n) return { n, d };
  if (d === 0n) throw new Error('a fraction over zero');
  const divisor = greatestCommonDivisor(n < 0n ? -n : n, d < 0n ? -d : d);
  const sign = d < 0n ? -1n : 1n;
  return { n: (sign * n) / divisor, d: (sign * d) / divisor };
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, rest] = [a, b];
  while (rest !== 0n) [larger, rest] = [rest, larger % rest];
  return larger;
}

function exactPlaces(denominator: bigint): number | undefined {
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  const places = Math.max(twos, fives);
  return rest === 1n && places <= LONGEST_FRACTION ? places : undefined;
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

function integerSquareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (guess + value / guess) / 2n;
    if (next >= guess) return guess;
    guess = next;
  }
}
