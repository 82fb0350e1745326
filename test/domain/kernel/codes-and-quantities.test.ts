import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingUnits, parseBillingUnits, unitsText } from '../../../domain/kernel/billing-units.ts';
import { exactJson } from '../../../domain/kernel/exact-json.ts';
import { hcpcs, isUnlisted, parseHcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { ndcText, parseNdc } from '../../../domain/kernel/ndc11.ts';
import { amount, amountText, parseQuantity, quantityOf, ratioOf } from '../../../domain/kernel/quantity.ts';
import { decimalText, rational } from '../../../domain/kernel/rational.ts';
import {
  parseUsd,
  sumUsd,
  toCents,
  unitPriceText,
  usd,
  usdFromMicroDollars,
  usdText,
} from '../../../domain/kernel/usd.ts';
import { randomSuite } from '../../support/random-suites.ts';

const size = randomSuite(10_000);
const digits = (count: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(''));

describe('national drug codes', () => {
  it.each([
    ['1234-5678-90', '01234567890'],
    ['12345-678-90', '12345067890'],
    ['12345-6789-0', '12345678900'],
    ['12345-6789-01', '12345678901'],
    ['12345678901', '12345678901'],
    ['N4 12345-6789-01', '12345678901'],
    ['12345-*678-90', '12345067890'],
  ])('%s is %s', (text, expected) => {
    expect(parseNdc(text)).toEqual({ ok: true, value: expected });
  });

  it('ten digits without hyphens fit three packages and are refused', () => {
    expect(parseNdc('1234567890')).toEqual({
      ok: false,
      problem: { code: 'ambiguous-ten-digits', candidates: ['01234567890', '12345067890', '12345678900'] },
    });
  });

  it('twelve digits are kept apart', () => {
    expect(parseNdc('123456-7890-12')).toEqual({
      ok: false,
      problem: { code: 'twelve-digits', ndc12: '123456789012' },
    });
  });

  it.each([
    '',
    '1234-567-890',
    '12345-678-9',
    '1234-5678-9',
    'abcde-fghi-jk',
    '12345-6789-01-1',
    '123456789',
    '1234567890123',
  ])('%j is no package', (text) => {
    expect(parseNdc(text)).toMatchObject({ ok: false, problem: { code: 'not-an-ndc' } });
  });

  it('print with hyphens and parse back to themselves', () => {
    fc.assert(
      fc.property(digits(11), (text) => {
        const read = parseNdc(text);
        if (!read.ok) throw new Error('eleven digits are a package');
        expect(parseNdc(ndcText(read.value))).toEqual(read);
      }),
      size,
    );
  });
});

describe('HCPCS codes', () => {
  it.each(['J9271', ' q5118 ', 'C9399', 'A9606', 'V2020'])('%j is read', (text) => {
    expect(parseHcpcs(text)).toEqual({ ok: true, value: text.trim().toUpperCase() });
  });

  it.each(['96413', 'J927', 'J92711', 'W1234', 'J92A1', '', 'J9271-JZ'])('%j is refused', (text) => {
    expect(parseHcpcs(text).ok).toBe(false);
  });

  it('the not-otherwise-classified ones are known', () => {
    expect([isUnlisted(hcpcs('J9999')), isUnlisted(hcpcs('J9271'))]).toEqual([true, false]);
  });
});

describe('quantities', () => {
  it.each([
    ['1', 'g', '1000 mg'],
    ['250', 'mcg', '0.25 mg'],
    ['250', 'ug', '0.25 mg'],
    ['0.5', 'L', '500 mL'],
    ['2', '10*6.[iU]', '2000000 units'],
    ['3', '[iU]', '3 units'],
    ['1', '{vial}', '1 each'],
    ['.5', 'MG', '0.5 mg'],
  ])('%s %s is %s', (value, unit, expected) => {
    expect(amountText(amount(value, unit))).toBe(expected);
  });

  it.each([
    ['1', 'furlong', 'unknown-unit'],
    ['1', '', 'unknown-unit'],
    ['one', 'mg', 'not-a-decimal'],
    ['1e3', 'mg', 'not-a-decimal'],
  ])('%j %j is refused', (value, unit, code) => {
    expect(parseQuantity({ value, unit })).toMatchObject({ ok: false, problem: { code } });
  });

  it('print and parse back to themselves, whatever the unit they came in', () => {
    const given = fc.tuple(
      fc.integer({ min: 0, max: 10 ** 9 }),
      fc.integer({ min: 0, max: 6 }),
      fc.constantFrom('mg', 'g', 'mcg', 'mL', 'units', 'mCi', 'each'),
    );
    fc.assert(
      fc.property(given, ([number, places, unit]) => {
        const read = parseQuantity({ value: decimalText(rational(number, 10 ** places)), unit });
        if (!read.ok) throw new Error('a decimal of a known unit is a quantity');
        expect(parseQuantity(quantityOf(read.value))).toEqual(read);
      }),
      size,
    );
  });

  it('a 10-mg vial is 133.33 units of 0.075 mg', () => {
    expect(ratioOf(amount('10', 'mg'), amount('0.075', 'mg'))).toEqual(rational(400, 3));
  });
});

describe('dollars and units', () => {
  it('sum exactly and round once, half away from zero', () => {
    const total = sumUsd([usd('0.005'), usd('0.005'), usd('-0.015')]);
    expect([usdText(total), usdText(usd('0.005')), usdText(usd('-0.005'))]).toEqual(['-0.01', '0.01', '-0.01']);
    expect(toCents(usd('10957.1352'))).toEqual(usd('10957.14'));
  });

  it('micro-dollars of a file keep three decimals', () => {
    expect(decimalText(usdFromMicroDollars(59_123_000n))).toBe('59.123');
    const prices = [59_123_000n, 33_600_000n, 50_000_000n, 1n].map((micro) =>
      unitPriceText(usdFromMicroDollars(micro)),
    );
    expect(prices).toEqual(['59.123', '33.60', '50.00', '0.000001']);
  });

  it.each(['$5', '1,000.00', '5 USD', ''])('%j is no amount of dollars', (text) => {
    expect(parseUsd(text).ok).toBe(false);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is no count of units', (value) => {
    expect(parseBillingUnits(value).ok).toBe(false);
  });

  it('one unit is not plural', () => {
    expect([unitsText(billingUnits(1)), unitsText(billingUnits(0)), unitsText(billingUnits(2n))]).toEqual([
      '1 unit',
      '0 units',
      '2 units',
    ]);
  });

  it('bigints survive JSON', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (n, text) => {
        const value = { n, text, list: [n, [{ n }]], none: null };
        expect(exactJson.parse(exactJson.stringify(value))).toEqual(value);
      }),
      size,
    );
  });

  it('writes what a replacer would write, and leaves the value as it was', () => {
    const replaced = (value: unknown): string =>
      JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? { $n: part.toString() } : part));
    const any = fc.object({ withBigInt: true, withNullPrototype: false, maxDepth: 4 });
    fc.assert(
      fc.property(any, (value) => {
        const before = structuredClone(value);
        expect(exactJson.stringify(value)).toBe(replaced(value));
        expect(value).toEqual(before);
      }),
      size,
    );
    expect(exactJson.stringify([3n, { a: undefined, b: [null, { c: 4n }], d: 'x' }])).toBe(
      '[{"$n":"3"},{"b":[null,{"c":{"$n":"4"}}],"d":"x"}]',
    );
  });

  it('reads a member named __proto__ as a member like any other', () => {
    const read = exactJson.parse('{"__proto__":{"n":{"$n":"7"}}}') as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.entries(read)).toEqual([['__proto__', { n: 7n }]]);
  });
});
