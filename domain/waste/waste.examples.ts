import { hcpcs } from '../kernel/hcpcs-code.ts';
import { plainDate } from '../kernel/plain-date.ts';
import { amount } from '../kernel/quantity.ts';
import { decimal } from '../kernel/rational.ts';
import type { StockedPackage } from './vial-choice.ts';
import type { WasteQuestion } from './waste-question.ts';

/** What goes on the claim ("35", "5 JW", "35 TB") and on the chart. */
export interface WasteExample {
  readonly id: string;
  readonly title: string;
  readonly given: WasteQuestion;
  readonly expect: {
    readonly lines: readonly string[];
    readonly discard: string;
    readonly review?: string;
    readonly warnings?: readonly string[];
  };
}

type Container = StockedPackage['container'];
type Vials = readonly (readonly [count: number, content: string, container?: Container])[];

interface Sketch extends Omit<Partial<WasteQuestion>, 'dose' | 'given' | 'orderedDose'> {
  readonly code?: string;
  /** Billing unit, dose and contents share the measure unit. */
  readonly per: string;
  readonly measure?: 'mg' | 'units';
  readonly dose: string;
  readonly opened: Vials;
  /** Strengths on the market; the opened ones where not said. */
  readonly market?: readonly string[];
  readonly given?: string;
  readonly orderedDose?: string;
  readonly kept?: string;
}

/** Charted on a day when both modifiers are required, complete, for Medicare, in a setting that is not said. */
function charted(sketch: Sketch): WasteQuestion {
  const { code = 'J1745', per, measure = 'mg', dose, opened, market, given, orderedDose, kept, ...rest } = sketch;
  const packages = (market ?? []).map((content) => ({
    content: amount(content, measure),
    container: 'single-dose' as const,
  }));
  return {
    drug: {
      hcpcs: hcpcs(code),
      label: code,
      billingUnit: amount(per, measure),
      containers: packages.map(({ content, container }) => ({ content, kind: container })),
      jwJz: 'applies',
      source: 'example',
    },
    on: plainDate('2026-12-15'),
    dose: amount(dose, measure),
    course: 'complete',
    vials: {
      kind: 'opened',
      opened: opened.map(([count, content, container = 'single-dose']) => ({
        content: amount(content, measure),
        count,
        container,
      })),
    },
    packages,
    packagesFrom: 'drug-table',
    claim: {},
    ...(given === undefined ? {} : { given: amount(given, measure) }),
    ...(orderedDose === undefined ? {} : { orderedDose: amount(orderedDose, measure) }),
    ...(kept === undefined ? {} : { keptForOthers: amount(kept, measure) }),
    ...rest,
  };
}

const withoutModifiers = (question: WasteQuestion): WasteQuestion => ({
  ...question,
  drug: { ...question.drug, jwJz: 'does-not-apply' },
});

const NIVOLUMAB = ['40', '100', '120', '240'];
const BEVACIZUMAB = ['100', '400'];
const PEMETREXED = ['100', '500'];

