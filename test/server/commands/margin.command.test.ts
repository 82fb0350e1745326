import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { amount } from '../../../domain/kernel/quantity.ts';
import { decimalText, parseDecimal, rational, sum } from '../../../domain/kernel/rational.ts';
import type { DrugFacts, DrugIndex, PaymentLimit } from '../../../domain/visit/drug-facts.ts';
import { runMargin } from '../../../server/commands/margin.command.ts';
import { answersOf, runOn } from './run-command.ts';

const LIMIT: PaymentLimit = {
  hcpcs: hcpcs('J9271'),
  quarterFrom: plainDate('2026-10-01'),
  quarterLabel: '2026Q4',
  microDollarsPerUnit: 58_300_000n,
  file: 'october-2026-limits.csv',
  row: 812,
};
const BIOSIMILAR: DrugFacts = {
  hcpcs: hcpcs('Q5118'),
  label: 'Zirabev',
  ingredient: 'bevacizumab',
  billingUnit: amount('10', 'mg'),
  containers: [],
  biosimilarOf: hcpcs('J9035'),
  jwJz: 'applies',
  inForce: { from: plainDate('2020-01-01') },
  source: 'test',
};

const index: DrugIndex = {
  facts: (code) => (code === 'Q5118' ? BIOSIMILAR : undefined),
  ofIngredient: () => [],
  identify: () => ({ kind: 'unknown', name: '' }),
  successions: () => [],
  // Like the real table: the newest limit that is not later than the day, whatever its quarter.
  paymentLimit: (code, on) =>
    on < LIMIT.quarterFrom || code === 'J9305'
      ? undefined
      : { ...LIMIT, hcpcs: code, ...(code === 'J9299' ? { coinsuranceMillipercent: 15_300 } : {}) },
  version: 'test',
};

const line = {
  id: 'm1',
  hcpcs: 'J9271',
  on: '2026-12-15',
  setting: 'office',
  units: 200,
  discardedUnits: 0,
  payer: { form: 'medicare-part-b' },
  price: { asp: '55.00' },
  acquisition: { perUnit: '54.20' },
};
const { price: _price, ...unpriced } = line;
const ask = (...lines: readonly unknown[]) => runOn((argv, streams) => runMargin(argv, streams, () => index), lines);

/** The tables with a hospital's status of J9271, as they come from an imported Addendum B. */
const askWithStatus = (statusIndicator: string, asked: unknown) => {
  const rate = { statusIndicator, file: 'Addendum B.csv', row: 7 };
  const opps = { quarters: new Set(['2026Q4']), rates: new Map([['2026Q4 J9271', rate]]) };
  return runOn((argv, streams) => runMargin(argv, streams, () => ({ ...index, opps })), [asked]);
};

async function answerTo(asked: unknown): Promise<Record<string, unknown>> {
  const [answer] = answersOf(await ask(asked));
  return answer ?? {};
}

