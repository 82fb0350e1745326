import type { Example } from '../decision/example.ts';
import {
  exampleKnowledge,
  examplePolicy,
  exampleSnapshot,
  exampleUse,
  exampleVisit,
} from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { siteGraceHasNotEnded } from './site-grace-has-not-ended.rule.ts';

const startedOn = (firstDose: string, placeOfService = '22'): Snapshot =>
  exampleSnapshot({
    visits: [exampleVisit('2026-12-15', { site: { placeOfService, stock: {} } })],
    priorUses: [exampleUse(firstDose, '200')],
    knowledge: exampleKnowledge({
      policies: [examplePolicy({ siteOfCare: { allowed: ['11', '49'], graceDays: 45 } })],
    }),
  });

export const rule = siteGraceHasNotEnded;

export const examples: readonly Example[] = [
  {
    // November 15 + 45 days = December 30; the visit on December 15 is fifteen days before
    title: 'Hospital outpatient department, first dose November 15, 45 days of grace: fifteen are left',
    given: startedOn('2026-11-15'),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'ending' },
  },
  {
    title: 'Sixteen days are left',
    given: startedOn('2026-11-16'),
    expect: { verdict: 'clear', reason: 'in-grace' },
  },
  {
    title: 'An office is allowed from the first day on',
    given: startedOn('2026-01-01', '11'),
    expect: { verdict: 'clear', reason: 'allowed' },
  },
  {
    title: 'A policy without a site-of-care program asks nothing',
    given: exampleSnapshot(),
    expect: {
      verdict: 'not-applicable',
      reason: 'no-source',
      sentence:
        'Keytruda (J9271): the policy has no site-of-care program with a grace period, or the place of service is not known.',
    },
  },
];
