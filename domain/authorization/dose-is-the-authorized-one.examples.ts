import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import { decimal } from '../kernel/rational.ts';
import type { ClinicalFacts } from '../visit/snapshot.ts';
import { doseIsTheAuthorizedOne } from './dose-is-the-authorized-one.rule.ts';

const weighed = (kg: string): ClinicalFacts => ({
  ...exampleSnapshot().clinical,
  weights: [{ ref: 'Observation/w1', kg: decimal(kg), on: day('2026-11-20') }],
});

export const rule = doseIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: '200 units planned, 150 authorized for each dose',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ unitsPerDose: decimal('150') })] }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'more-units' },
  },
  {
    title: '200 units planned, 200 authorized for each dose',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ unitsPerDose: decimal('200') })] }),
    expect: { verdict: 'clear', reason: 'within' },
  },
  {
    // (89 - 80) / 80 = 11.25 %
    title: 'Weight 80 kg at the approval, 89 kg now: 11.25 % more',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ weightKg: decimal('80') })],
      clinical: weighed('89'),
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'weight-changed',
      sentence: 'Keytruda (J9271): weight was 80 kg at the approval and is 89 kg now (11.25 %).',
    },
  },
  {
    title: 'Weight 80 kg at the approval, 87.9 kg now: less than a tenth',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ weightKg: decimal('80') })],
      clinical: weighed('87.9'),
    }),
    expect: { verdict: 'clear', reason: 'within' },
  },
  {
    title: 'Without an authorization there is nothing to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
