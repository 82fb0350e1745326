import type { Example } from '../decision/example.ts';
import { day, exampleKnowledge, examplePolicy, exampleSnapshot } from '../decision/example-course.ts';
import { policyIsUnchangedSinceApproval } from './policy-is-unchanged-since-approval.rule.ts';

export const rule = policyIsUnchangedSinceApproval;

export const examples: readonly Example[] = [
  {
    title: 'Approved July 1, a new policy holds from December 1',
    given: exampleSnapshot({
      knowledge: exampleKnowledge({ policies: [examplePolicy({ inForce: { from: day('2026-12-01') } })] }),
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'changed' },
  },
  {
    title: 'The policy has held since before the approval',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'unchanged' },
  },
  {
    title: 'Without an authorization there is nothing to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
