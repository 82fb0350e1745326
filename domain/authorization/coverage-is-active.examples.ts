import type { Example } from '../decision/example.ts';
import { day, exampleCoverage, exampleSnapshot, exampleVisit, otherPayer } from '../decision/example-course.ts';
import { coverageIsActive } from './coverage-is-active.rule.ts';

const { period: _unstated, ...withoutPeriod } = exampleCoverage();

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
      supplies: {
        eligibilityChecks: true,
        administrations: false,
        documents: false,
        results: false,
        weights: false,
      },
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
];
