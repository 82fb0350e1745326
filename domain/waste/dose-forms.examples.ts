import { plainDate } from '../kernel/plain-date.ts';
import { amount } from '../kernel/quantity.ts';
import { decimal } from '../kernel/rational.ts';
import type { BodyFacts, Measured } from './body-size.ts';
import type { DoseCaution, DoseCircumstances, DoseForm } from './dose-forms.ts';

export interface DoseExample {
  readonly title: string;
  readonly given: { readonly form: DoseForm; readonly circumstances: DoseCircumstances };
  readonly expect:
    | { readonly amount: string; readonly low?: string; readonly cautions?: readonly DoseCaution[] }
    | { readonly problem: string };
}

const at = (value: string, on = '2026-12-01'): Measured => ({ value: decimal(value), on: plainDate(on) });
const visit = (body: BodyFacts): DoseCircumstances => ({ body, on: plainDate('2026-12-15') });
const perM2 = (value: string): DoseForm => ({ kind: 'per-surface', perM2: amount(value, 'mg') });
const perKg = (value: string): DoseForm => ({ kind: 'per-weight', perKg: amount(value, 'mg') });
const auc = (target: string): DoseForm => ({ kind: 'auc', target: decimal(target) });

export const DOSE_EXAMPLES: readonly DoseExample[] = [
  {
    title: '75 mg/m2 at 82 kg and 178 cm is 151.02 mg by Mosteller',
    given: { form: perM2('75'), circumstances: visit({ weight: at('82'), height: at('178') }) },
    // sqrt(178 x 82 / 3600) = 2.01357... -> 2.0136; x 75 = 151.02
    expect: { amount: '151.02 mg' },
  },
  {
    title: 'a charted surface is used as charted',
    given: { form: perM2('75'), circumstances: visit({ weight: at('82'), height: at('178'), surface: at('2.01') }) },
    // 2.01 x 75
    expect: { amount: '150.75 mg' },
  },
  {
    title: 'a surface charted before the latest weight gives way to Mosteller',
    given: {
      form: perM2('75'),
      circumstances: visit({ weight: at('82'), height: at('178'), surface: at('2.01', '2026-11-30') }),
    },
    // as the first
    expect: { amount: '151.02 mg' },
  },
  {
    title: 'an older surface stands where the height is not known',
    given: { form: perM2('75'), circumstances: visit({ weight: at('82'), surface: at('2.01', '2026-11-30') }) },
    // 2.01 x 75
    expect: { amount: '150.75 mg' },
  },
  {
    title: '1.25 mg/kg at 73 kg is 91.25 mg',
    given: { form: perKg('1.25'), circumstances: visit({ weight: at('73') }) },
    // 1.25 x 73
    expect: { amount: '91.25 mg' },
  },
  {
    title: 'a weight of exactly 90 days before the visit is not stale',
    given: { form: perKg('2'), circumstances: visit({ weight: at('73', '2026-09-16') }) },
    // 2 x 73
    expect: { amount: '146 mg', cautions: [] },
  },
  {
    title: 'a weight of 91 days before the visit is stale',
    given: { form: perKg('2'), circumstances: visit({ weight: at('73', '2026-09-15') }) },
    // 2 x 73
    expect: { amount: '146 mg', cautions: ['stale-measurement'] },
  },
  {
    title: 'a weight without a day counts as stale',
    given: { form: perKg('2'), circumstances: visit({ weight: { value: decimal('73') } }) },
    // 2 x 73
    expect: { amount: '146 mg', cautions: ['stale-measurement'] },
  },
  {
    title: '500 kg is still a weight',
    given: { form: perKg('1'), circumstances: visit({ weight: at('500') }) },
    // 1 x 500
    expect: { amount: '500 mg' },
  },
  {
    title: 'more than 500 kg is a slip',
    given: { form: perKg('1'), circumstances: visit({ weight: at('500.1') }) },
    expect: { problem: 'implausible' },
  },
  {
    title: 'a height in meters where centimeters belong is a slip',
    given: { form: perM2('75'), circumstances: visit({ weight: at('82'), height: at('1.78') }) },
    expect: { problem: 'implausible' },
  },
  {
    title: 'a weight that nobody charted is named, not assumed',
    given: { form: perKg('1'), circumstances: visit({}) },
    expect: { problem: 'missing' },
  },
  {
    title: 'AUC 5 at a filtration of 100 mL/min is 625 mg',
    given: { form: auc('5'), circumstances: visit({ filtration: at('100') }) },
    // 5 x (100 + 25)
    expect: { amount: '625 mg' },
  },
  {
    title: 'a filtration of exactly 125 mL/min is not capped',
    given: { form: auc('6'), circumstances: visit({ filtration: at('125') }) },
    // 6 x (125 + 25)
    expect: { amount: '900 mg', cautions: [] },
  },
  {
    title: 'a filtration above 125 mL/min counts as 125',
    given: { form: auc('6'), circumstances: visit({ filtration: at('140') }) },
    // 6 x (125 + 25)
    expect: { amount: '900 mg', cautions: ['filtration-capped'] },
  },
  {
    title: '20 mg an hour for three hours is 60 mg',
    given: {
      form: { kind: 'rate', perHour: amount('20', 'mg'), hours: decimal('3') },
      circumstances: visit({}),
    },
    // 20 x 3
    expect: { amount: '60 mg' },
  },
  {
    title: 'a rate without a duration is no dose',
    given: { form: { kind: 'rate', perHour: amount('20', 'mg'), hours: undefined }, circumstances: visit({}) },
    expect: { problem: 'duration-missing' },
  },
  {
    title: '10 mL of 25 mg/mL is 250 mg',
    given: {
      form: { kind: 'fixed', amount: amount('10', 'mL') },
      circumstances: { ...visit({}), concentration: amount('25', 'mg') },
    },
    // 10 x 25
    expect: { amount: '250 mg' },
  },
  {
    title: 'a volume without a concentration stays a volume',
    given: { form: { kind: 'fixed', amount: amount('10', 'mL') }, circumstances: visit({}) },
    // no conversion
    expect: { amount: '10 mL' },
  },
  {
    title: 'a range keeps both ends and counts with the high one',
    given: {
      form: { kind: 'range', low: perKg('5'), high: perKg('10') },
      circumstances: visit({ weight: at('70') }),
    },
    // 5 x 70 to 10 x 70
    expect: { amount: '700 mg', low: '350 mg' },
  },
  {
    title: 'a range whose low end is above its high end is refused',
    given: {
      form: { kind: 'range', low: perKg('10'), high: perKg('5') },
      circumstances: visit({ weight: at('70') }),
    },
    expect: { problem: 'range-upside-down' },
  },
  {
    title: 'a dose of nothing is refused',
    given: { form: perKg('0'), circumstances: visit({ weight: at('70') }) },
    expect: { problem: 'dose-not-positive' },
  },
];
