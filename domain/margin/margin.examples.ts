import { billingUnits } from '../kernel/billing-units.ts';
import { plainDate } from '../kernel/plain-date.ts';
import { decimal } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { usd } from '../kernel/usd.ts';
import type { Acquisition, MarginQuestion } from './margin-question.ts';
import type { DrugPrice, PaymentForm } from './payment-form.ts';

/** Totals as printed: cents; break-even ASP four decimals, spread two. Prices are round numbers made for the purpose. */
export interface MarginExample {
  readonly id: string;
  readonly title: string;
  readonly given: MarginQuestion;
  readonly expect: {
    readonly allowed: string;
    readonly expected: string;
    readonly margin: string;
    readonly exactExpected?: string;
    readonly spreadPercent?: string;
    readonly wasteEffect?: string;
    readonly breakEvenAsp?: string;
  };
}

type Prices = Omit<DrugPrice, 'source'>;

interface Sketch extends Partial<Omit<MarginQuestion, 'price' | 'acquisition' | 'units' | 'discardedUnits' | 'payer'>> {
  readonly units: number;
  readonly discarded?: number;
  readonly payer?: PaymentForm;
  readonly price?: Prices;
  readonly acquisition?: Acquisition;
  readonly coinsuranceShare?: string;
}

/** Medicare Part B in an office on a day of 2026, a fifth paid by the patient and all of it collected. */
function priced(sketch: Sketch): MarginQuestion {
  const { units, discarded = 0, price, coinsuranceShare = '0.2', ...rest } = sketch;
  return {
    on: plainDate('2026-12-15'),
    setting: 'office',
    units: billingUnits(units),
    discardedUnits: billingUnits(discarded),
    payer: { form: 'medicare-part-b' },
    coinsurance: { share: decimal(coinsuranceShare), source: 'example' },
    patientCollectability: decimal('1'),
    is340b: false,
    scenarios: [],
    ...(price === undefined ? {} : { price: { ...price, source: 'example' } }),
    ...rest,
  };
}

const perUnit = (price: string): Acquisition => ({ kind: 'per-unit', perUnit: usd(price), source: 'example' });
const vials = (...bought: readonly (readonly [number, string])[]): Acquisition => ({
  kind: 'vials',
  vials: bought.map(([count, each]) => ({ count, each: usd(each) })),
  source: 'example',
});

const asp = (price: string): { readonly asp: Usd } => ({ asp: usd(price) });
const CAP_2026 = { statusIndicator: 'K', coinsuranceCap: usd('1736') };
const HOSPITAL = { units: 200, price: asp('55.00'), setting: 'hopd', opps: CAP_2026 } as const;

