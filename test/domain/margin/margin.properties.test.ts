import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingUnits } from '../../../domain/kernel/billing-units.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import {
  compare,
  decimalText,
  equals,
  parseDecimal,
  rational,
  subtract,
  sum,
} from '../../../domain/kernel/rational.ts';
import type { Usd } from '../../../domain/kernel/usd.ts';
import { toCents, usdOf } from '../../../domain/kernel/usd.ts';
import { marginAnswer } from '../../../domain/margin/margin-answer.ts';
import { marginTotals } from '../../../domain/margin/margin-totals.ts';
import type { MarginQuestion } from '../../../domain/margin/margin-question.ts';
import type { ContractForm, PaymentForm } from '../../../domain/margin/payment-form.ts';
import { randomSuite, SEED } from '../../support/random-suites.ts';

/** Prices with three decimals, as CMS prints them. */
const price: fc.Arbitrary<Usd> = fc
  .integer({ min: 0, max: 30_000_000 })
  .map((thousandths) => usdOf(rational(thousandths, 1000)));
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => rational(thousandths, 1000));
const percent = fc.integer({ min: 0, max: 2000 }).map((tenths) => rational(tenths, 10));

const contract: fc.Arbitrary<ContractForm> = fc.oneof(
  percent.map((value) => ({ form: 'percent-of-asp', percent: value }) as const),
  percent.map((value) => ({ form: 'percent-of-charges', percent: value }) as const),
  share.map((value) => ({ form: 'awp-minus', percent: value }) as const),
  price.map((perUnit) => ({ form: 'fee-schedule', perUnit }) as const),
  price.map((amount) => ({ form: 'case-rate', amount }) as const),
);
const payer: fc.Arbitrary<PaymentForm> = fc.oneof(
  fc.constant({ form: 'medicare-part-b' } as const),
  fc.constant({ form: 'white-bag' } as const),
  contract,
  fc.array(contract, { minLength: 1, maxLength: 3 }).map((of) => ({ form: 'lesser-of', of }) as const),
);

const prices = fc.record(
  {
    paymentLimit: price,
    asp: price,
    referenceAsp: price,
    awp: price,
    charge: price,
    qualifyingBiosimilar: fc.boolean(),
  },
  { requiredKeys: [] },
);

const question: fc.Arbitrary<MarginQuestion> = fc
  .record({
    payer,
    prices,
    units: fc.integer({ min: 0, max: 3000 }),
    discarded: fc.integer({ min: 0, max: 300 }),
    cost: price,
    vials: fc.boolean(),
    coinsurance: share,
    collectability: share,
    cap: fc.option(price),
    on: fc.constantFrom('2021-01-01', '2022-05-01', '2026-12-15').map(plainDate),
  })
  .map((drawn) => ({
    on: drawn.on,
    setting: drawn.cap === null ? 'office' : 'hopd',
    units: billingUnits(drawn.units),
    discardedUnits: billingUnits(drawn.discarded),
    payer: drawn.payer,
    price: { ...drawn.prices, source: 'random' },
    acquisition: drawn.vials
      ? { kind: 'vials', vials: [{ count: 3, each: drawn.cost }], source: 'random' }
      : { kind: 'per-unit', perUnit: drawn.cost, source: 'random' },
    coinsurance: { share: drawn.coinsurance, source: 'random' },
    patientCollectability: drawn.collectability,
    is340b: false,
    scenarios: [],
    ...(drawn.cap === null ? {} : { opps: { statusIndicator: 'K', coinsuranceCap: drawn.cap } }),
  }));

describe(`margin, at random (seed ${String(SEED)})`, { timeout: 900_000 }, () => {
  it('the lines as printed, rounding included, sum exactly to the margin in whole cents, and re-pricing totals the same', () => {
    let answers = 0;
    fc.assert(
      fc.property(question, (asked) => {
        const answer = marginAnswer(asked);
        if (!answer.ok) return;
        answers += 1;
        const { margin, expected, acquisition } = answer.value;
        const printed = margin.lines.map((line) => parseDecimal(decimalText(line.amount)));
        const total = sum(printed.map((amount) => (amount.ok ? amount.value : rational(0))));
        expect(printed.every((amount) => amount.ok)).toBe(true);
        expect(decimalText(total)).toBe(decimalText(margin.total));
        expect(equals(margin.total, toCents(usdOf(subtract(expected, acquisition))))).toBe(true);
        expect(margin.lines.filter(({ label }) => label === 'rounding')).toHaveLength(1);
        const totals = marginTotals(asked);
        const { spreadPercent } = answer.value;
        expect(totals.ok && totals.value(asked)).toEqual({ margin: { total: margin.total }, spreadPercent });
      }),
      randomSuite(100_000),
    );
    expect(answers).toBeGreaterThan(randomSuite(100_000).numRuns / 4);
  });

  it('no more is expected than is allowed, and never less than nothing', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const answer = marginAnswer(asked);
        if (!answer.ok) return;
        const { allowed, expected } = answer.value;
        expect(compare(expected, allowed) <= 0 && compare(expected, rational(0)) >= 0).toBe(true);
      }),
      randomSuite(50_000),
    );
  });

  it('at the break-even ASP nothing is earned and nothing is lost', () => {
    let checked = 0;
    fc.assert(
      fc.property(question, (asked) => {
        const answer = marginAnswer(asked);
        if (!answer.ok || answer.value.breakEvenAsp === undefined) return;
        // Priced again at that ASP: the limit must not be given, for it would count instead.
        const { paymentLimit: _limit, qualifyingBiosimilar: _flag, ...rest } = asked.price ?? { source: 'random' };
        if (rest.referenceAsp !== undefined && _flag === true) return;
        const again = marginAnswer({ ...asked, price: { ...rest, asp: answer.value.breakEvenAsp } });
        if (!again.ok) throw new Error(JSON.stringify(again.problem));
        checked += 1;
        expect(equals(again.value.expected, again.value.acquisition)).toBe(true);
      }),
      randomSuite(50_000),
    );
    expect(checked).toBeGreaterThan(20);
  });

  it('a white-bagged drug has neither revenue nor cost, whatever else is said of it', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const answer = marginAnswer({ ...asked, payer: { form: 'white-bag' } });
        expect(answer.ok && [answer.value.allowed.n, answer.value.acquisition.n, answer.value.margin.total.n]).toEqual([
          0n,
          0n,
          0n,
        ]);
      }),
      randomSuite(5000),
    );
  });
});
