import type { Example } from '../decision/example.ts';
import { exampleAuthorization, exampleKnowledge, examplePolicy, exampleSnapshot } from '../decision/example-course.ts';
import { requiredAuthorizationExists } from './required-authorization-exists.rule.ts';

export const rule = requiredAuthorizationExists;

export const examples: readonly Example[] = [
  {
    title: 'Sunrise requires an authorization and none is on record for the December 15 visit',
    given: exampleSnapshot({ authorizations: [] }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'none-on-file',
      sentence: 'Keytruda (J9271): no auth on file, Sunrise Health Plan requires one; Dec 15 visit not covered.',
    },
  },
  {
    title: 'A payer without a policy on file is unknown, never "none needed"',
    given: exampleSnapshot({ authorizations: [], knowledge: exampleKnowledge({ policies: [] }) }),
    expect: { verdict: 'cannot-tell', reason: 'requirement-unknown', missing: ['payer policy'] },
  },
  {
    title: 'Two equally specific policies are not picked between',
    given: exampleSnapshot({
      authorizations: [],
      knowledge: exampleKnowledge({ policies: [examplePolicy(), examplePolicy({ id: 'sunrise-again' })] }),
    }),
    expect: { verdict: 'cannot-tell', reason: 'requirement-unknown', missing: ['payer policy'] },
  },
  {
    title: 'Authorizations that could not be read are not missing: nobody looked',
    given: exampleSnapshot({ authorizations: [], unread: ['authorizations'] }),
    expect: { verdict: 'cannot-tell', reason: 'not-looked-at', missing: ['authorizations'] },
  },
  {
    title: 'An approval on record is clear, valid or not: other rules judge it',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'on-file' },
  },
  {
    title: 'A policy that requires none makes the rule not applicable',
    given: exampleSnapshot({
      authorizations: [],
      knowledge: exampleKnowledge({ policies: [examplePolicy({ authorization: { required: false } })] }),
    }),
    expect: { verdict: 'not-applicable', reason: 'not-required' },
  },
  {
    title: 'A request that waits for an answer is another rule’s business',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ decision: 'pended' })] }),
    expect: { verdict: 'not-applicable', reason: 'asked-for' },
  },
  {
    title: 'Without any coverage nothing can be said, and the coverage rule says so',
    given: exampleSnapshot({ authorizations: [], coverages: [] }),
    expect: { verdict: 'not-applicable', reason: 'not-known-enough' },
  },
];