export const MARGIN_EXAMPLES: readonly MarginExample[] = [
  {
    id: 'M1',
    title: 'ASP 55.00, 200 units bought at 54.20: 633.44 is left after sequestration',
    given: priced({ units: 200, price: asp('55.00'), acquisition: perUnit('54.20') }),
    // 55 x 1.06 = 58.30; x 200 = 11660; x 0.984 = 11473.44; - 10840; break-even 54.20 / 1.04304
    expect: {
      allowed: '11660.00',
      expected: '11473.44',
      margin: '633.44',
      spreadPercent: '5.84',
      breakEvenAsp: '51.9635',
    },
  },
  {
    id: 'M2a',
    title: 'ASP 4.5 % lower: still positive',
    given: priced({ units: 200, price: asp('52.525'), acquisition: perUnit('54.20') }),
    // 52.525 x 1.06 x 200 x 0.984 = 10957.1352
    expect: { allowed: '11135.30', expected: '10957.14', exactExpected: '10957.1352', margin: '117.14' },
  },
  {
    id: 'M2b',
    title: 'ASP 6 % lower: the margin turns negative',
    given: priced({ units: 200, price: asp('51.70'), acquisition: perUnit('54.20') }),
    // 51.70 x 1.06 x 200 = 10960.40; x 0.984 = 10785.0336
    expect: { allowed: '10960.40', expected: '10785.03', margin: '-54.97', breakEvenAsp: '51.9635' },
  },
  {
    id: 'M3a',
    title: 'a limit of 40 a unit, 35 given and 5 discarded of four vials at 380',
    given: priced({
      units: 35,
      discarded: 5,
      price: { paymentLimit: usd('40') },
      acquisition: vials([4, '380.00']),
    }),
    // 40 x 40 x 0.984 = 1574.40; - 1520; discarded 196.80 - 1520 x 5 / 40
    expect: { allowed: '1600.00', expected: '1574.40', margin: '54.40', wasteEffect: '6.80' },
  },
  {
    id: 'M3b',
    title: 'the same with the JW line left out: 196.80 less',
    given: priced({ units: 35, price: { paymentLimit: usd('40') }, acquisition: vials([4, '380.00']) }),
    // 35 x 40 x 0.984 = 1377.60; - 1520
    expect: { allowed: '1400.00', expected: '1377.60', margin: '-142.40', wasteEffect: '0.00' },
  },
  {
    id: 'M4a',
    title: 'the least-waste vials of 1,086 mg',
    given: priced({
      units: 109,
      discarded: 1,
      price: { paymentLimit: usd('7.00') },
      acquisition: vials([2, '235.00'], [3, '60.00']),
    }),
    // 110 x 7 x 0.984 = 757.68; - 650
    expect: { allowed: '770.00', expected: '757.68', margin: '107.68' },
  },
  {
    id: 'M4b',
    title: 'three 400-mg vials for the same dose earn 13.88 more, which must never be a reason to open them',
    given: priced({
      units: 109,
      discarded: 11,
      price: { paymentLimit: usd('7.00') },
      acquisition: vials([3, '235.00']),
    }),
    // 120 x 7 x 0.984 = 826.56; - 705
    expect: { allowed: '840.00', expected: '826.56', margin: '121.56' },
  },
  {
    id: 'M5a',
    title: 'a qualifying biosimilar: ASP 30 and 8 % of the reference ASP 60',
    given: priced({
      units: 40,
      price: { ...asp('30'), referenceAsp: usd('60'), qualifyingBiosimilar: true },
      acquisition: perUnit('31'),
    }),
    // 30 + 4.80 = 34.80; x 40 x 0.984 = 1369.728; - 1240
    expect: { allowed: '1392.00', expected: '1369.73', exactExpected: '1369.728', margin: '129.73' },
  },
  {
    id: 'M5b',
    title: 'the same, not qualifying: 6 % of the reference ASP',
    given: priced({ units: 40, price: { ...asp('30'), referenceAsp: usd('60') }, acquisition: perUnit('31') }),
    // 33.60 x 40 x 0.984 = 1322.496; - 1240
    expect: { allowed: '1344.00', expected: '1322.50', exactExpected: '1322.496', margin: '82.50' },
  },
  {
    id: 'M5c',
    title: 'the reference product',
    given: priced({ units: 40, price: asp('60'), acquisition: perUnit('60.50') }),
    // 63.60 x 40 x 0.984 = 2503.296; - 2420
    expect: { allowed: '2544.00', expected: '2503.30', exactExpected: '2503.296', margin: '83.30' },
  },
  {
    id: 'M5 (above its reference)',
    title: 'a biosimilar whose ASP is above that of its reference does not qualify that quarter',
    given: priced({
      units: 40,
      price: { ...asp('60.01'), referenceAsp: usd('60'), qualifyingBiosimilar: true },
      acquisition: perUnit('61'),
    }),
    // 60.01 + 3.60 = 63.61; x 40 x 0.984 = 2503.6896; - 2440
    expect: { allowed: '2544.40', expected: '2503.69', margin: '63.69' },
  },
  {
    id: 'M6a',
    title: 'a 340B hospital, patient share capped at 1,736',
    given: priced({ ...HOSPITAL, is340b: true, acquisition: perUnit('34') }),
    // 1736 + (11660 - 1736) x 0.98 = 11461.52; - 6800
    expect: { allowed: '11660.00', expected: '11461.52', margin: '4661.52' },
  },
  {
    id: 'M6b',
    title: 'the same under the proposal for 2027, asked for by name',
    given: priced({
      ...HOSPITAL,
      is340b: true,
      acquisition: perUnit('34'),
      on: plainDate('2027-01-15'),
      scenarios: ['cy2027-opps-340b'],
    }),
    // 55 x 0.666 x 200 = 7326; share 1465.20 below the cap; 7326 x 0.984 = 7208.784
    expect: { allowed: '7326.00', expected: '7208.78', margin: '408.78' },
  },
  {
    id: 'M6b (not asked for)',
    title: 'the proposal changes nothing where nobody asked for it',
    given: priced({ ...HOSPITAL, is340b: true, acquisition: perUnit('34'), on: plainDate('2027-01-15') }),
    // as M6a
    expect: { allowed: '11660.00', expected: '11461.52', margin: '4661.52' },
  },
  {
    id: 'M6b (before its date)',
    title: 'the proposal changes nothing on the day before it would begin',
    given: priced({
      ...HOSPITAL,
      is340b: true,
      acquisition: perUnit('34'),
      on: plainDate('2026-12-31'),
      scenarios: ['cy2027-opps-340b'],
    }),
    // as M6a
    expect: { allowed: '11660.00', expected: '11461.52', margin: '4661.52' },
  },
  {
    id: 'M7a',
    title: 'the same hospital, a patient who is not eligible: bought on the WAC account at 59',
    given: priced({ ...HOSPITAL, acquisition: perUnit('59') }),
    // 11461.52 - 11800
    expect: { allowed: '11660.00', expected: '11461.52', margin: '-338.48' },
  },
  {
    id: 'M7b',
    title: 'a hospital without 340B on its GPO account',
    given: priced({ ...HOSPITAL, acquisition: perUnit('54.20') }),
    // 11461.52 - 10840; break-even: ((10840 - 1736) / 0.98 + 1736) / 200 / 1.06
    expect: { allowed: '11660.00', expected: '11461.52', margin: '621.52', breakEvenAsp: '52.0085' },
  },
  {
    id: 'M8',
    title: 'a new drug at WAC 100, bought at WAC less 2 %',
    given: priced({ units: 1, price: { wac: usd('100') }, acquisition: perUnit('98') }),
    // 103 x 0.984 = 101.352; - 98 = 3.352
    expect: { allowed: '103.00', expected: '101.35', exactExpected: '101.352', margin: '3.35' },
  },
  {
    id: 'M8 (full WAC)',
    title: 'a new drug bought at full WAC',
    given: priced({ units: 1, price: { wac: usd('100') }, acquisition: perUnit('100') }),
    // 101.352 - 100
    expect: { allowed: '103.00', expected: '101.35', margin: '1.35' },
  },
  {
    id: 'M9',
    title: 'a packaged drug: its payment is inside the administration, so it only costs',
    given: priced({ units: 1, setting: 'hopd', opps: { statusIndicator: 'N' }, acquisition: perUnit('118') }),
    // 0 - 118
    expect: { allowed: '0.00', expected: '0.00', margin: '-118.00' },
  },
  {
    id: 'M10',
    title: 'half of the patient share is never paid',
    given: priced({
      units: 200,
      price: asp('55.00'),
      acquisition: perUnit('54.20'),
      patientCollectability: decimal('0.5'),
    }),
    // 9328 x 0.98 = 9141.44; 2332 x 0.5 = 1166; - 10840
    expect: { allowed: '11660.00', expected: '10307.44', margin: '-532.56' },
  },
  {
    id: 'M11',
    title: 'AWP 120 less 15 %, ten units at 98',
    given: priced({
      units: 10,
      payer: { form: 'awp-minus', percent: decimal('15') },
      price: { awp: usd('120') },
      acquisition: perUnit('98'),
    }),
    // 120 x 0.85 x 10 = 1020; - 980
    expect: { allowed: '1020.00', expected: '1020.00', margin: '40.00' },
  },
  {
    id: 'M12',
    title: 'the lesser of 45 % of charges and 115 % of ASP',
    given: priced({
      units: 10,
      payer: {
        form: 'lesser-of',
        of: [
          { form: 'percent-of-charges', percent: decimal('45') },
          { form: 'percent-of-asp', percent: decimal('115') },
        ],
      },
      price: { charge: usd('300'), ...asp('110') },
      acquisition: perUnit('100'),
    }),
    // 135 against 126.50; 126.50 x 10
    expect: { allowed: '1265.00', expected: '1265.00', margin: '265.00' },
  },
  {
    id: 'limit',
    title: 'a CMS limit already holds its add-on: nothing is added to it, ASP beside it notwithstanding',
    given: priced({
      units: 200,
      price: { paymentLimit: usd('58.30'), ...asp('55.00'), wac: usd('70') },
      acquisition: perUnit('54.20'),
    }),
    // 58.30 x 200 x 0.984
    expect: { allowed: '11660.00', expected: '11473.44', margin: '633.44', breakEvenAsp: '51.9635' },
  },
  {
    id: 'coinsurance of 10 %',
    title: 'a smaller patient share leaves more to be cut',
    given: priced({ units: 1, price: asp('100'), acquisition: perUnit('100'), coinsuranceShare: '0.1' }),
    // 106 x 0.982 = 104.092
    expect: { allowed: '106.00', expected: '104.09', exactExpected: '104.092', margin: '4.09' },
  },
  {
    id: 'coinsurance of 15.3 %',
    title: 'three decimals of a percentage count',
    given: priced({
      units: 1000,
      price: { paymentLimit: usd('1') },
      acquisition: perUnit('1'),
      coinsuranceShare: '0.153',
    }),
    // 1000 x (0.98 + 0.02 x 0.153) = 983.06
    expect: { allowed: '1000.00', expected: '983.06', margin: '-16.94' },
  },
  {
    id: 'cap',
    title: 'a large bill: the capped share makes the cut larger',
    given: priced({
      units: 1,
      setting: 'hopd',
      opps: CAP_2026,
      price: { paymentLimit: usd('20000') },
      acquisition: perUnit('20000'),
    }),
    // 1736 + 18264 x 0.98 = 19634.72
    expect: { allowed: '20000.00', expected: '19634.72', margin: '-365.28' },
  },
  {
    id: 'fee schedule',
    title: 'a fee schedule pays its rate for every unit, discarded ones included',
    given: priced({
      units: 8,
      discarded: 2,
      payer: { form: 'fee-schedule', perUnit: usd('12.50') },
      acquisition: perUnit('10'),
    }),
    // 12.50 x 10 = 125; discarded 25 - 20
    expect: { allowed: '125.00', expected: '125.00', margin: '25.00', wasteEffect: '5.00' },
  },
  {
    id: 'case rate',
    title: 'a case rate pays nothing for discarded drug',
    given: priced({
      units: 8,
      discarded: 2,
      payer: { form: 'case-rate', amount: usd('150') },
      acquisition: perUnit('10'),
    }),
    // 150 - 100; discarded 0 - 20
    expect: { allowed: '150.00', expected: '150.00', margin: '50.00', wasteEffect: '-20.00' },
  },
  {
    id: 'white bag',
    title: 'a drug that another pharmacy bills: neither revenue nor cost',
    given: priced({ units: 200, payer: { form: 'white-bag' }, acquisition: perUnit('54.20') }),
    // 0 - 0
    expect: { allowed: '0.00', expected: '0.00', margin: '0.00' },
  },
  {
    id: 'ASP from the limit',
    title: '115 % of an ASP that only the limit tells: 58.30 / 1.06 = 55',
    given: priced({
      units: 10,
      payer: { form: 'percent-of-asp', percent: decimal('115') },
      price: { paymentLimit: usd('58.30') },
      acquisition: perUnit('54.20'),
    }),
    // 55 x 1.15 x 10 = 632.50; - 542; break-even 54.20 / 1.15
    expect: { allowed: '632.50', expected: '632.50', margin: '90.50', breakEvenAsp: '47.1304' },
  },
  {
    id: 'before sequestration was halved',
    title: 'while it was suspended nothing was cut',
    given: priced({ units: 1, price: asp('100'), acquisition: perUnit('100'), on: plainDate('2022-03-31') }),
    // 106 - 100
    expect: { allowed: '106.00', expected: '106.00', margin: '6.00' },
  },
  {
    id: 'half of sequestration',
    title: 'one percent in the second quarter of 2022',
    given: priced({ units: 1, price: asp('100'), acquisition: perUnit('100'), on: plainDate('2022-04-01') }),
    // 84.80 x 0.99 + 21.20 = 105.152
    expect: { allowed: '106.00', expected: '105.15', exactExpected: '105.152', margin: '5.15' },
  },
];
