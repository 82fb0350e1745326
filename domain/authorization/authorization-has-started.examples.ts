import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import { authorizationHasStarted } from './authorization-has-started.rule.ts';

export const rule = authorizationHasStarted;

export const examples: readonly Example[] = [
  {
    title: 'An authorization from December 16 on does not cover December 15',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-12-16'), to: day('2027-06-30') } })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'not-yet-effective',
      sentence: 'Keytruda (J9271): auth starts Dec 16, Dec 15 visit not covered.',
    },
  },
  {
    title: 'From December 15 on it does',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-12-15'), to: day('2027-06-30') } })],
    }),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'Without an authorization there is no start to judge',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
