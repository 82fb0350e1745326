/** Thanksgiving and New Year: Thursday Nov 26 and Friday Jan 1 the clinic is closed, and on Friday Nov 27 the payer. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import type { VisitDecision } from '../../../domain/decision/decision.ts';
import {
  day,
  exampleAuthorization,
  exampleKnowledge,
  examplePolicy,
  exampleSnapshot,
  exampleUse,
  exampleVisit,
} from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import type { Policy } from '../../../domain/visit/policy.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';

const PAYER_CLOSED = [day('2026-11-27')];
const threeDays = (basis: 'business' | 'calendar'): Partial<Policy> => ({
  turnaround: { medianDays: 1, p90Days: 3, basis },
});

function decided(policy: Partial<Policy>, course: Partial<Snapshot>): VisitDecision {
  const knowledge = exampleKnowledge({ policies: [examplePolicy(policy)] });
  const [visit] = decide(ruleBook, exampleSnapshot({ authorizations: [], knowledge, ...course }), 'test').visits;
  if (visit === undefined) throw new Error('no visit');
  return visit;
}

const answeredBy = (policy: Partial<Policy>, today: string) =>
  decided(policy, { today: day(today), visits: [exampleVisit('2027-02-01')] }).likelihood?.nineInTenBy;

describe('nine in ten answers have come', () => {
  it.each([
    [
      'three business days from Tuesday, over Thanksgiving: 25, 27, 30',
      threeDays('business'),
      '2026-11-24',
      '2026-11-30',
    ],
    [
      'the same where the payer is closed on Friday too: 25, 30, Dec 1',
      { ...threeDays('business'), holidays: PAYER_CLOSED },
      '2026-11-24',
      '2026-12-01',
    ],
    [
      'three calendar days, closed or not',
      { ...threeDays('calendar'), holidays: PAYER_CLOSED },
      '2026-11-24',
      '2026-11-27',
    ],
    [
      '72 clock hours, which run over holidays',
      { decisionClockHours: 72, holidays: PAYER_CLOSED },
      '2026-11-24',
      '2026-11-27',
    ],
    ['three business days from Wednesday, over New Year: 31, 4, 5', threeDays('business'), '2026-12-30', '2027-01-05'],
    ['three calendar days over New Year', threeDays('calendar'), '2026-12-30', '2027-01-02'],
    ['72 clock hours over New Year', { decisionClockHours: 72 }, '2026-12-30', '2027-01-02'],
    ['a request that cannot go out before Monday: 4, then 5, 6, 7', threeDays('business'), '2027-01-01', '2027-01-07'],
  ] as const)('%s', (_name, policy, today, expected) => {
    expect(answeredBy(policy, today)).toBe(expected);
  });
});

describe('the day by which work is due', () => {
  const dueBy = (policy: Partial<Policy>, visit: string) =>
    decided(policy, { today: day('2026-11-20'), visits: [exampleVisit(visit)] }).route.dueBy;

  it.each([
    ['three business days before Tuesday Dec 1: 30, 27, 25', threeDays('business'), '2026-12-01', '2026-11-25'],
    [
      'with the payer closed on Friday: 30, 25, 24',
      { ...threeDays('business'), holidays: PAYER_CLOSED },
      '2026-12-01',
      '2026-11-24',
    ],
    ['three calendar days before it are a Saturday, so the Friday', threeDays('calendar'), '2026-12-01', '2026-11-27'],
    [
      'or the Wednesday where the payer is closed on Friday',
      { ...threeDays('calendar'), holidays: PAYER_CLOSED },
      '2026-12-01',
      '2026-11-25',
    ],
    ['three business days before Monday Jan 4: 31, 30, 29', threeDays('business'), '2027-01-04', '2026-12-29'],
    ['three calendar days before it are New Year’s Day, so Dec 31', threeDays('calendar'), '2027-01-04', '2026-12-31'],
  ] as const)('%s', (_name, policy, visit, expected) => {
    expect(dueBy(policy, visit)).toBe(expected);
  });
});

describe('the windows of a payer', () => {
  const windows = (basis: 'business' | 'calendar') => ({
    windows: { peerToPeerDays: 3, appealDays: 90, retroAuthorizationDays: 3, basis },
    holidays: PAYER_CLOSED,
  });

  it.each([
    ['business', 'Dec 1'],
    ['calendar', 'Nov 27'],
  ] as const)('for a call close three %s days after a refusal of Tuesday Nov 24: %s', (basis, until) => {
    const refused = exampleAuthorization({ decision: 'denied', decisionCode: 'A3', decidedOn: day('2026-11-24') });
    const visit = decided(windows(basis), { today: day('2026-11-25'), authorizations: [refused] });
    expect(visit.route).toMatchObject({
      to: 'peer-to-peer',
      why: `Denied Nov 24; peer-to-peer is open until ${until}.`,
    });
  });

  it.each([
    ['business', 'Dec 1', '2026-12-01'],
    ['calendar', 'Nov 27', '2026-11-25'],
  ] as const)('after a dose of Tuesday Nov 24 close in three %s days: %s', (basis, until, dueBy) => {
    const visit = decided(windows(basis), {
      today: day('2026-11-25'),
      visits: [exampleVisit('2027-02-01')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-12-01'), to: day('2027-06-30') } })],
      priorUses: [exampleUse('2026-11-24', '200')],
    });
    const retro = visit.findings.find(({ rule }) => rule === 'authorization/given-doses-were-authorized');
    expect(retro?.sentence).toContain(`takes a retro request until ${until}`);
    // Never on a closed day: neither Thanksgiving nor the payer's Friday.
    expect(visit.route.dueBy).toBe(dueBy);
  });
});

describe('the clock of a request that waits since Tuesday Nov 24', () => {
  const lateOn = (today: string, policy: Partial<Policy>): boolean => {
    const pending = exampleAuthorization({ decision: 'pended', submittedOn: day('2026-11-24') });
    const { findings } = decided(policy, {
      today: day(today),
      visits: [exampleVisit('2027-02-01')],
      authorizations: [pending],
    });
    return findings.some(
      (one) => one.trigger === 'pending-too-long' && 'severity' in one && one.severity === 'warning',
    );
  };

  it('of 72 hours runs out over the holiday', () => {
    expect(lateOn('2026-11-27', { decisionClockHours: 72 })).toBe(false);
    expect(lateOn('2026-11-28', { decisionClockHours: 72 })).toBe(true);
  });

  it('of five business days counts neither the clinic’s nor the payer’s holidays: 25, 30, 1, 2, 3', () => {
    expect(lateOn('2026-12-03', { holidays: PAYER_CLOSED })).toBe(false);
    expect(lateOn('2026-12-04', { holidays: PAYER_CLOSED })).toBe(true);
    expect(lateOn('2026-12-03', {})).toBe(true);
  });
});
