import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleDrug, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { intervalIsTheAuthorizedOne } from './interval-is-the-authorized-one.rule.ts';

export const rule = intervalIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'Every 17 days where 21 are authorized, one visit booked',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ intervalDays: 17 })] })],
      authorizations: [exampleAuthorization({ intervalDays: 21 })],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'shorter' },
  },
  {
    title: 'Every 18 days is within three days of 21',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ intervalDays: 18 })] })],
      authorizations: [exampleAuthorization({ intervalDays: 21 })],
    }),
    expect: { verdict: 'clear', reason: 'as-authorized' },
  },
  {
    // Dec 1 to Dec 29 are 28 days: two visits fit at 21 days, three are booked at 14
    title: 'Three visits booked at 14 days where two fit at 21 before the authorization ends',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-01'), exampleVisit('2026-12-15'), exampleVisit('2026-12-29')],
      authorizations: [
        exampleAuthorization({ intervalDays: 21, period: { from: day('2026-07-01'), to: day('2026-12-29') } }),
      ],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'more-visits' },
  },
  {
    title: 'Without an authorization there is nothing to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
