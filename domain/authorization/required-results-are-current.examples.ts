import type { Example } from '../decision/example.ts';
import { day, exampleKnowledge, examplePolicy, exampleSnapshot } from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { requiredResultsAreCurrent } from './required-results-are-current.rule.ts';

const tested = (on: string | undefined): Snapshot => {
  const plain = exampleSnapshot();
  const results = on === undefined ? [] : [{ ref: 'Observation/o1', loinc: ['85147-7'], on: day(on) }];
  const policy = examplePolicy({ requiredResults: [{ loinc: '85147-7', name: 'PD-L1', maxAgeDays: 365 }] });
  return exampleSnapshot({
    clinical: { ...plain.clinical, results },
    supplies: { ...plain.supplies, results: true },
    knowledge: exampleKnowledge({ policies: [policy] }),
  });
};

export const rule = requiredResultsAreCurrent;

export const examples: readonly Example[] = [
  {
    title: 'The policy asks for PD-L1 and none is on record',
    given: tested(undefined),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'due',
      sentence: 'Keytruda (J9271): PD-L1 not on record.',
    },
  },
  {
    // December 14, 2025 to December 15, 2026: 366 days
    title: 'PD-L1 366 days before the visit, 365 allowed',
    given: tested('2025-12-14'),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'due' },
  },
  {
    title: 'PD-L1 365 days before the visit',
    given: tested('2025-12-15'),
    expect: { verdict: 'clear', reason: 'current' },
  },
  {
    title: 'A site that supplies no results is no source for this',
    given: exampleSnapshot(),
    expect: {
      verdict: 'not-applicable',
      reason: 'no-source',
      sentence: 'Keytruda (J9271): the policy asks for no results, or the site supplies none.',
    },
  },
];
