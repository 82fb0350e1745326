import type { Example } from '../decision/example.ts';
import { exampleAuthorization, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { siteIsTheAuthorizedOne } from './site-is-the-authorized-one.rule.ts';

export const rule = siteIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'Authorized for an office (11), booked in the hospital outpatient department (22)',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { site: { placeOfService: '22', stock: {} } })],
      authorizations: [exampleAuthorization({ place: { placeOfService: '11' } })],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'site-mismatch' },
  },
  {
    title: 'Authorized and booked for an office',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { site: { placeOfService: '11', stock: {} } })],
      authorizations: [exampleAuthorization({ place: { placeOfService: '11' } })],
    }),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'Without an authorization there is no site to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
