import type { Example } from '../decision/example.ts';
import {
  exampleDose,
  exampleDrug,
  exampleKnowledge,
  exampleSnapshot,
  exampleVisit,
} from '../decision/example-course.ts';
import { doseIsKnown } from './dose-is-known.rule.ts';

export const rule = doseIsKnown;

export const examples: readonly Example[] = [
  {
    title: '200 mg of J9271, one unit a milligram, are 200 units',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'known' },
  },
  {
    title: 'An order without a dose has no units, not zero units',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [exampleDrug({ dose: { kind: 'unknown', missing: ['dose'], because: 'The order states no dose.' } })],
        }),
      ],
    }),
    expect: { verdict: 'cannot-tell', reason: 'dose-unknown', missing: ['dose'] },
  },
  {
    title: '8 mL of a drug that is billed by the milligram need the concentration',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ dose: exampleDose('8', 'mL') })] })],
    }),
    expect: { verdict: 'cannot-tell', reason: 'dose-unknown', missing: ['concentration'] },
  },
  {
    title: 'Where no vial strength is known, what is discarded cannot be told',
    given: exampleSnapshot({
      knowledge: exampleKnowledge({
        drugs: exampleKnowledge().drugs.map((facts) => ({ ...facts, containers: [] })),
      }),
    }),
    expect: { verdict: 'cannot-tell', severity: 'info', reason: 'discard-unknown', missing: ['vial strengths'] },
  },
];
