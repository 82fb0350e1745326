import type { Example } from '../decision/example.ts';
import { day, exampleSnapshot } from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { benefitPaysTheDrug } from './benefit-pays-the-drug.rule.ts';

const checked = (benefit: 'medical' | 'pharmacy'): Snapshot =>
  exampleSnapshot({
    eligibility: [{ coverage: 'Coverage/c1', checkedOn: day('2026-11-20'), benefit, source: 'eligibility import' }],
  });

export const rule = benefitPaysTheDrug;

export const examples: readonly Example[] = [
  {
    title: 'The payer says that the pharmacy benefit pays it',
    given: checked('pharmacy'),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'moved' },
  },
  {
    title: 'The payer says that the medical benefit pays it',
    given: checked('medical'),
    expect: { verdict: 'clear', reason: 'medical' },
  },
  {
    title: 'No check names a benefit',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
