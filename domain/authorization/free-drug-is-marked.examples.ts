import type { Example } from '../decision/example.ts';
import { exampleDrug, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { freeDrugIsMarked } from './free-drug-is-marked.rule.ts';

export const rule = freeDrugIsMarked;

export const examples: readonly Example[] = [
  {
    title: 'A study drug is not billed',
    given: exampleSnapshot({ visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ supply: 'trial' })] })] }),
    expect: { verdict: 'at-risk', severity: 'info', reason: 'not-billed' },
  },
  {
    title: 'A drug that the clinic buys is billed',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ supply: 'buy-and-bill' })] })],
    }),
    expect: { verdict: 'clear', reason: 'billed' },
  },
  {
    title: 'A record that does not say who supplies the drug is no source for this',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'supply-unstated' },
  },
];
