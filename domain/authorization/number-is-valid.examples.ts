import type { Example } from '../decision/example.ts';
import {
  exampleAuthorization,
  exampleKnowledge,
  examplePolicy,
  exampleSnapshot,
  otherPayer,
} from '../decision/example-course.ts';
import { numberIsValid } from './number-is-valid.rule.ts';

const { number: _unstated, ...withoutNumber } = exampleAuthorization();

export const rule = numberIsValid;

export const examples: readonly Example[] = [
  {
    title: 'An approval without a number cannot be billed',
    given: exampleSnapshot({ authorizations: [withoutNumber] }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'number-invalid' },
  },
  {
    title: 'AUTH0001 is not of the form A and eight digits that this payer uses',
    given: exampleSnapshot({
      knowledge: exampleKnowledge({
        policies: [examplePolicy({ authorization: { required: true, numberPattern: '^A[0-9]{8}$' } })],
      }),
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'number-invalid' },
  },
  {
    title: 'The number of an earlier payer is not held against the form of the present one',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ payer: otherPayer, coverage: 'Coverage/old', memberId: 'G7' })],
      knowledge: exampleKnowledge({
        policies: [examplePolicy({ authorization: { required: true, numberPattern: '^A[0-9]{8}$' } })],
      }),
    }),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'AUTH0001 holds where the policy knows no form',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'Without an authorization there is no number',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
