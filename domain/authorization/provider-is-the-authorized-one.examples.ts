import type { Example } from '../decision/example.ts';
import { exampleAuthorization, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { providerIsTheAuthorizedOne } from './provider-is-the-authorized-one.rule.ts';

export const rule = providerIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'Authorized for one oncologist, booked with another',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { providers: [{ npi: '1003000126' }] })],
      authorizations: [exampleAuthorization({ provider: { npi: '1992999999' } })],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'other-provider' },
  },
  {
    title: 'Booked with the authorized oncologist',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { providers: [{ npi: '1992999999' }] })],
      authorizations: [exampleAuthorization({ provider: { npi: '1992999999' } })],
    }),
    expect: { verdict: 'clear', reason: 'same' },
  },
  {
    title: 'Without an authorization there is nothing to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
