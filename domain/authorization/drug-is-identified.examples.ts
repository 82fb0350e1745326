import type { Example } from '../decision/example.ts';
import { code, exampleDrug, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { drugIsIdentified } from './drug-is-identified.rule.ts';

export const rule = drugIsIdentified;

export const examples: readonly Example[] = [
  {
    title: 'An order coded J9271 names one product',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'identified' },
  },
  {
    title: '"Bevacizumab" without a code may be Avastin or a biosimilar: none is picked',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [
            exampleDrug({
              identity: {
                kind: 'several',
                candidates: [code('J9035'), code('Q5118')],
                by: 'text',
                name: 'bevacizumab',
              },
              name: 'bevacizumab',
            }),
          ],
        }),
      ],
    }),
    expect: {
      verdict: 'cannot-tell',
      reason: 'several-products',
      missing: ['drug'],
      sentence: 'bevacizumab: the order fits J9035, Q5118; which product is meant is not known.',
    },
  },
  {
    title: 'J9999 is for drugs without a code of their own: a person looks at it',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [exampleDrug({ identity: { kind: 'unlisted', hcpcs: code('J9999'), name: 'new drug' } })],
        }),
      ],
    }),
    expect: { verdict: 'cannot-tell', reason: 'unlisted-code', missing: ['drug'] },
  },
  {
    title: '"CHEMO INFUSION" names no drug',
    given: exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [exampleDrug({ identity: { kind: 'unknown', name: 'CHEMO INFUSION' }, name: 'CHEMO INFUSION' })],
        }),
      ],
    }),
    expect: {
      verdict: 'cannot-tell',
      reason: 'unreadable',
      missing: ['drug'],
      sentence: 'CHEMO INFUSION: drug unknown, the order names no billing code that could be read.',
    },
  },
];
