/** Whether the payer will go on paying. */
import { day } from '../../../domain/decision/example-course.ts';
import {
  aClaim,
  aClaimResponse,
  aDose,
  anObservation,
  anOrder,
  aReviewedItem,
  every,
} from '../../support/fhir-builders.ts';
import { visit, booked, authorized, given, document, disease, longAuthorized, atTheOffice, office } from './facts.ts';
import type { Story } from './story.ts';

export const goingOn: readonly Story[] = [
  {
    what: 'a course that goes on past an end that is seven weeks away',
    record: [
      anOrder({ dosageInstruction: [aDose(200, 'mg', { timing: every(21) })] }),
      visit('2026-12-15'),
      ...authorized,
    ],
    policy: { authorization: { required: true, renewalWindowDays: 60 } },
    reaches: ['renewal-is-under-way time-to-renew'],
  },
  {
    what: 'an authorization that ends in nine months',
    record: [...booked, ...longAuthorized],
    reaches: ['renewal-is-under-way far-from-its-end'],
  },
  {
    what: 'an authorization that is followed by the next one',
    record: [
      anOrder(),
      visit('2026-12-15'),
      ...authorized,
      aClaim({ id: 'q2', created: '2026-11-19' }),
      aClaimResponse({
        id: 'r2',
        request: { reference: 'Claim/q2' },
        created: '2026-11-20T10:00:00-05:00',
        item: [aReviewedItem('A1', { number: 'AUTH0002', period: { start: '2027-01-01', end: '2027-06-30' } })],
      }),
    ],
    today: '2026-12-12',
    reaches: ['renewal-is-under-way renewed'],
  },
  ...[
    { date: '2026-06-01', reason: 'stale', record: authorized },
    { date: '2026-11-10', reason: 'fresh', record: authorized },
    { date: '2026-11-10', reason: 'not-at-renewal', record: longAuthorized },
  ].map(({ date, reason, record }) => ({
    what: `a progress note of ${date}, ${reason}`,
    record: [...booked, ...record, document('Oncology progress note', date)],
    reaches: [`renewal-evidence-is-fresh ${reason}`],
  })),
  ...[
    { on: '2026-11-10', reason: 'current' },
    { on: '2026-07-10', reason: 'due' },
  ].map(({ on, reason }) => ({
    what: `a required creatinine of ${on}`,
    record: [...booked, anObservation('2160-0', 0.9, 'mg/dL', { effectiveDateTime: on })],
    policy: { requiredResults: [{ loinc: '2160-0', name: 'creatinine', maxAgeDays: 60 }] },
    reaches: [`required-results-are-current ${reason}`],
  })),
  {
    what: 'a required document that is there',
    record: [...booked, document('Pathology report')],
    policy: { documents: ['pathology report'] },
    reaches: ['documents-are-on-file on-file'],
  },
  {
    what: 'a required document that is not there',
    record: [...booked, document('Pathology report')],
    policy: { documents: ['letter of medical necessity'] },
    reaches: ['documents-are-on-file missing'],
  },
  ...[
    { code: '271299001', reason: 'progressed' },
    { code: '709137006', reason: 'status-unclear' },
    { code: '359746009', reason: 'none-recorded' },
  ].map(({ code, reason }) => ({
    what: `a disease status of ${code} since the approval`,
    record: [...booked, ...authorized, disease(code)],
    reaches: [`no-progression-since-approval ${reason}`],
  })),
  ...[
    { maxDurationMonths: 3, reason: 'beyond' },
    { maxDurationMonths: 5, reason: 'nearly' },
    { maxDurationMonths: 24, reason: 'within' },
  ].map(({ maxDurationMonths, reason }) => ({
    what: `a first dose in August where the policy pays ${String(maxDurationMonths)} months`,
    record: [...booked, given('2026-08-01')],
    policy: { dose: { maxDurationMonths } },
    reaches: [`duration-is-within-the-policy ${reason}`],
  })),
  {
    what: 'a last dose in March',
    record: [...booked, given('2026-03-01')],
    reaches: ['therapy-has-no-gap gap'],
  },
  {
    what: 'a policy that is newer than the approval',
    record: [...booked, ...authorized],
    policy: { inForce: { from: day('2026-12-01') } },
    reaches: ['policy-is-unchanged-since-approval changed'],
  },
  ...[
    { allowed: ['11'], graceDays: 60, reason: 'allowed' },
    { allowed: ['12'], graceDays: 60, reason: 'in-grace' },
    { allowed: ['12'], graceDays: 3, reason: 'ending' },
  ].map(({ reason, ...siteOfCare }) => ({
    what: `an office where the payer wants ${siteOfCare.allowed.join()} after ${String(siteOfCare.graceDays)} days`,
    record: [anOrder(), atTheOffice, office, ...authorized],
    policy: { siteOfCare },
    reaches: [`site-grace-has-not-ended ${reason}`],
  })),
];
