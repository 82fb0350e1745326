import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rational } from '../../../domain/kernel/rational.ts';
import {
  add,
  ceil,
  compare,
  decimalText,
  divide,
  equals,
  fixedText,
  floor,
  isZero,
  multiply,
  negate,
  one,
  parseDecimal,
  rational,
  roundHalfAwayFromZero,
  squareRoot,
  subtract,
  zero,
} from '../../../domain/kernel/rational.ts';
import { randomSuite } from '../../support/random-suites.ts';

const any: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([n, d]) => rational(n, d));
const decimal: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, places]) => rational(digits, 10n ** BigInt(places)));
const size = randomSuite(20_000);

describe('exact fractions', () => {
  it('add and multiply in any order and grouping, and multiplication spreads over sums', () => {
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(multiply(a, b)).toEqual(multiply(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(multiply(multiply(a, b), c)).toEqual(multiply(a, multiply(b, c)));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
      }),
      size,
    );
  });

  it('have zero, one and inverses', () => {
    fc.assert(
      fc.property(any, (a) => {
        expect(add(a, zero)).toEqual(a);
        expect(multiply(a, one)).toEqual(a);
        expect(add(a, negate(a))).toEqual(zero);
        if (!isZero(a)) expect(divide(a, a)).toEqual(one);
      }),
      size,
    );
  });

  it('are in lowest terms with a positive denominator, so that equal values are equal records', () => {
    fc.assert(
      fc.property(any, fc.bigInt({ min: 1n, max: 1_000_000n }), (a, factor) => {
        expect(rational(a.n * factor, a.d * factor)).toEqual(a);
        expect(rational(-a.n, -a.d)).toEqual(a);
        expect(a.d > 0n).toBe(true);
      }),
      size,
    );
  });

  it('order like their differences', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        const difference = subtract(a, b).n;
        expect(compare(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        expect(compare(a, b) === 0).toBe(equals(a, b));
      }),
      size,
    );
  });

  it('lie between floor and ceil, which differ by one unless the fraction is whole', () => {
    fc.assert(
      fc.property(any, (a) => {
        expect(compare(rational(floor(a)), a)).toBeLessThanOrEqual(0);
        expect(compare(rational(ceil(a)), a)).toBeGreaterThanOrEqual(0);
        expect(ceil(a) - floor(a)).toBe(a.d === 1n ? 0n : 1n);
      }),
      size,
    );
  });

  it('print and parse back to themselves', () => {
    fc.assert(
      fc.property(decimal, (a) => {
        expect(parseDecimal(decimalText(a))).toEqual({ ok: true, value: a });
      }),
      size,
    );
  });

  it('round a loss like a gain, by at most half of the last place', () => {
    fc.assert(
      fc.property(any, fc.integer({ min: 0, max: 6 }), (a, places) => {
        const rounded = roundHalfAwayFromZero(a, places);
        expect(roundHalfAwayFromZero(negate(a), places)).toEqual(negate(rounded));
        const off = subtract(rounded, a);
        const half = rational(1n, 2n * 10n ** BigInt(places));
        expect(compare(off.n < 0n ? negate(off) : off, half)).toBeLessThanOrEqual(0);
        expect(parseDecimal(fixedText(a, places))).toEqual({ ok: true, value: rounded });
      }),
      size,
    );
  });

  it('have square roots that are right to half of the last place', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10_000n }), (n, d) => {
        const square = rational(n, d);
        const root = squareRoot(square, 4);
        const half = rational(1n, 20_000n);
        const [low, high] = [subtract(root, half), add(root, half)];
        if (low.n > 0n) expect(compare(multiply(low, low), square)).toBeLessThanOrEqual(0);
        expect(compare(multiply(high, high), square)).toBe(1);
      }),
      size,
    );
  });

  it.each([
    ['0.5', 0, '1'],
    ['-0.5', 0, '-1'],
    ['2.345', 2, '2.35'],
    ['-2.345', 2, '-2.35'],
    ['2.344999', 2, '2.34'],
    ['-0.004', 2, '0.00'],
    ['1000', 2, '1000.00'],
  ])('%s to %i places is %s', (text, places, expected) => {
    const read = parseDecimal(text);
    expect(read.ok && fixedText(read.value, places)).toBe(expected);
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '1e3',
    '1,000',
    '0x10',
    'NaN',
    'Infinity',
    '1.',
    '.',
    '-',
    '--1',
    '1.2.3',
    '٣',
    '1'.repeat(41),
  ])('refuses %j', (text) => {
    expect(parseDecimal(text)).toMatchObject({ ok: false, problem: { code: 'not-a-decimal' } });
  });
});
