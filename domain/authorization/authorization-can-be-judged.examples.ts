import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import { authorizationCanBeJudged } from './authorization-can-be-judged.rule.ts';

export const rule = authorizationCanBeJudged;

export const examples: readonly Example[] = [
  {
    title: 'An approval without an end date is not read as open-ended',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ period: { from: day('2026-07-01') } })] }),
    expect: { verdict: 'cannot-tell', reason: 'incomplete', missing: ['end of the authorization period'] },
  },
  {
    title: 'An approval that names no product does not count for this one',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ products: [] })] }),
    expect: { verdict: 'cannot-tell', reason: 'incomplete', missing: ['product'] },
  },
  {
    title: 'Beside an expired authorization a newer one without an end is still asked about',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization({ period: { from: day('2026-01-01'), to: day('2026-06-30') } }),
        exampleAuthorization({ id: 'ClaimResponse/r2#1', number: 'AUTH0002', period: { from: day('2026-07-01') } }),
      ],
    }),
    expect: { verdict: 'cannot-tell', reason: 'incomplete', missing: ['end of the authorization period'] },
  },
  {
    title: 'An approval dated in the future is a slip somebody must clear up',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ created: day('2026-12-01') })] }),
    expect: {
      verdict: 'cannot-tell',
      reason: 'incomplete',
      missing: ['date of the authorization that is not in the future'],
    },
  },
  {
    title: 'An answer with an unknown review code grants nothing',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'unreadable', decisionCode: 'Z9' })],
    }),
    expect: { verdict: 'cannot-tell', reason: 'unreadable-decision', missing: ['decision of the payer'] },
  },
  {
    title: 'Doses given that could not be read leave the units unknown, not full',
    given: exampleSnapshot({ unread: ['administrations'] }),
    expect: { verdict: 'cannot-tell', reason: 'incomplete', missing: ['units used so far'] },
  },
  {
    title:
      'The payer says until June 30, the imported list until January 31: January 31 counts, and still covers the visit',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization(),
        exampleAuthorization({
          id: 'feed/1',
          source: 'feed',
          strength: 'recorded',
          period: { from: day('2026-07-01'), to: day('2027-01-31') },
        }),
      ],
    }),
    expect: {
      verdict: 'cannot-tell',
      severity: 'info',
      reason: 'sources-disagree',
      missing: ['end of period'],
      sentence: 'Keytruda (J9271): sources differ on the end of period of auth AUTH0001; the stricter counts.',
    },
  },
  {
    title: 'The payer says until June 30, the imported list until November 30: the visit of December 15 is not covered',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization(),
        exampleAuthorization({
          id: 'feed/1',
          source: 'feed',
          strength: 'recorded',
          period: { from: day('2026-07-01'), to: day('2026-11-30') },
        }),
      ],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'sources-disagree' },
  },
  {
    title: 'A complete approval can be judged',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'judged' },
  },
  {
    title: 'Without evidence there is nothing to judge',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'nothing-to-judge' },
  },
];
