import type { Example } from '../decision/example.ts';
import { exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { visitHasADrug } from './visit-has-a-drug.rule.ts';

export const rule = visitHasADrug;

export const examples: readonly Example[] = [
  {
    title: 'A visit that no order could be joined to is "drug unknown", never silent',
    given: exampleSnapshot({ visits: [exampleVisit('2026-12-15', { drugs: [] })] }),
    expect: {
      verdict: 'cannot-tell',
      reason: 'no-order-joined',
      missing: ['drug'],
      sentence: 'Visit Dec 15: drug unknown, no order could be joined to it.',
    },
  },
  {
    title: 'A visit with one order is joined',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'joined' },
  },
];
