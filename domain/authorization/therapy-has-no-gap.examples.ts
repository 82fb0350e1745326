import type { Example } from '../decision/example.ts';
import { exampleSnapshot, exampleUse } from '../decision/example-course.ts';
import { therapyHasNoGap } from './therapy-has-no-gap.rule.ts';

export const rule = therapyHasNoGap;

export const examples: readonly Example[] = [
  {
    // June 18 to December 15: 180 days
    title: 'Last dose 180 days before the visit',
    given: exampleSnapshot({ priorUses: [exampleUse('2026-06-18', '200')] }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'gap' },
  },
  {
    title: 'Last dose 179 days before the visit',
    given: exampleSnapshot({ priorUses: [exampleUse('2026-06-19', '200')] }),
    expect: { verdict: 'clear', reason: 'continuous' },
  },
  {
    title: 'No earlier dose on record',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
