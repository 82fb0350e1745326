import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { laterVisitsAreCovered } from './later-visits-are-covered.rule.ts';

export const rule = laterVisitsAreCovered;

export const examples: readonly Example[] = [
  {
    title: 'Cycles on November 24, December 15 and January 5, authorization to December 10: two cycles are uncovered',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24'), exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'later-uncovered',
      sentence: 'Keytruda (J9271): auth ends Dec 10, Dec 15 visit not covered nor 1 more after it.',
    },
  },
  {
    title: 'Authorization to January 5: the last booked cycle is its last day',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24'), exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2027-01-05') } })],
    }),
    expect: { verdict: 'clear', reason: 'all-covered' },
  },
  {
    title: 'A renewal that starts where the first authorization ends covers the later cycle',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24'), exampleVisit('2026-12-15')],
      authorizations: [
        exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } }),
        exampleAuthorization({
          id: 'ClaimResponse/r2#1',
          number: 'AUTH0002',
          period: { from: day('2026-12-11'), to: day('2027-06-10') },
        }),
      ],
    }),
    expect: { verdict: 'clear', reason: 'all-covered' },
  },
  {
    title: 'A renewal that still waits does not cover the later cycle',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24'), exampleVisit('2026-12-15')],
      authorizations: [
        exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } }),
        exampleAuthorization({ id: 'ClaimResponse/r2#1', number: 'PEND', decision: 'pended', period: {} }),
      ],
    }),
    expect: {
      verdict: 'at-risk',
      reason: 'later-uncovered',
      sentence: 'Keytruda (J9271): auth ends Dec 10, Dec 15 visit not covered.',
    },
  },
  {
    title: 'A visit that is itself uncovered is told so by its own rule',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'not-valid-now' },
  },
];
