/** Whether the authorization is for this drug place, person and dose. */
import { day } from '../../../domain/decision/example-course.ts';
import { decimal } from '../../../domain/kernel/rational.ts';
import {
  aClaim,
  aClaimResponse,
  aDose,
  anObservation,
  anOrder,
  aReviewedItem,
  authorizedDetail,
  every,
} from '../../support/fhir-builders.ts';
import {
  visit,
  booked,
  authorized,
  answered,
  ordered,
  coded,
  fedWith,
  line,
  replacing,
  icd10,
  approvedFor,
  approvedAt,
  atTheOffice,
  office,
  clinic,
  withDoctor,
  doctor,
} from './facts.ts';
import type { Story } from './story.ts';

export const forThisVisit: readonly Story[] = [
  {
    what: 'an authorization of the plan before',
    record: [...booked, aClaim(), aClaimResponse({ insurer: { display: 'Granite Mutual' } })],
    reaches: ['plan-is-the-authorized-one plan-change'],
  },
  {
    what: 'an authorization for the reference product of an ordered biosimilar',
    record: [
      ...ordered({ medicationCodeableConcept: coded('Q5118', 'Zirabev') }),
      aClaim({
        item: [{ sequence: 1, productOrService: coded('J9035', 'Avastin'), quantity: { value: 800, unit: 'UN' } }],
      }),
      aClaimResponse(),
    ],
    reaches: ['product-is-the-authorized-one product-mismatch'],
  },
  {
    what: 'an approval for another disease',
    record: [
      ...ordered({ reasonCode: [icd10('C34.11')] }),
      ...answered('A1', { number: 'AUTH0001', more: [approvedFor('C50.911')] }),
    ],
    reaches: ['diagnosis-is-the-authorized-one other-disease'],
  },
  {
    what: 'an approval for another code of the disease',
    record: [
      ...ordered({ reasonCode: [icd10('C34.11')] }),
      ...answered('A1', { number: 'AUTH0001', more: [approvedFor('C34.90')] }),
    ],
    reaches: ['diagnosis-is-the-authorized-one other-code'],
  },
  {
    what: 'an approval for the ordered disease',
    record: [
      ...ordered({ reasonCode: [icd10('C34.11')] }),
      ...answered('A1', { number: 'AUTH0001', more: [approvedFor('C34.11')] }),
    ],
    reaches: ['diagnosis-is-the-authorized-one matches'],
  },
  {
    what: 'an approval for another place',
    record: [
      anOrder(),
      atTheOffice,
      office,
      clinic,
      ...answered('A1', { number: 'AUTH0001', more: [approvedAt('Organization/elsewhere')] }),
    ],
    reaches: ['site-is-the-authorized-one site-mismatch'],
  },
  {
    what: 'an approval for another person than the booked one',
    record: [
      anOrder(),
      withDoctor,
      doctor('d1', '1487000009'),
      doctor('d2', '1093000007'),
      ...answered('A1', { number: 'AUTH0001', more: [approvedAt('Practitioner/d2')] }),
    ],
    reaches: ['provider-is-the-authorized-one other-provider'],
  },
  {
    what: 'an approval for the booked person',
    record: [
      anOrder(),
      withDoctor,
      doctor('d1', '1487000009'),
      ...answered('A1', { number: 'AUTH0001', more: [approvedAt('Practitioner/d1')] }),
    ],
    reaches: ['provider-is-the-authorized-one same'],
  },
  {
    what: 'a payer that calls the provider out of its network',
    record: [...booked, aClaim(), aClaimResponse({ disposition: 'Approved, out of network' })],
    reaches: ['provider-is-the-authorized-one out-of-network'],
  },
  {
    what: 'a number that is not in the form of the payer',
    record: [...booked, ...authorized],
    policy: { authorization: { required: true, numberPattern: '^[0-9]{8}$' } },
    reaches: ['number-is-valid number-invalid'],
  },
  {
    what: 'an approval of half of the units that were asked for',
    record: [...booked, ...answered('A6', { number: 'AUTH0001', detail: authorizedDetail('J9271', 400) })],
    reaches: ['grant-is-what-was-asked fewer-units'],
  },
  {
    what: 'an approval that ends before the asked day',
    record: [
      ...booked,
      aClaim({ item: [{ ...line, servicedPeriod: { start: '2026-11-01', end: '2027-04-30' } }] }),
      aClaimResponse(),
    ],
    reaches: ['grant-is-what-was-asked shorter'],
  },
  {
    what: 'an approval in part that does not say of how much',
    record: [
      ...booked,
      aClaim(),
      aClaimResponse({
        item: [aReviewedItem('A6', { number: 'AUTH0001' })],
        addItem: [{ itemSequence: [1], productOrService: coded('J9271', 'Keytruda'), adjudication: [] }],
      }),
    ],
    reaches: ['grant-is-what-was-asked granted-in-part'],
  },
  {
    what: 'a drug that takes the place of another one',
    record: [anOrder({ id: 'm0', status: 'stopped' }), ...replacing],
    reaches: ['regimen-is-the-authorized-one drug-replaced'],
  },
  {
    what: 'a drug that takes the place of another one and needs no authorization',
    record: [anOrder({ id: 'm0', status: 'stopped' }), ...replacing],
    policy: { authorization: { required: false } },
    reaches: ['regimen-is-the-authorized-one covered'],
  },
  {
    what: 'more units a dose than the feed says',
    record: booked,
    beside: fedWith({ unitsPerDose: decimal('100') }),
    reaches: ['dose-is-the-authorized-one more-units'],
  },
  {
    what: 'as many units a dose as the feed says',
    record: booked,
    beside: fedWith({ unitsPerDose: decimal('200') }),
    reaches: ['dose-is-the-authorized-one within'],
  },
  {
    what: 'a dose by weight and a weight that changed since the approval',
    record: [
      ...ordered({ dosageInstruction: [aDose(2, 'mg/kg')] }),
      ...authorized,
      anObservation('29463-7', 80, 'kg', { id: 'w1', effectiveDateTime: '2026-11-01' }),
      anObservation('29463-7', 89, 'kg', { id: 'w2', effectiveDateTime: '2026-11-19' }),
    ],
    reaches: ['dose-is-the-authorized-one weight-changed'],
  },
  ...[
    { days: 14, reason: 'shorter', visits: ['2026-12-15'] },
    { days: 14, reason: 'more-visits', visits: ['2026-12-15', '2026-12-29'] },
    { days: 21, reason: 'as-authorized', visits: ['2026-12-15'] },
  ].map(({ days, reason, visits }) => ({
    what: `${String(visits.length)} visits every ${String(days)} days where the feed says three weeks`,
    record: [
      anOrder({ dosageInstruction: [aDose(200, 'mg', { timing: every(days) })] }),
      ...visits.map((date) => visit(date)),
    ],
    beside: fedWith({ intervalDays: 21, period: { from: day('2026-11-01'), to: day('2026-12-31') } }),
    reaches: [`interval-is-the-authorized-one ${reason}`],
  })),
];