describe('chairready margin', () => {
  it('prices one administration with its working', async () => {
    const answer = await answerTo(line);
    expect(answer).toEqual({
      id: 'm1',
      allowed: '11660.00',
      expected: '11473.44',
      acquisition: '10840.00',
      margin: '633.44',
      spreadPercent: '5.84',
      wasteEffect: '0.00',
      breakEvenAsp: '51.9635',
      priceSource: null,
      worksheet: [
        { label: 'allowed for 200 units: ASP + 6 % 58.3 a unit', amount: '11660', source: 'price given in the input' },
        {
          label: "sequestration 2 % of Medicare's payment",
          amount: '-186.56',
          source: 'patient share 20 %: general Part B coinsurance',
        },
        { label: 'acquisition: 200 units at 54.2', amount: '-10840', source: 'acquisition given in the input' },
        { label: 'rounding', amount: '0', source: 'to the cent, half away from zero' },
      ],
    });
  });

  it('worksheet lines sum exactly to the margin', async () => {
    const answer = await answerTo({ ...line, price: { asp: '52.525' } });
    const lines = answer['worksheet'] as readonly { amount: string }[];
    const amounts = lines.map((each) => parseDecimal(each.amount));
    expect(decimalText(sum(amounts.map((each) => (each.ok ? each.value : rational(0)))))).toBe(answer['margin']);
    expect(lines.at(-1)).toMatchObject({ label: 'rounding', amount: '0.0048' });
  });

  it('names the row that the price stands in, when the line brings none', async () => {
    expect(await answerTo(unpriced)).toMatchObject({
      margin: '633.44',
      priceSource: { file: 'october-2026-limits.csv', row: 812, effective: '2026-10-01' },
    });
  });

  it('counts the coinsurance of the file, unless the line brings its own', async () => {
    // 11660 x (0.98 + 0.02 x 0.153) and x (0.98 + 0.02 x 0.1)
    expect(await answerTo({ ...unpriced, hcpcs: 'J9299' })).toMatchObject({ expected: '11462.48' });
    expect(await answerTo({ ...unpriced, hcpcs: 'J9299', coinsuranceShare: '0.1' })).toMatchObject({
      expected: '11450.12',
    });
  });

  it.each([
    ['the quarter before is not loaded', { on: '2026-09-30' }],
    ['the quarter after is not loaded', { on: '2027-01-01' }],
    ['the code has no limit', { hcpcs: 'J9305' }],
  ])('gives no figure when %s', async (_name, change) => {
    const run = await ask({ ...unpriced, ...change });
    expect(run.status).toBe(0);
    expect(answersOf(run)).toEqual([
      {
        id: 'm1',
        allowed: null,
        expected: null,
        acquisition: null,
        margin: null,
        spreadPercent: null,
        wasteEffect: null,
        breakEvenAsp: null,
        priceSource: null,
        worksheet: [],
      },
    ]);
  });

  it('the first and the last day of the quarter have its price', async () => {
    expect(await answerTo({ ...unpriced, on: '2026-10-01' })).toMatchObject({ margin: '633.44' });
    expect(await answerTo({ ...unpriced, on: '2026-12-31' })).toMatchObject({ margin: '633.44' });
  });

  it('does not guess the ASP of a biosimilar from its limit', async () => {
    expect(await answerTo({ ...unpriced, hcpcs: 'Q5118' })).toMatchObject({ margin: '633.44', breakEvenAsp: null });
  });

  it.each([
    [
      'a packaged drug',
      { setting: 'hopd', opps: { statusIndicator: 'N' }, units: 1, acquisition: { perUnit: '118' } },
      '-118.00',
    ],
    [
      'vials',
      {
        acquisition: { vials: [{ count: 4, each: '380.00' }] },
        price: { paymentLimit: '40' },
        units: 35,
        discardedUnits: 5,
      },
      '54.40',
    ],
    [
      'AWP less 15 %',
      { payer: { form: 'awp-minus', percent: '15' }, price: { awp: '120' }, units: 10, acquisition: { perUnit: '98' } },
      '40.00',
    ],
    [
      'the lesser of two',
      {
        payer: {
          form: 'lesser-of',
          of: [
            { form: 'percent-of-charges', percent: '45' },
            { form: 'percent-of-asp', percent: '115' },
          ],
        },
        price: { charge: '300', asp: '110' },
        units: 10,
        acquisition: { perUnit: '100' },
      },
      '265.00',
    ],
    ['a fee schedule', { payer: { form: 'fee-schedule', perUnit: '60' } }, '1160.00'],
    ['a case rate', { payer: { form: 'case-rate', amount: '11000' } }, '160.00'],
    ['a white bag', { payer: { form: 'white-bag' }, acquisition: undefined, price: undefined }, '0.00'],
  ])('%s', async (_name, change, margin) => {
    expect(await answerTo({ ...line, ...change })).toMatchObject({ margin });
  });

  it('asks for the table once, and only if a line needs it', async () => {
    let asked = 0;
    const counting = () => {
      asked += 1;
      return index;
    };
    await runOn((argv, streams) => runMargin(argv, streams, counting), [line, line]);
    expect(asked).toBe(0);
    await runOn((argv, streams) => runMargin(argv, streams, counting), [line, unpriced, unpriced]);
    expect(asked).toBe(1);
  });
});

