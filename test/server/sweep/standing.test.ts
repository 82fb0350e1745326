import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../server/board/change-words.ts';
import { startOfDay } from '../../../server/board/start-of-day.ts';
import type { KeptStanding } from '../../../server/board/standing-words.ts';
import { readStanding, statesOfStanding } from '../../../server/board/standing-words.ts';
import { standingOf, withEarlierDue } from '../../../server/sweep/standing.ts';
import { decide } from '../../../domain/decision/decide.ts';
import type { VisitDecision } from '../../../domain/decision/decision.ts';
import { day, exampleSnapshot } from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { stateOfTheDay, visitState } from '../../../api-contract/visit-state.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { randomCourse } from '../../support/random-course.ts';
import fc from 'fast-check';

const decided = (snapshot: Snapshot) => decide(ruleBook, snapshot, 'a'.repeat(64));

describe('a standing', () => {
  it('gives the same word for the visit as the decision that it was made from, whatever the course', () => {
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        for (const visit of decided(snapshot).visits) {
          const { standing } = standingOf(visit, snapshot);
          const kept = readStanding(JSON.parse(JSON.stringify(standing)));
          expect(kept === undefined ? undefined : statesOfStanding(kept)).toEqual({
            state: visitState(visit),
            ofTheDay: stateOfTheDay(visit),
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has the same digest when only the hour of the visit changes, and shows the new hour', () => {
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        const [visit] = decided(snapshot).visits;
        if (visit === undefined) return;
        const moved = {
          ...snapshot,
          visits: snapshot.visits.map((one) => ({ ...one, start: `${one.date}T17:45:00-05:00` })),
        };
        expect(standingOf(visit, moved).digest).toBe(standingOf(visit, snapshot).digest);
        expect(standingOf(visit, moved).standing.scheduled?.start).toBe(`${visit.date}T17:45:00-05:00`);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the due day that has passed until something else is new or the work is due earlier', () => {
    const snapshot = exampleSnapshot({ authorizations: [], today: day('2026-12-10') });
    const [visit] = decided(snapshot).visits;
    if (visit === undefined) throw new Error('no visit');
    const dueOn = (dueBy: string, more: Partial<VisitDecision> = {}) => ({
      ...standingOf({ ...visit, ...more, route: { ...visit.route, dueBy: day(dueBy) } }, snapshot),
      date: visit.date,
    });
    const [was, tomorrow, sooner] = [dueOn('2026-12-10'), dueOn('2026-12-11'), dueOn('2026-12-09')];
    expect(withEarlierDue(tomorrow, was)).toEqual({ ...tomorrow, ...was });
    expect(withEarlierDue(tomorrow, undefined)).toBe(tomorrow);
    expect(withEarlierDue(sooner, was)).toBe(sooner);
    const quieter = dueOn('2026-12-11', { findings: [] });
    expect(withEarlierDue(quieter, was)).toBe(quieter);
  });
});

const aStanding = (over: Partial<KeptStanding> = {}): KeptStanding => ({
  route: 'none',
  drugs: [{ order: 'MedicationRequest/m1', hcpcs: 'J9271', state: 'valid' }],
  findings: [],
  ...over,
});
const unnamed = (): undefined => undefined;

describe('what differs between two standings', () => {
  it('is nothing between two that are equal, and nothing is said of one that is gone', () => {
    expect(changesBetween(aStanding(), aStanding(), unnamed)).toEqual([]);
    expect(changesBetween(aStanding(), undefined, unnamed)).toEqual([]);
  });

  it('names a drug that was added and one that was taken away', () => {
    const other = { order: 'MedicationRequest/m2', hcpcs: null, state: 'unknown' as const };
    expect(changesBetween(aStanding(), aStanding({ drugs: [other] }), (order) => order.slice(-2))).toEqual([
      { kind: 'drug', what: 'm1', before: 'valid' },
      { kind: 'drug', what: 'm2', after: 'unknown' },
    ]);
  });

  it('names a finding by the happy state of its rule, and what cannot be told apart from what is not so', () => {
    const finding = (verdict: string): KeptStanding =>
      aStanding({ findings: [`authorization/coverage-is-active ${verdict} critical MedicationRequest/m1`] });
    expect(changesBetween(finding('cannot-tell'), finding('at-risk'), unnamed)).toMatchObject([
      { kind: 'finding', before: 'cannot-tell', after: 'at-risk' },
    ]);
    expect(changesBetween(finding('at-risk'), finding('at-risk'), unnamed)).toEqual([]);
  });

  it('names a planned dose that is otherwise, one that is not known any more, and none that an earlier version did not keep', () => {
    const planned = (units?: number | null): KeptStanding =>
      aStanding({ drugs: [{ order: 'MedicationRequest/m1', hcpcs: 'J9271', state: 'valid', units }] });
    expect(changesBetween(planned(200), planned(400), unnamed)).toEqual([
      { kind: 'dose', what: 'J9271', before: '200', after: '400' },
    ]);
    expect(changesBetween(planned(200), planned(null), unnamed)).toEqual([
      { kind: 'dose', what: 'J9271', before: '200' },
    ]);
    expect(changesBetween(planned(200), planned(200), unnamed)).toEqual([]);
    expect(changesBetween(planned(), planned(200), unnamed)).toEqual([]);
  });

  it('says nothing of the hour where an earlier version did not keep it', () => {
    const scheduled = { start: '2026-12-03T09:00:00-05:00' };
    expect(changesBetween(aStanding(), aStanding({ scheduled }), unnamed)).toEqual([]);
  });
});

describe('the first instant of a day', () => {
  it.each([
    ['2026-12-03', 'America/New_York', '2026-12-03T05:00:00.000Z'],
    ['2026-07-03', 'America/New_York', '2026-07-03T04:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-12-03', 'Pacific/Auckland', '2026-12-02T11:00:00.000Z'],
    ['2026-12-03', 'UTC', '2026-12-03T00:00:00.000Z'],
  ])('of %s in %s', (day, zone, instant) => {
    expect(startOfDay(day, zone).toISOString()).toBe(instant);
  });
});
