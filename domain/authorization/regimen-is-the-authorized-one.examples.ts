import type { Example } from '../decision/example.ts';
import { code, exampleAuthorization, exampleDrug, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { regimenIsTheAuthorizedOne } from './regimen-is-the-authorized-one.rule.ts';

export const rule = regimenIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'Keytruda replaces Opdivo and is not authorized',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ stoppedReplaced: [code('J9299')] })] })],
      authorizations: [exampleAuthorization({ products: [code('J9299')] })],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'drug-replaced' },
  },
  {
    title: 'Keytruda replaces Opdivo and is authorized',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ stoppedReplaced: [code('J9299')] })] })],
    }),
    expect: { verdict: 'clear', reason: 'covered' },
  },
  {
    title: 'A record that names no stopped order is no source for this',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