describe('chairready margin, on lines that cannot be used', () => {
  it.each([
    ['no setting', { setting: undefined }, 'missing', 'setting'],
    ['no units', { units: undefined }, 'missing', 'units'],
    ['no discarded units', { discardedUnits: undefined }, 'missing', 'discardedUnits'],
    ['units as text', { units: '200' }, 'invalid', 'units'],
    ['negative units', { units: -1 }, 'invalid', 'units'],
    ['half a unit', { discardedUnits: 0.5 }, 'invalid', 'discardedUnits'],
    ['no payer', { payer: undefined }, 'missing', 'payer'],
    ['an unknown form', { payer: { form: 'barter' } }, 'invalid', 'payer.form'],
    ['a form without its percentage', { payer: { form: 'percent-of-asp' } }, 'missing', 'payer.percent'],
    ['a percentage as a number', { payer: { form: 'percent-of-asp', percent: 115 } }, 'invalid', 'payer.percent'],
    ['more than all of AWP taken off', { payer: { form: 'awp-minus', percent: '101' } }, 'invalid', 'payer.percent'],
    ['nothing to compare', { payer: { form: 'lesser-of', of: [] } }, 'invalid', 'payer.of'],
    [
      'Medicare inside a comparison',
      { payer: { form: 'lesser-of', of: [{ form: 'medicare-part-b' }] } },
      'invalid',
      'payer.of[0].form',
    ],
    ['a negative price', { price: { asp: '-1' } }, 'invalid', 'price.asp'],
    ['a price with a sign of currency', { price: { asp: '$55' } }, 'invalid', 'price.asp'],
    ['a price that the form does not use', { price: { awp: '120' } }, 'price-missing', 'price.paymentLimit'],
    [
      'a qualifying biosimilar without the price of its reference',
      { price: { asp: '30', qualifyingBiosimilar: true } },
      'price-missing',
      'price.referenceAsp',
    ],
    ['no acquisition', { acquisition: undefined }, 'acquisition-missing', 'acquisition'],
    ['an empty acquisition', { acquisition: {} }, 'invalid', 'acquisition'],
    [
      'two kinds of acquisition',
      { acquisition: { perUnit: '1', vials: [{ count: 1, each: '1' }] } },
      'invalid',
      'acquisition',
    ],
    ['a vial without a price', { acquisition: { vials: [{ count: 1 }] } }, 'missing', 'acquisition.vials[0].each'],
    ['a share above one', { coinsuranceShare: '1.01' }, 'invalid', 'coinsuranceShare'],
    ['a negative share', { patientCollectability: '-0.1' }, 'invalid', 'patientCollectability'],
    ['a cap without a status', { opps: { coinsuranceCap: '1736' } }, 'missing', 'opps.statusIndicator'],
    ['an unknown scenario', { scenarios: ['utopia'] }, 'invalid', 'scenarios[0]'],
    ['a critical access hospital', { setting: 'cah' }, 'paid-on-cost', 'setting'],
  ])('%s', async (_name, change, code, path) => {
    const run = await ask({ ...line, ...change });
    expect(run.status).toBe(1);
    expect(answersOf(run)).toMatchObject([{ line: 1, id: 'm1', error: { code, path } }]);
  });

  it('prints its usage', async () => {
    const run = await runOn((argv, streams) => runMargin(argv, streams, () => index), [], ['--help']);
    expect([run.status, run.output.startsWith('Usage: chairready margin')]).toEqual([0, true]);
  });
});

describe('a hospital line that brings neither a price nor a status', () => {
  const hospital = { ...unpriced, setting: 'hopd' };

  it('takes the status of the imported Addendum B, and with it the cap of the year', async () => {
    const [packaged] = answersOf(await askWithStatus('N', hospital));
    expect(packaged).toMatchObject({ allowed: '0.00', margin: '-10840.00' });
    expect(JSON.stringify(packaged?.['worksheet'])).toContain('status N, Addendum B.csv, row 7');
    // 1,736 and 0.98 of what is left of 11,660.
    const [paid] = answersOf(await askWithStatus('K', hospital));
    expect(paid).toMatchObject({ allowed: '11660.00', expected: '11461.52' });
  });

  it('is an error where hospitals are not paid for the code, and is left alone where none is imported', async () => {
    const [error] = answersOf(await askWithStatus('E1', hospital));
    expect(error).toMatchObject({ error: { code: 'status-unclear', path: 'setting' } });
    expect(await answerTo(hospital)).toMatchObject({ expected: '11473.44' });
    const own = { ...hospital, opps: { statusIndicator: 'K' } };
    expect(answersOf(await askWithStatus('N', own))[0]).toMatchObject({ expected: '11473.44' });
  });
});
