import type { Example } from '../decision/example.ts';
import {
  day,
  exampleAuthorization,
  exampleKnowledge,
  examplePolicy,
  exampleSnapshot,
} from '../decision/example-course.ts';
import { denialIsStillOpen } from './denial-is-still-open.rule.ts';

const { created: _undated, ...undatedDenial } = exampleAuthorization({ decision: 'denied' });

export const rule = denialIsStillOpen;

export const examples: readonly Example[] = [
  {
    // November 10 + 14 days = November 24: three days left
    title: 'Denied November 10, the policy gives fourteen days for a peer-to-peer call: three are left',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'denied', created: day('2026-11-10') })],
      knowledge: exampleKnowledge({ policies: [examplePolicy({ windows: { peerToPeerDays: 14 } })] }),
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'peer-to-peer-open',
      sentence: 'Keytruda (J9271): auth denied Nov 10, peer-to-peer open until Nov 24; Dec 15 visit not covered.',
    },
  },
  {
    title: 'A policy that is silent on the window: the usual fourteen days are called usual',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'denied', created: day('2026-11-10') })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'critical',
      reason: 'peer-to-peer-open',
      sentence:
        'Keytruda (J9271): auth denied Nov 10, peer-to-peer usually open until Nov 24; Dec 15 visit not covered.',
    },
  },
  {
    title: 'Four days left are a warning',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'denied', created: day('2026-11-11') })],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'peer-to-peer-open' },
  },
  {
    title: 'After the peer-to-peer window the appeal is open',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'denied', created: day('2026-10-01') })],
    }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'appeal-open',
      sentence: 'Keytruda (J9271): auth denied Oct 1, appeal usually open until Mar 30; Dec 15 visit not covered.',
    },
  },
  {
    title: 'Seven months later nothing is open',
    given: exampleSnapshot({
      authorizations: [exampleAuthorization({ decision: 'denied', created: day('2026-04-01') })],
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'closed' },
  },
  {
    title: 'A refusal without a date has no window that could be called open',
    given: exampleSnapshot({ authorizations: [undatedDenial] }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'day-unknown' },
  },
  {
    title: 'An approval is no refusal',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'not-denied' },
  },
  {
    title: 'Without any answer there is no refusal to take up',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'not-denied' },
  },
];
