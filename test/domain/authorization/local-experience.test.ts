import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import type { Likelihood } from '../../../domain/decision/decision.ts';
import {
  code,
  day,
  exampleAuthorization,
  exampleKnowledge,
  examplePayer,
  examplePolicy,
  exampleSnapshot,
  exampleVisit,
  otherPayer,
} from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import type { LocalCases } from '../../../domain/visit/local-cases.ts';
import type { Policy } from '../../../domain/visit/policy.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';

const cases = (decided: number, approved: number, different: Partial<LocalCases> = {}): LocalCases => ({
  ...{ payer: examplePayer, hcpcs: code('J9271'), decided, approved, answers: [] },
  ...different,
});

function oddsWith(
  localCases: readonly LocalCases[],
  policy: Partial<Policy> = {},
  course: Partial<Snapshot> = {},
): Likelihood {
  const knowledge = exampleKnowledge({ policies: [examplePolicy(policy)], localCases });
  const [visit] = decide(ruleBook, exampleSnapshot({ authorizations: [], knowledge, ...course }), 'test').visits;
  if (visit === undefined || visit.likelihood === null) throw new Error('no odds were given');
  return visit.likelihood;
}

describe('the odds after local cases', () => {
  it('are 27.4 / 30 = 0.9133 for eight grants of ten on a prior of 0.97 worth twenty, and say what they count', () => {
    const odds = oddsWith([cases(10, 8)]);
    expect(odds.approval).toBeCloseTo(27.4 / 30, 12);
    expect(odds.localCases).toBe(10);
    expect(odds.factors[0]?.sentence).toMatch(
      /starting estimate, not from your data\. Of your own 10 requests so far it granted 8\.$/,
    );
  });

  it('are called a starting estimate at 29 cases and the site’s own at 30', () => {
    expect(oddsWith([cases(29, 29)]).factors[0]).toMatchObject({ name: 'starting-estimate' });
    expect(oddsWith([cases(30, 24)]).factors[0]).toMatchObject({
      name: 'local-rate',
      sentence: 'At its first decision this payer granted 24 of your own 30 requests for this drug.',
    });
  });

  it('weigh a policy’s own prior by its own strength', () => {
    const priors = { approval: 0.8, strength: 40 };
    expect(oddsWith([cases(10, 10)], { priors }).approval).toBeCloseTo((0.8 * 40 + 10) / 50, 12);
  });

  it('have a narrower interval with every case', () => {
    const width = (decided: number): number => {
      const { low, high } = oddsWith([cases(decided, decided)], { priors: { approval: 0.9, strength: 20 } });
      return high - low;
    };
    expect(width(5)).toBeLessThan(oddsWith([], { priors: { approval: 0.9, strength: 20 } }).high);
    expect(width(40)).toBeLessThan(width(5));
  });

  it('count nothing of another payer, of another drug, or of a payer that may only be the same', () => {
    const none = oddsWith([]);
    expect(none.localCases).toBeUndefined();
    const others = [
      cases(40, 4, { payer: otherPayer }),
      cases(40, 4, { hcpcs: code('J9299') }),
      cases(40, 4, { payer: { identifiers: [], names: [] } }),
    ];
    expect(oddsWith(others)).toEqual(none);
    expect(oddsWith([cases(10, 8), cases(10, 8)]).localCases).toBe(20);
  });

  it('name what can be put right first, what gains most at the head', () => {
    const policy = {
      priors: { approval: 0.97, strength: 20 },
      ...{ siteOfCare: { allowed: ['11'] }, step: { prefer: [code('Q5118')] } },
    };
    const visits = [exampleVisit('2026-12-15', { site: { stock: {}, placeOfService: '22' } })];
    expect(oddsWith([], policy, { visits }).factors.map(({ name, fixable }) => [name, fixable])).toEqual([
      ['step-unmet', true],
      ['site-not-preferred', true],
      ['policy-prior', false],
      ['cap', false],
    ]);
  });

  it('leave out first decisions where this request was refused already', () => {
    const refused = { authorizations: [exampleAuthorization({ decision: 'denied', decisionCode: 'A3' })] };
    expect(oddsWith([cases(40, 40)], {}, refused)).toEqual(oddsWith([], {}, refused));
  });
});

describe('the odds after a refusal', () => {
  it.each([
    ['on the last day of the appeal', '2026-05-25', 0.6],
    ['the day after', '2026-05-24', 0.25],
    ['of which nobody knows the day', undefined, 0.25],
  ])('%s', (_name, decidedOn, expected) => {
    const { created: _made, ...undated } = exampleAuthorization({ decision: 'denied', decisionCode: 'A3' });
    const refused = decidedOn === undefined ? undated : { ...undated, decidedOn: day(decidedOn) };
    // 180 days from May 25 are November 21, today.
    expect(oddsWith([], {}, { authorizations: [refused] }).approval).toBeCloseTo(expected, 12);
  });
});

describe('the time to an answer after local answers', () => {
  const turnaround = { medianDays: 3, p90Days: 8, basis: 'business' as const };
  /** Monday to Tuesday: one business day. */
  const quick = { asked: day('2026-11-02'), decided: day('2026-11-03') };
  const answered = (count: number): LocalCases =>
    cases(count, count, { answers: Array.from({ length: count }, () => quick) });

  it('is what the policy says without any', () => {
    expect(oddsWith([cases(5, 5)], { turnaround }).nineInTenBy).toBe(oddsWith([], { turnaround }).nineInTenBy);
  });

  it('is drawn to them: twenty answers of one day make 8 days the square root of 8, so three', () => {
    // From Monday Nov 23, three business days with Thanksgiving closed: Tuesday, Wednesday, Friday.
    expect(oddsWith([answered(20)], { turnaround }).nineInTenBy).toBe('2026-11-27');
    expect(oddsWith([], { turnaround }).nineInTenBy).toBe('2026-12-04');
  });

  it('raises the chance of an answer in time, and moves the day by which work is due', () => {
    const near = { visits: [exampleVisit('2026-12-01')] };
    expect(oddsWith([answered(20)], { turnaround }, near).inTime).toBeGreaterThan(
      oddsWith([], { turnaround }, near).inTime,
    );
  });

  it('counts the days of local answers as the payer does: over Thanksgiving five calendar days are two business days', () => {
    const over = { asked: day('2026-11-25'), decided: day('2026-11-30') };
    const slow = [cases(20, 20, { answers: Array.from({ length: 20 }, () => over) })];
    // The square root of 2 x 2 and of 5 x 5: nothing is moved where what was seen is what was stated.
    const stated = { medianDays: 2, p90Days: 2, basis: 'business' as const };
    expect(oddsWith(slow, { turnaround: stated })).toMatchObject({
      inTime: oddsWith([], { turnaround: stated }).inTime,
    });
    const calendar = { medianDays: 5, p90Days: 5, basis: 'calendar' as const };
    expect(oddsWith(slow, { turnaround: calendar })).toMatchObject({
      inTime: oddsWith([], { turnaround: calendar }).inTime,
    });
  });
});
