/** Whether the authorization holds on the day of the visit, and after it. */
import {
  aClaim,
  aClaimResponse,
  aCoverage,
  aDose,
  anOrder,
  aReviewedItem,
  every,
} from '../../support/fhir-builders.ts';
import { visit, booked, authorized, answered, given, ordered, coded, line, longAuthorized } from './facts.ts';
import type { Story } from './story.ts';

export const holding: readonly Story[] = [
  {
    what: 'an authorization that begins after the visit',
    record: [...booked, ...answered('A1', { number: 'AUTH0001', period: { start: '2026-12-20', end: '2027-03-01' } })],
    reaches: ['authorization-has-started not-yet-effective'],
  },
  {
    what: 'an authorization that ends before the visit',
    record: [...booked, ...answered('A1', { number: 'AUTH0001', period: { start: '2026-11-01', end: '2026-12-10' } })],
    reaches: ['authorization-covers-the-date expired', 'renewal-is-under-way ends-soon'],
  },
  ...[
    { carriesOverPlanYear: false, reason: 'ends-with-the-year' },
    { carriesOverPlanYear: undefined, reason: 'may-end-with-the-year' },
    { carriesOverPlanYear: true, reason: 'carries-over' },
  ].map(({ carriesOverPlanYear, reason }) => ({
    what: `a visit in January where the policy says ${String(carriesOverPlanYear)} of the new year`,
    record: [anOrder(), visit('2027-01-12'), ...longAuthorized],
    coverage: [aCoverage({ period: { start: '2026-01-01', end: '2027-12-31' } })],
    policy: {
      authorization: { required: true, ...(carriesOverPlanYear === undefined ? {} : { carriesOverPlanYear }) },
    },
    reaches: [`plan-year-is-covered ${reason}`],
  })),
  {
    what: 'an earlier visit whose dose nobody recorded',
    record: [anOrder(), visit('2026-11-10'), visit('2026-12-15'), ...authorized],
    reaches: ['earlier-visits-are-counted presumed-given'],
  },
  {
    what: 'an earlier dose that was recorded',
    record: [...booked, given('2026-11-10'), ...authorized],
    reaches: [
      'earlier-visits-are-counted all-recorded',
      'given-doses-were-authorized all-authorized',
      'therapy-has-no-gap continuous',
      'interval-is-the-authorized-one no-source',
    ],
  },
  ...[
    { windows: { retroAuthorizationDays: 30 }, reason: 'window-open' },
    { windows: { retroAuthorizationDays: 5 }, reason: 'window-closed' },
    { windows: { retroAuthorizationDays: 0 }, reason: 'no-window' },
    { windows: {}, reason: 'window-not-stated' },
  ].map(({ windows, reason }) => ({
    what: `a dose that was given without an authorization, where the policy says ${JSON.stringify(windows)}`,
    record: [...booked, given('2026-11-10')],
    policy: { windows },
    reaches: [`given-doses-were-authorized ${reason}`],
  })),
  {
    what: 'a dose that was given while the payer had not answered',
    record: [...booked, given('2026-11-10'), ...answered('A4')],
    reaches: ['given-doses-were-authorized answer-awaited'],
  },
  ...[
    { units: 150, visits: ['2026-12-15'], reason: 'visit-does-not-fit' },
    { units: 300, visits: ['2026-12-01', '2026-12-15'], reason: 'later-does-not-fit' },
    { units: 300, visits: ['2026-12-15'], reason: 'under-one-dose-left' },
    { units: 500, visits: ['2026-12-15'], reason: 'under-two-doses-left' },
  ].map(({ units, visits, reason }) => ({
    what: `${String(units)} authorized units for ${String(visits.length)} visits of 200`,
    record: [
      anOrder({ dosageInstruction: [aDose(200, 'mg', { timing: every(14) })] }),
      ...visits.map((date) => visit(date)),
      aClaim({ item: [{ ...line, quantity: { value: units, unit: 'UN' } }] }),
      aClaimResponse(),
    ],
    reaches: [`units-fit-the-authorization ${reason}`],
  })),
  {
    what: 'an approval without a quantity',
    record: [
      ...booked,
      aClaim({ item: [{ sequence: 1, productOrService: coded('J9271', 'Keytruda') }] }),
      aClaimResponse(),
    ],
    reaches: ['units-fit-the-authorization quantity-unstated'],
  },
  {
    what: 'an expired approval of 800 of nobody knows what',
    record: [
      ...booked,
      aClaim({ item: [{ ...line, quantity: { value: 800, unit: 'furlongs' } }] }),
      aClaimResponse({
        item: [aReviewedItem('A1', { number: 'AUTH0001', period: { start: '2026-11-01', end: '2026-12-10' } })],
      }),
    ],
    reaches: ['units-fit-the-authorization quantity-unreadable'],
  },
  {
    what: 'an approval of ninety days',
    record: [...booked, aClaim({ item: [{ ...line, quantity: { value: 90, unit: 'DA' } }] }), aClaimResponse()],
    reaches: ['units-fit-the-authorization counted-in-days'],
  },
  {
    what: 'an expired authorization and an order without a dose',
    record: [
      ...ordered({ dosageInstruction: [] }),
      ...answered('A1', { number: 'AUTH0001', period: { start: '2026-11-01', end: '2026-12-10' } }),
    ],
    reaches: ['units-fit-the-authorization units-unknown'],
  },
  ...[
    { most: 3, reason: 'fits' },
    { most: 1, reason: 'later-does-not-fit' },
    { most: 0, reason: 'visit-does-not-fit' },
  ].map(({ most, reason }) => ({
    what: `two visits on an authorization of ${String(most)} visits`,
    record: [
      anOrder(),
      visit('2026-12-01'),
      visit('2026-12-15'),
      aClaim({ item: [{ ...line, quantity: { value: most, unit: 'VS' } }] }),
      aClaimResponse(),
    ],
    reaches: [`visits-fit-the-authorization ${reason}`, 'units-fit-the-authorization counted-in-visits'],
  })),
  {
    what: 'a second visit after the end of the authorization',
    record: [anOrder(), visit('2026-12-15'), visit('2027-01-05'), ...authorized],
    coverage: [aCoverage({ period: { start: '2026-01-01', end: '2027-12-31' } })],
    reaches: ['later-visits-are-covered later-uncovered'],
  },
];
