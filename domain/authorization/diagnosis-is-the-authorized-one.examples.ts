import type { Example } from '../decision/example.ts';
import { exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import { diagnosisIsTheAuthorizedOne } from './diagnosis-is-the-authorized-one.rule.ts';

export const rule = diagnosisIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'C34.11 ordered, C50.911 authorized: another disease',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ diagnoses: ['C50.911'] })] }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'other-disease' },
  },
  {
    title: 'C34.11 ordered, C34.12 authorized: one category, another code',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ diagnoses: ['C34.12'] })] }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'other-code' },
  },
  {
    title: 'C34.11 ordered and authorized',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ diagnoses: ['C34.11'] })] }),
    expect: { verdict: 'clear', reason: 'matches' },
  },
  {
    title: 'An authorization that names no diagnosis is not compared',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'not-stated' },
  },
];
