import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import { authorizationCoversTheDate } from './authorization-covers-the-date.rule.ts';

export const rule = authorizationCoversTheDate;

export const examples: readonly Example[] = [
  {
    title: 'An authorization to December 10 does not cover December 15',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'expired',
      sentence: 'Keytruda (J9271): auth ends Dec 10, Dec 15 visit not covered.',
    },
  },
  {
    title: 'The last day, December 15, is covered',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-15') } })],
    }),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'One day less, December 14, is not',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-14') } })],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'expired' },
  },
  {
    title: 'Without an authorization there is no end to judge',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
