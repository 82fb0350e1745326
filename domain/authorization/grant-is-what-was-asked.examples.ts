import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import { decimal } from '../kernel/rational.ts';
import { grantIsWhatWasAsked } from './grant-is-what-was-asked.rule.ts';

export const rule = grantIsWhatWasAsked;

export const examples: readonly Example[] = [
  {
    title: '800 of 1,200 requested units granted',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization({
          quantity: { basis: 'units', value: decimal('800') },
          requested: { units: decimal('1200') },
        }),
      ],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'fewer-units',
      sentence: 'Keytruda (J9271): auth grants 800 of 1200 requested units.',
    },
  },
  {
    title: 'Asked for until June 30, granted until March 31',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization({
          period: { from: day('2026-07-01'), to: day('2027-03-31') },
          requested: { to: day('2027-06-30') },
        }),
      ],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'shorter' },
  },
  {
    title: 'An approval marked partial that does not say in what',
    given: exampleSnapshot({ authorizations: [exampleAuthorization({ decision: 'approved-in-part' })] }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'granted-in-part' },
  },
  {
    title: 'Exactly the requested units',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ requested: { units: decimal('4000') } })],
    }),
    expect: { verdict: 'clear', reason: 'in-full' },
  },
  {
    title: 'Without an authorization nothing was granted',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
