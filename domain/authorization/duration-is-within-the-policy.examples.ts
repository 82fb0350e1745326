import type { Example } from '../decision/example.ts';
import { exampleKnowledge, examplePolicy, exampleSnapshot, exampleUse } from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { durationIsWithinThePolicy } from './duration-is-within-the-policy.rule.ts';

const course = (firstDose: string): Snapshot =>
  exampleSnapshot({
    priorUses: [exampleUse(firstDose, '200')],
    knowledge: exampleKnowledge({ policies: [examplePolicy({ dose: { maxDurationMonths: 24 } })] }),
  });

export const rule = durationIsWithinThePolicy;

export const examples: readonly Example[] = [
  {
    title: 'First dose December 15, 2024, 24 months allowed: December 15, 2026 is beyond',
    given: course('2024-12-15'),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'beyond' },
  },
  {
    title: 'First dose December 16, 2024: one day is left, within the sixty that are told',
    given: course('2024-12-16'),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'nearly' },
  },
  {
    title: 'First dose a year ago',
    given: course('2025-12-15'),
    expect: { verdict: 'clear', reason: 'within' },
  },
  {
    title: 'A policy without a longest duration sets none',
    given: exampleSnapshot({ priorUses: [exampleUse('2020-01-01', '200')] }),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
