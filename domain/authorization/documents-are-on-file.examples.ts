import type { Example } from '../decision/example.ts';
import { day, exampleKnowledge, examplePolicy, exampleSnapshot } from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { documentsAreOnFile } from './documents-are-on-file.rule.ts';

const filed = (texts: readonly string[]): Snapshot => {
  const plain = exampleSnapshot();
  return exampleSnapshot({
    authorizations: [],
    clinical: { ...plain.clinical, documents: [{ ref: 'DocumentReference/d1', texts, on: day('2026-10-01') }] },
    supplies: { ...plain.supplies, documents: true },
    knowledge: exampleKnowledge({ policies: [examplePolicy({ documents: ['pathology report'] })] }),
  });
};

export const rule = documentsAreOnFile;

export const examples: readonly Example[] = [
  {
    title: 'A request needs the pathology report, and none is on file',
    given: filed(['progress note']),
    expect: { verdict: 'cannot-tell', severity: 'info', reason: 'missing', missing: ['pathology report'] },
  },
  {
    title: 'The pathology report is on file',
    given: filed(['Pathology report, lung biopsy']),
    expect: { verdict: 'clear', reason: 'on-file' },
  },
  {
    title: 'After an approval nobody asks for documents',
    given: exampleSnapshot(),
    expect: {
      verdict: 'not-applicable',
      reason: 'no-source',
      sentence: 'Keytruda (J9271): no documents are asked for or supplied, or the payer has approved.',
    },
  },
];
