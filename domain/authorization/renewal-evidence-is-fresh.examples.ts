import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot } from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { renewalEvidenceIsFresh } from './renewal-evidence-is-fresh.rule.ts';

const assessed = (on: string): Snapshot =>
  exampleSnapshot({
    authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } })],
    clinical: {
      ...exampleSnapshot().clinical,
      documents: [{ ref: 'DocumentReference/d1', texts: ['CT chest'], on: day(on) }],
    },
  });

export const rule = renewalEvidenceIsFresh;

export const examples: readonly Example[] = [
  {
    // August 22 to November 21: 91 days
    title: 'Authorization ends December 10, last CT 91 days ago',
    given: assessed('2026-08-22'),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'stale' },
  },
  {
    title: 'Last CT 90 days ago',
    given: assessed('2026-08-23'),
    expect: { verdict: 'clear', reason: 'fresh' },
  },
  {
    title: 'Last CT 181 days ago',
    given: assessed('2026-05-24'),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'stale' },
  },
  {
    title: 'Far from the end no assessment is asked for',
    given: { ...assessed('2026-01-01'), authorizations: [exampleAuthorization()] },
    expect: { verdict: 'not-applicable', reason: 'not-at-renewal' },
  },
  {
    title: 'A record without assessments is no source for this',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
