import type { Example } from '../decision/example.ts';
import {
  day,
  exampleAuthorization,
  exampleCoverage,
  exampleSnapshot,
  exampleVisit,
} from '../decision/example-course.ts';
import { answerComesInTime } from './answer-comes-in-time.rule.ts';

export const rule = answerComesInTime;

export const examples: readonly Example[] = [
  {
    title: 'Pending with the visit three days off',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-11-24')],
      authorizations: [exampleAuthorization({ decision: 'pended', created: day('2026-11-19') })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'visit-too-near',
      sentence: 'Keytruda (J9271): auth still pending since Nov 19, Nov 24 visit not covered yet.',
    },
  },
  {
    // November 9 to November 21: 9 business days (November 21 is a Saturday), more than five
    title: 'Pending for nine business days',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'pended', created: day('2026-11-09') })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'past-the-clock',
      sentence:
        'Keytruda (J9271): auth pending since Nov 9 (9 business days), longer than the usual 5; Dec 15 visit not covered yet.',
    },
  },
  {
    // November 16 to November 21 (a Saturday): Tuesday to Friday, 4 business days
    title: 'Pending for four business days, four weeks before the visit',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'pended', created: day('2026-11-16') })],
    }),
    expect: { verdict: 'at-risk', severity: 'info', reason: 'within-the-clock' },
  },
  {
    // 72 hours are three calendar days: November 17 to November 21 is four
    title: 'A Medicare Advantage plan has 72 hours for a Part B drug',
    given: exampleSnapshot({
      coverages: [exampleCoverage({ product: 'medicare-advantage' })],
      authorizations: [exampleAuthorization({ decision: 'pended', created: day('2026-11-17') })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'past-the-clock',
      sentence:
        "Keytruda (J9271): auth pending since Nov 17 (4 days), past the payer's clock of 72 hours; Dec 15 visit not covered yet.",
    },
  },
  {
    title: 'An answered request does not wait',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'nothing-waits' },
  },
  {
    title: 'Where nothing was asked for, nothing waits',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'nothing-waits' },
  },
];
