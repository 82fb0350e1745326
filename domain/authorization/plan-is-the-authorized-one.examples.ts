import type { Example } from '../decision/example.ts';
import { day, exampleCoverage, exampleSnapshot, exampleVisit, otherPayer } from '../decision/example-course.ts';
import { planIsTheAuthorizedOne } from './plan-is-the-authorized-one.rule.ts';

export const rule = planIsTheAuthorizedOne;

export const examples: readonly Example[] = [
  {
    title: 'Sunrise authorized, Granite pays from January 1 on',
    given: exampleSnapshot({
      visits: [exampleVisit('2027-01-05')],
      coverages: [
        exampleCoverage({ period: { from: day('2026-01-01'), to: day('2026-12-31') } }),
        exampleCoverage({
          ref: 'Coverage/c2',
          period: { from: day('2027-01-01') },
          payer: otherPayer,
          memberId: 'G7',
        }),
      ],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'plan-change',
      sentence:
        'Keytruda (J9271): auth is from Sunrise Health Plan, but Granite Mutual pays on Jan 5; visit not covered.',
    },
  },
  {
    // January 1 to February 15: 45 of the 90 days in which the new plan honors a course under way
    title: 'One Medicare Advantage plan follows another on January 1, the visit is on February 15',
    given: exampleSnapshot({
      visits: [exampleVisit('2027-02-15')],
      coverages: [
        exampleCoverage({
          product: 'medicare-advantage',
          period: { from: day('2026-01-01'), to: day('2026-12-31') },
        }),
        exampleCoverage({
          ref: 'Coverage/c2',
          product: 'medicare-advantage',
          period: { from: day('2027-01-01') },
          payer: otherPayer,
          memberId: 'G7',
        }),
      ],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'plan-change',
      sentence:
        'Keytruda (J9271): auth is from Sunrise Health Plan, but Granite Mutual pays on Feb 15; visit not covered (Medicare Advantage transition: day 45 of 90).',
    },
  },
  {
    title: 'The coverage that authorized pays',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'The same payer and member under a coverage written anew is the same plan',
    given: exampleSnapshot({
      coverages: [
        exampleCoverage({ period: { from: day('2026-01-01'), to: day('2026-11-30') } }),
        exampleCoverage({ ref: 'Coverage/c2', period: { from: day('2026-12-01') } }),
      ],
    }),
    expect: { verdict: 'clear', reason: 'holds' },
  },
  {
    title: 'Without an authorization there is no plan to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
