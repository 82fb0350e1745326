import type { Example } from '../decision/example.ts';
import { exampleAuthorization, exampleSnapshot, exampleUse, exampleVisit } from '../decision/example-course.ts';
import { decimal } from '../kernel/rational.ts';
import { visitsFitTheAuthorization } from './visits-fit-the-authorization.rule.ts';

export const rule = visitsFitTheAuthorization;

export const examples: readonly Example[] = [
  {
    title: 'One visit authorized, one used: none is left for December 15',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'visits', value: decimal('1') } })],
      priorUses: [exampleUse('2026-11-03', '200')],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'visit-does-not-fit' },
  },
  {
    title: 'One visit authorized, two booked: the first fits, the second does not',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ quantity: { basis: 'visits', value: decimal('1') } })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'later-does-not-fit',
      sentence: 'Keytruda (J9271): authorized visits run out, Jan 5 visit not covered.',
    },
  },
  {
    title: 'Two visits authorized, two booked: both fit',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ quantity: { basis: 'visits', value: decimal('2') } })],
    }),
    expect: { verdict: 'clear', reason: 'fits' },
  },
  {
    title: 'An authorization in units is judged in units',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'not-counted-in-visits' },
  },
];
