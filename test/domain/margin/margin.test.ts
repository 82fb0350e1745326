import { describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { decimalText, fixedText, sum } from '../../../domain/kernel/rational.ts';
import { usd, usdText } from '../../../domain/kernel/usd.ts';
import { administrationPayment } from '../../../domain/margin/administration-payment.ts';
import { marginAnswer } from '../../../domain/margin/margin-answer.ts';
import type { MarginQuestion } from '../../../domain/margin/margin-question.ts';
import { MARGIN_EXAMPLES } from '../../../domain/margin/margin.examples.ts';

function answered(question: MarginQuestion) {
  const answer = marginAnswer(question);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
  return answer.value;
}

describe('margin examples', () => {
  it.each(MARGIN_EXAMPLES.map((example) => [example.id, example.title, example] as const))(
    '%s: %s',
    (_id, _title, example) => {
      const answer = answered(example.given);
      const { spreadPercent, wasteEffect, breakEvenAsp, exactExpected } = example.expect;
      expect(usdText(answer.allowed)).toBe(example.expect.allowed);
      expect(usdText(answer.expected)).toBe(example.expect.expected);
      expect(usdText(answer.margin.total)).toBe(example.expect.margin);
      if (exactExpected !== undefined) expect(decimalText(answer.expected)).toBe(exactExpected);
      if (spreadPercent !== undefined)
        expect(answer.spreadPercent && fixedText(answer.spreadPercent, 2)).toBe(spreadPercent);
      if (wasteEffect !== undefined) expect(usdText(answer.wasteEffect)).toBe(wasteEffect);
      if (breakEvenAsp !== undefined)
        expect(answer.breakEvenAsp && fixedText(answer.breakEvenAsp, 4)).toBe(breakEvenAsp);
    },
  );

  it.each(MARGIN_EXAMPLES.map((example) => [example.id, example] as const))(
    '%s: the lines sum exactly to the margin',
    (_id, example) => {
      const { margin } = answered(example.given);
      expect(decimalText(sum(margin.lines.map(({ amount }) => amount)))).toBe(decimalText(margin.total));
      expect(margin.lines.at(-1)?.label).toBe('rounding');
      expect(margin.lines.every(({ source }) => source !== '')).toBe(true);
    },
  );

  it('names a scenario in the label of the line that it changes', () => {
    const proposed = MARGIN_EXAMPLES.find(({ id }) => id === 'M6b');
    expect(proposed && answered(proposed.given).margin.lines[0]?.label).toContain('proposed and not final');
  });
});

describe('M13: payment for giving the drug', () => {
  const rate = usd('340.00');
  const excepted = { campus: 'PO', isRuralSoleCommunityHospital: false } as const;

  it('is 40 % in an excepted off-campus department from the first day of 2026', () => {
    // 340 x 0.40 = 136
    expect(usdText(administrationPayment(rate, excepted, plainDate('2026-01-01')))).toBe('136.00');
    expect(usdText(administrationPayment(rate, excepted, plainDate('2025-12-31')))).toBe('340.00');
  });

  it('is in full at a rural sole community hospital and on campus', () => {
    const rural = { campus: 'PO', isRuralSoleCommunityHospital: true } as const;
    expect(usdText(administrationPayment(rate, rural, plainDate('2026-06-01')))).toBe('340.00');
    expect(usdText(administrationPayment(rate, { isRuralSoleCommunityHospital: false }, plainDate('2026-06-01')))).toBe(
      '340.00',
    );
  });

  it('is 40 % in a non-excepted department in 2025 already', () => {
    const nonExcepted = { campus: 'PN', isRuralSoleCommunityHospital: false } as const;
    expect(usdText(administrationPayment(rate, nonExcepted, plainDate('2025-12-31')))).toBe('136.00');
  });
});

describe('prices that are not known', () => {
  const [example] = MARGIN_EXAMPLES;
  const { price: _price, acquisition: _acquisition, ...bare } = example?.given ?? ({} as MarginQuestion);

  it('are a problem that names the price, never a zero', () => {
    expect(marginAnswer(bare)).toEqual({ ok: false, problem: { code: 'price-missing', needs: 'paymentLimit' } });
    const commercial = { ...bare, payer: { form: 'awp-minus', percent: { n: 15n, d: 1n } } } as const;
    expect(marginAnswer(commercial)).toEqual({ ok: false, problem: { code: 'price-missing', needs: 'awp' } });
  });

  it('a cost that nobody gave is a problem of its own', () => {
    const price = { asp: usd('55'), source: 'test' };
    expect(marginAnswer({ ...bare, price })).toEqual({ ok: false, problem: { code: 'acquisition-missing' } });
  });

  it('the limit of a biosimilar does not tell its ASP', () => {
    const price = { paymentLimit: usd('34.80'), limitHasReferenceAddOn: true, source: 'test' };
    const acquisition = { kind: 'per-unit', perUnit: usd('31'), source: 'test' } as const;
    expect(answered({ ...bare, price, acquisition }).breakEvenAsp).toBeUndefined();
    const payer = { form: 'percent-of-asp', percent: { n: 115n, d: 1n } } as const;
    expect(marginAnswer({ ...bare, price, acquisition, payer })).toEqual({
      ok: false,
      problem: { code: 'price-missing', needs: 'asp' },
    });
  });

  it('a critical access hospital is not priced from a limit', () => {
    const price = { asp: usd('55'), source: 'test' };
    expect(marginAnswer({ ...bare, price, setting: 'cah' })).toEqual({ ok: false, problem: { code: 'paid-on-cost' } });
  });
});
