import type { Example } from '../decision/example.ts';
import {
  day,
  exampleAuthorization,
  exampleKnowledge,
  examplePolicy,
  exampleSnapshot,
  exampleVisit,
} from '../decision/example-course.ts';
import { renewalIsUnderWay } from './renewal-is-under-way.rule.ts';

export const rule = renewalIsUnderWay;

export const examples: readonly Example[] = [
  {
    // November 21 to December 10: 19 days
    title: 'Nineteen days left and no renewal asked for',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } })],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'ends-soon' },
  },
  {
    title: 'Fourteen days left, a later visit booked, and no renewal asked for',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-05') } })],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'ends-soon' },
  },
  {
    title: 'Fourteen days left, but the renewal waits for an answer',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-05') } }),
        exampleAuthorization({ id: 'ClaimResponse/r2#1', number: 'PEND', decision: 'pended', period: {} }),
      ],
      visits: [exampleVisit('2026-12-01'), exampleVisit('2026-12-22')],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'ends-soon' },
  },
  {
    title: 'Forty-five days left and a visit after the end: time to renew',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-12')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2027-01-05') } })],
    }),
    expect: { verdict: 'at-risk', severity: 'info', reason: 'time-to-renew' },
  },
  {
    title: 'Forty-six days left are far enough',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-12')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2027-01-06') } })],
    }),
    expect: { verdict: 'clear', reason: 'far-from-its-end' },
  },
  {
    title: 'Nineteen days left, and the next authorization is already approved',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-08'), exampleVisit('2026-12-29')],
      authorizations: [
        exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } }),
        exampleAuthorization({
          id: 'ClaimResponse/r2#1',
          number: 'AUTH0002',
          period: { from: day('2026-12-11'), to: day('2027-06-10') },
        }),
      ],
    }),
    expect: { verdict: 'clear', reason: 'renewed' },
  },
  {
    title: 'A policy that takes renewals sixty days ahead opens the renewal then',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-02-02')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2027-01-20') } })],
      knowledge: exampleKnowledge({
        policies: [
          examplePolicy({ authorization: { required: true, carriesOverPlanYear: true, renewalWindowDays: 60 } }),
        ],
      }),
    }),
    expect: { verdict: 'at-risk', severity: 'info', reason: 'time-to-renew' },
  },
  {
    title: 'An authorization that has ended is no longer renewed by this rule',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ period: { from: day('2026-01-01'), to: day('2026-06-30') } })],
    }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