export const WASTE_EXAMPLES: readonly WasteExample[] = [
  {
    id: 'W1',
    title: '350 mg of four 100-mg vials at 10 mg a unit: 35 units given, 5 discarded',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']] }),
    // 350 / 10 = 35; (400 - 350) / 10 = 5
    expect: { lines: ['35', '5 JW'], discard: '50' },
  },
  {
    id: 'W2',
    title: '400 mg of four 100-mg vials: nothing is left, one line with JZ',
    given: charted({ per: '10', dose: '400', opened: [[4, '100']] }),
    // 400 / 10 = 40
    expect: { lines: ['40 JZ'], discard: '0' },
  },
  {
    id: 'W3',
    title: 'a unit as large as the vial: 70 mg of 100 mg is one unit with JZ, 30 mg on the chart',
    given: charted({ per: '100', dose: '70', opened: [[1, '100']] }),
    // ceil(0.7) = 1; 100 - 100 = 0
    expect: { lines: ['1 JZ'], discard: '30' },
  },
  {
    id: 'W4',
    title: '77 mg of 100 mg at 10 mg a unit: up to 8 given, down to 2 discarded',
    given: charted({ per: '10', dose: '77', opened: [[1, '100']] }),
    // ceil(7.7) = 8; floor((100 - 80) / 10) = 2
    expect: { lines: ['8', '2 JW'], discard: '23' },
  },
  {
    id: 'W5',
    title: '7 mg of a 10-mg vial is one unit with JZ, 3 mg on the chart',
    given: charted({ per: '10', dose: '7', opened: [[1, '10']] }),
    // ceil(0.7) = 1; 10 - 10 = 0
    expect: { lines: ['1 JZ'], discard: '3' },
  },
  {
    id: 'W6',
    title: '331 mg of 200 + 80 + 80 mg at 1 mg a unit: 29 mg is the least waste of 80, 200 and 400',
    given: charted({
      code: 'J3262',
      per: '1',
      dose: '331',
      opened: [
        [1, '200'],
        [2, '80'],
      ],
      market: ['80', '200', '400'],
    }),
    // 360 - 331 = 29
    expect: { lines: ['331', '29 JW'], discard: '29' },
  },
  {
    id: 'W7',
    title: '155 activity units of a 200-unit vial',
    given: charted({ code: 'J0585', per: '1', measure: 'units', dose: '155', opened: [[1, '200']] }),
    // 200 - 155 = 45
    expect: { lines: ['155', '45 JW'], discard: '45' },
  },
  {
    id: 'W8',
    title: '91.25 mg at a quarter of a milligram a unit, from 2 x 30 + 2 x 20 mg',
    given: charted({
      code: 'J9177',
      per: '0.25',
      dose: '91.25',
      opened: [
        [2, '30'],
        [2, '20'],
      ],
      market: ['20', '30'],
    }),
    // 91.25 / 0.25 = 365; 8.75 / 0.25 = 35
    expect: { lines: ['365', '35 JW'], discard: '8.75' },
  },
  {
    id: 'W9',
    title: '106.4 mg of 60 + 30 + 2 x 10 mg: the 0.6 mg that rounding up has paid for is not billed again',
    given: charted({
      code: 'J9047',
      per: '1',
      dose: '106.4',
      opened: [
        [1, '60'],
        [1, '30'],
        [2, '10'],
      ],
      market: ['10', '30', '60'],
    }),
    // ceil(106.4) = 107; 110 - 107 = 3
    expect: { lines: ['107', '3 JW'], discard: '3.6' },
  },
  {
    id: 'W10',
    title: '2.34 mg of a 3.5-mg vial at 0.1 mg a unit: 24 + 11 units are the whole vial',
    given: charted({ code: 'J9041', per: '0.1', dose: '2.34', opened: [[1, '3.5']] }),
    // ceil(23.4) = 24; (3.5 - 2.4) / 0.1 = 11
    expect: { lines: ['24', '11 JW'], discard: '1.16' },
  },
  {
    id: 'W11a',
    title: '1,086 mg of 2 x 400 + 3 x 100 mg: least waste of two sizes',
    given: charted({
      code: 'J9035',
      per: '10',
      dose: '1086',
      opened: [
        [2, '400'],
        [3, '100'],
      ],
      market: BEVACIZUMAB,
    }),
    // ceil(108.6) = 109; floor((1100 - 1090) / 10) = 1
    expect: { lines: ['109', '1 JW'], discard: '14' },
  },
  {
    id: 'W11b',
    title: '1,086 mg of 3 x 400 mg: the arithmetic holds, but a smaller set of vials exists',
    given: charted({ code: 'J9035', per: '10', dose: '1086', opened: [[3, '400']], market: BEVACIZUMAB }),
    // 1200 - 1090 = 110 is 11 units; 2 x 400 + 3 x 100 = 1100 would do
    expect: { lines: ['109', '11 JW'], discard: '114', warnings: ['smaller-vial-set-exists'] },
  },
  {
    id: 'W12',
    title: 'a pharmacist rounded 1,086 to 1,100 mg: the rounded dose is the dose, JZ',
    given: charted({
      code: 'J9035',
      per: '10',
      dose: '1100',
      orderedDose: '1086',
      opened: [
        [2, '400'],
        [3, '100'],
      ],
      market: BEVACIZUMAB,
      roundingTolerancePercent: decimal('10'),
    }),
    // 14 / 1086 = 1.29 %, inside 10 %
    expect: { lines: ['110 JZ'], discard: '0' },
  },
  {
    id: 'W13',
    title: '200 mg of two 100-mg vials at 1 mg a unit',
    given: charted({ code: 'J9271', per: '1', dose: '200', opened: [[2, '100']] }),
    // 200 - 200 = 0
    expect: { lines: ['200 JZ'], discard: '0' },
  },
  {
    id: 'W14a',
    title: '243 mg of 120 + 100 + 40 mg: 17 mg is the least waste',
    given: charted({
      code: 'J9299',
      per: '1',
      dose: '243',
      opened: [
        [1, '120'],
        [1, '100'],
        [1, '40'],
      ],
      market: NIVOLUMAB,
    }),
    // 260 - 243 = 17
    expect: { lines: ['243', '17 JW'], discard: '17' },
  },
  {
    id: 'W14b',
    title: '243 mg of 240 + 40 mg: fewer vials, more waste, and said so',
    given: charted({
      code: 'J9299',
      per: '1',
      dose: '243',
      opened: [
        [1, '240'],
        [1, '40'],
      ],
      market: NIVOLUMAB,
    }),
    // 280 - 243 = 37; 260 would do
    expect: { lines: ['243', '37 JW'], discard: '37', warnings: ['smaller-vial-set-exists'] },
  },
  {
    id: 'W14c',
    title: '243 mg rounded to one 240-mg vial: JZ',
    given: charted({
      code: 'J9299',
      per: '1',
      dose: '240',
      orderedDose: '243',
      opened: [[1, '240']],
      market: NIVOLUMAB,
      roundingTolerancePercent: decimal('10'),
    }),
    // 3 / 243 = 1.23 %
    expect: { lines: ['240 JZ'], discard: '0' },
  },
  {
    id: 'W15',
    title: '400 mg from a 420-mg multi-dose vial: given units only, no modifier',
    given: charted({ code: 'J9355', per: '10', dose: '400', opened: [[1, '420', 'multi-dose']] }),
    // 400 / 10 = 40; the 20 mg stay in the vial
    expect: { lines: ['40'], discard: '0' },
  },
  {
    id: 'W16',
    title: '400 mg from three 150-mg single-dose vials under the same code: the container decides',
    given: charted({ code: 'J9355', per: '10', dose: '400', opened: [[3, '150']] }),
    // 450 - 400 = 50 is 5 units
    expect: { lines: ['40', '5 JW'], discard: '50' },
  },
  {
    id: 'W17',
    title: '12 mg of a 25-mg vial at 10 mg a unit: 5 mg beyond two units is less than a unit, JZ',
    given: charted({ per: '10', dose: '12', opened: [[1, '25']] }),
    // ceil(1.2) = 2; 25 - 20 = 5 < 10
    expect: { lines: ['2 JZ'], discard: '13' },
  },
  {
    id: 'W18',
    title: '8 mg of a 25-mg vial at 10 mg a unit: one unit discarded, 5 mg never billable',
    given: charted({ per: '10', dose: '8', opened: [[1, '25']] }),
    // ceil(0.8) = 1; floor(15 / 10) = 1
    expect: { lines: ['1', '1 JW'], discard: '17' },
  },
  {
    id: 'W19a',
    title: '105 mg of two 100-mg vials at 1 mg a unit',
    given: charted({ per: '1', dose: '105', opened: [[2, '100']] }),
    // 200 - 105 = 95
    expect: { lines: ['105', '95 JW'], discard: '95' },
  },
  {
    id: 'W19b',
    title: '105 mg drawn from one 100-mg vial: capped at the label and looked at',
    given: charted({ per: '1', dose: '105', opened: [[1, '100']] }),
    // min(105, 100) = 100
    expect: { lines: ['100 JZ'], discard: '0', review: 'overfill' },
  },
  {
    id: 'W20',
    title: '1,091.2 mg of 2 x 400 + 3 x 100 mg: JZ although 8.8 mg is thrown away',
    given: charted({
      code: 'J9145',
      per: '10',
      dose: '1091.2',
      opened: [
        [2, '400'],
        [3, '100'],
      ],
      market: ['100', '400'],
    }),
    // ceil(109.12) = 110; 1100 - 1100 = 0
    expect: { lines: ['110 JZ'], discard: '8.8' },
  },
  {
    id: 'W21a',
    title: '865 mg of 500 + 4 x 100 mg',
    given: charted({
      code: 'J9305',
      per: '10',
      dose: '865',
      opened: [
        [1, '500'],
        [4, '100'],
      ],
      market: PEMETREXED,
    }),
    // ceil(86.5) = 87; (900 - 870) / 10 = 3
    expect: { lines: ['87', '3 JW'], discard: '35' },
  },
  {
    id: 'W21b',
    title: '865 mg of 2 x 500 mg: 100 mg more is thrown away than need be',
    given: charted({ code: 'J9305', per: '10', dose: '865', opened: [[2, '500']], market: PEMETREXED }),
    // (1000 - 870) / 10 = 13
    expect: { lines: ['87', '13 JW'], discard: '135', warnings: ['smaller-vial-set-exists'] },
  },
  {
    id: 'W22',
    title: 'a packaged drug (status N) in a hospital department: given units once, charted all the same',
    given: charted({
      per: '10',
      dose: '350',
      opened: [[4, '100']],
      claim: { setting: 'hopd', statusIndicator: 'N' },
    }),
    // 350 / 10 = 35
    expect: { lines: ['35'], discard: '50' },
  },
  {
    id: 'W23',
    title: 'a federally qualified health center: neither JW nor JZ',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], claim: { setting: 'fqhc' } }),
    // 350 / 10 = 35
    expect: { lines: ['35'], discard: '50' },
  },
  {
    id: 'W23 (rural)',
    title: 'a rural health clinic: neither JW nor JZ, and no TB',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], claim: { setting: 'rhc', is340b: true } }),
    // 350 / 10 = 35
    expect: { lines: ['35'], discard: '50' },
  },
  {
    id: 'W24 (A)',
    title: 'the first of two patients who share six vials: 50 mg went to the second, JZ',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], kept: '50' }),
    // 400 - 50 = 350
    expect: { lines: ['35 JZ'], discard: '0' },
  },
  {
    id: 'W24 (B)',
    title: 'the second of two patients who share six vials, one of them shared: JZ',
    given: charted({ per: '10', dose: '250', opened: [[3, '100']], kept: '50' }),
    // 300 - 50 = 250
    expect: { lines: ['25 JZ'], discard: '0' },
  },
  {
    id: 'W25',
    title: 'mixed, then refused: no drug line, all of it charted as discarded',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], course: 'none' }),
    // 4 x 100 = 400
    expect: { lines: [], discard: '400' },
  },
  {
    id: 'W26',
    title: 'a reaction after 300 of 700 mg: candidate lines that a person must look at',
    given: charted({
      code: 'J9312',
      per: '10',
      dose: '700',
      given: '300',
      course: 'interrupted',
      opened: [
        [1, '500'],
        [2, '100'],
      ],
      market: ['100', '500'],
    }),
    // 300 / 10 = 30; (700 - 300) / 10 = 40
    expect: { lines: ['30', '40 JW'], discard: '400', review: 'interrupted' },
  },
  {
    id: 'W27',
    title: 'one 6-mg syringe at half a milligram a unit: 12 units with JZ',
    given: charted({ code: 'J2506', per: '0.5', dose: '6', opened: [[1, '6']] }),
    // 6 / 0.5 = 12
    expect: { lines: ['12 JZ'], discard: '0' },
  },
  {
    id: 'W28',
    title: 'bought under 340B: TB on both lines',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], claim: { setting: 'hopd', is340b: true } }),
    // as W1
    expect: { lines: ['35 TB', '5 JW TB'], discard: '50' },
  },
  {
    id: 'W28 (multi-dose)',
    title: 'a multi-dose vial bought under 340B: TB without JW or JZ',
    given: charted({
      code: 'J9355',
      per: '10',
      dose: '400',
      opened: [[1, '420', 'multi-dose']],
      claim: { is340b: true },
    }),
    // 400 / 10 = 40
    expect: { lines: ['40 TB'], discard: '0' },
  },
  {
    id: 'W29',
    title: 'a non-excepted off-campus department: JZ and PN',
    given: charted({ per: '10', dose: '400', opened: [[4, '100']], claim: { setting: 'hopd', campus: 'PN' } }),
    // as W2
    expect: { lines: ['40 JZ PN'], discard: '0' },
  },
  {
    id: 'W30',
    title: '101 mg of two 100-mg vials: 1 mg over one vial, a pharmacist may round by 0.99 %',
    given: charted({
      per: '10',
      dose: '101',
      opened: [[2, '100']],
      roundingTolerancePercent: decimal('10'),
    }),
    // ceil(10.1) = 11; (200 - 110) / 10 = 9
    expect: { lines: ['11', '9 JW'], discard: '99', warnings: ['dose-rounding-possible'] },
  },
  {
    id: 'W31',
    title: '99.6 mg of a 100-mg vial at 1 mg a unit: JZ, 0.4 mg on the chart',
    given: charted({ per: '1', dose: '99.6', opened: [[1, '100']] }),
    // ceil(99.6) = 100
    expect: { lines: ['100 JZ'], discard: '0.4' },
  },
  {
    id: 'before JZ',
    title: 'the last day before JZ: a line without waste carries no modifier',
    given: charted({ per: '10', dose: '400', opened: [[4, '100']], on: plainDate('2023-06-30') }),
    // 400 / 10 = 40
    expect: { lines: ['40'], discard: '0' },
  },
  {
    id: 'first JZ',
    title: 'the first day of JZ',
    given: charted({ per: '10', dose: '400', opened: [[4, '100']], on: plainDate('2023-07-01') }),
    // 400 / 10 = 40
    expect: { lines: ['40 JZ'], discard: '0' },
  },
  {
    id: 'before JW',
    title: 'the last day before JW was required: given units once, and a person looks',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], on: plainDate('2016-12-31') }),
    // 350 / 10 = 35
    expect: { lines: ['35'], discard: '50', review: 'before-2017' },
  },
  {
    id: 'container differs',
    title: 'a single-dose vial of a code that the table knows in multi-dose vials only: a person looks',
    given: withoutModifiers(charted({ code: 'J9045', per: '50', dose: '530', opened: [[1, '600']] })),
    // ceil(530 / 50) = 11
    expect: { lines: ['11'], discard: '70', review: 'container-differs' },
  },
  {
    id: 'first JW',
    title: 'the first day of JW',
    given: charted({ per: '10', dose: '350', opened: [[4, '100']], on: plainDate('2017-01-01') }),
    // as W1
    expect: { lines: ['35', '5 JW'], discard: '50' },
  },
  {
    id: 'fractional vial',
    title: 'a 10-mg vial at 0.075 mg a unit is 133.33 units: given and discarded stay below the label',
    given: charted({ code: 'J9359', per: '0.075', dose: '9', opened: [[1, '10']] }),
    // 9 / 0.075 = 120; floor(1 / 0.075) = 13; 133 x 0.075 = 9.975
    expect: { lines: ['120', '13 JW'], discard: '1' },
  },
  {
    id: 'packaged in a PO department',
    title: 'status N keeps PO and takes neither JW, JZ nor TB',
    given: charted({
      per: '10',
      dose: '350',
      opened: [[4, '100']],
      claim: { setting: 'hopd', statusIndicator: 'N', campus: 'PO', is340b: true },
    }),
    // 350 / 10 = 35
    expect: { lines: ['35 PO'], discard: '50' },
  },
];
