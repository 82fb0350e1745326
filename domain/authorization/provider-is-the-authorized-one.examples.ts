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
    title: 'The payer says on the order that an authorization is needed because the provider is out of its network',
    given: exampleSnapshot({
      authorizations: [
        exampleAuthorization(),
        exampleAuthorization({
          id: 'MedicationRequest/m1#1',
          raw: 'MedicationRequest/m1',
          source: 'coverage-information',
          decision: 'needed',
          orders: ['MedicationRequest/m1'],
          reasons: ['auth-out-network'],
        }),
      ],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'out-of-network',
      sentence: 'Keytruda (J9271): the payer calls the provider or site out of its network.',
    },
  },
  {
    title: 'Without an authorization there is nothing to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
