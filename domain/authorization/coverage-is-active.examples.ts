import type { Example } from '../decision/example.ts';
import { day, exampleCoverage, exampleSnapshot, exampleVisit, otherPayer } from '../decision/example-course.ts';
import type { Snapshot, SuppliedSources } from '../visit/snapshot.ts';
import { coverageIsActive } from './coverage-is-active.rule.ts';

const { period: _unstated, ...withoutPeriod } = exampleCoverage();

const CHECKING: SuppliedSources = {
  eligibilityChecks: true,
  administrations: false,
  documents: false,
  results: false,
  weights: false,
};

/** Two visits, the first of them today, and one check of the coverage. */
const seriesOn = (today: string, checkedOn: string): Snapshot =>
  exampleSnapshot({
    today: day(today),
    visits: [exampleVisit(today), exampleVisit('2027-01-20')],
    eligibility: [
      { coverage: 'Coverage/c1', checkedOn: day(checkedOn), inForce: true, source: 'CoverageEligibilityResponse/e1' },
    ],
  });

export const rule = coverageIsActive;

export const examples: readonly Example[] = [
  {
    title: 'Coverage ended November 30, the visit is on December 15',
    given: exampleSnapshot({
      coverages: [exampleCoverage({ period: { from: day('2026-01-01'), to: day('2026-11-30') } })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'inactive',
      sentence: 'Keytruda (J9271): coverage ended Nov 30, Dec 15 visit has no active coverage.',
    },
  },
  {
    title: 'The last day of coverage, December 15, is active',
    given: exampleSnapshot({
      coverages: [exampleCoverage({ period: { from: day('2026-01-01'), to: day('2026-12-15') } })],
    }),
    expect: { verdict: 'clear', reason: 'active' },
  },
  {
    title: 'No coverage on record: the payer is missing, not "self-pay"',
    given: exampleSnapshot({ coverages: [] }),
    expect: { verdict: 'cannot-tell', reason: 'none-on-record', missing: ['payer'] },
  },
  {
    title: 'Two coverages of order 1 are never picked between',
    given: exampleSnapshot({
      coverages: [exampleCoverage(), exampleCoverage({ ref: 'Coverage/c2', payer: otherPayer, memberId: 'G7' })],
    }),
    expect: { verdict: 'cannot-tell', reason: 'tied', missing: ['payer'] },
  },
  {
    title: 'A coverage without a period is unknown, whatever its status says',
    given: exampleSnapshot({ coverages: [withoutPeriod] }),
    expect: { verdict: 'cannot-tell', reason: 'period-unstated', missing: ['coverage period'] },
  },
  {
    title: 'The payer answered that coverage ends before the visit',
    given: exampleSnapshot({
      eligibility: [
        {
          coverage: 'Coverage/c1',
          checkedOn: day('2026-11-20'),
          active: { from: day('2026-01-01'), to: day('2026-11-30') },
          source: 'CoverageEligibilityResponse/e1',
        },
      ],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'payer-says-inactive' },
  },
  {
    title: 'The site checks eligibility, the visit is three days off and nobody checked',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24')],
      supplies: CHECKING,
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'never-checked' },
  },
  {
    // November 24 - November 20 = 4 days, more than the three that a single visit allows
    title: 'Checked four days before a single visit that is three days off: check again',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24')],
      eligibility: [
        {
          coverage: 'Coverage/c1',
          checkedOn: day('2026-11-20'),
          inForce: true,
          source: 'CoverageEligibilityResponse/e1',
        },
      ],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'check-is-old' },
  },
  {
    title: 'Checked three days before is fresh enough',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24')],
      eligibility: [
        {
          coverage: 'Coverage/c1',
          checkedOn: day('2026-11-21'),
          inForce: true,
          source: 'CoverageEligibilityResponse/e1',
        },
      ],
    }),
    expect: { verdict: 'clear', reason: 'active' },
  },
  {
    // Friday November 27 to Wednesday December 2: three business days with the weekend between
    title: 'Five days before the visit, but three business days: nobody checked yet, so it is asked for now',
    given: exampleSnapshot({ today: day('2026-11-27'), visits: [exampleVisit('2026-12-02')], supplies: CHECKING }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'never-checked' },
  },
  {
    title: 'Four business days before the visit nobody needs to have checked',
    given: exampleSnapshot({ today: day('2026-11-26'), visits: [exampleVisit('2026-12-02')], supplies: CHECKING }),
    expect: { verdict: 'clear', reason: 'active' },
  },
  {
    title: 'In a series a check of twenty days ago still counts within the month',
    given: seriesOn('2026-11-30', '2026-11-10'),
    expect: { verdict: 'clear', reason: 'active' },
  },
  {
    title: 'When the month has turned since the check, it is looked at again, also in a series',
    given: seriesOn('2026-12-01', '2026-11-30'),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'check-is-old' },
  },
  {
    title: 'When the year has turned since the check, it is looked at again',
    given: seriesOn('2027-01-01', '2026-12-31'),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'check-is-old' },
  },
  {
    title: 'A check made on the first day of the month counts on that day',
    given: seriesOn('2026-12-01', '2026-12-01'),
    expect: { verdict: 'clear', reason: 'active' },
  },
];
