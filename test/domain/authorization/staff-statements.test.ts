import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision/decide.ts';
import type { VisitDecision } from '../../../domain/decision/decision.ts';
import {
  day,
  exampleAuthorization,
  exampleDrug,
  exampleKnowledge,
  exampleNivolumab,
  examplePolicy,
  exampleSnapshot,
  exampleUse,
  exampleVisit,
} from '../../../domain/decision/example-course.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { usdText } from '../../../domain/kernel/usd.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import type { Supply } from '../../../domain/visit/supply.ts';
import type { SupplyStatement } from '../../../domain/visit/staff-statements.ts';

const visitIn = (snapshot: Snapshot): VisitDecision => {
  const [visit] = decide(ruleBook, snapshot, 'test').visits;
  if (visit === undefined) throw new Error('no visit');
  return visit;
};

const said = (supply: Supply, different: Partial<SupplyStatement> = {}): SupplyStatement => ({
  order: 'MedicationRequest/m1',
  supply,
  reason: 'Settled by phone.',
  by: 'Practitioner/n1',
  at: '2026-11-20T15:00:00Z',
  ...different,
});

const unauthorized = (...supplyStatements: readonly SupplyStatement[]): Snapshot =>
  exampleSnapshot({ authorizations: [], visits: [exampleVisit('2026-12-02')], supplyStatements });

describe('who brings a drug, settled late', () => {
  it('decides the authorization, the dollars and the readiness anew', () => {
    const before = visitIn(unauthorized());
    expect(before.drugs[0]).toMatchObject({ supply: 'unknown', authorization: { state: 'missing' } });
    expect(before.exposure === null ? '' : usdText(before.exposure.atRisk.total)).toBe('11800.00');

    const after = visitIn(unauthorized(said('white-bag')));
    expect(after.drugs[0]).toMatchObject({ supply: 'white-bag', authorization: { state: 'not-required' } });
    expect(after.exposure === null ? '' : usdText(after.exposure.atRisk.total)).toBe('0.00');
    expect(after.likelihood).toBeNull();
    expect(after.route).toMatchObject({ to: 'clerk' });
  });

  it.each<readonly [Supply, string]>([
    ['buy-and-bill', 'missing'],
    ['replacement', 'missing'],
    ['trial', 'not-required'],
    ['manufacturer-free', 'not-required'],
    ['white-bag', 'not-required'],
    ['clear-bag', 'not-required'],
  ])('as %s leaves the authorization %s', (supply, state) => {
    expect(visitIn(unauthorized(said(supply))).drugs[0]?.authorization.state).toBe(state);
  });

  it('of two statements at one visit counts as the newest says, in whatever order they were entered', () => {
    const both = [said('white-bag'), said('buy-and-bill', { at: '2026-11-21T15:00:00Z' })];
    expect(visitIn(unauthorized(...both)).drugs[0]?.supply).toBe('buy-and-bill');
    expect(visitIn(unauthorized(...[...both].reverse())).drugs[0]?.supply).toBe('buy-and-bill');
  });

  it('says nothing about another order or another visit', () => {
    const others = [said('trial', { order: 'MedicationRequest/m2' }), said('trial', { appointment: 'Appointment/a9' })];
    expect(visitIn(unauthorized(...others)).drugs[0]?.supply).toBe('unknown');
  });

  it('puts a drug that has not come and will not come before a specialist, not a clerk', () => {
    const late = said('white-bag', { expectedOn: day('2026-12-02') });
    expect(visitIn(unauthorized(late)).route).toMatchObject({ to: 'authorization' });
  });
});

describe('going ahead at risk', () => {
  it('is told beside what is wrong, and clears nothing', () => {
    const approval = {
      order: 'MedicationRequest/m1',
      appointment: 'Appointment/2026-12-02',
      approver: 'Dr. Okafor',
      reason: 'Curative intent.',
      at: '2026-11-21T12:00:00Z',
    };
    const [without, approved] = [unauthorized(), { ...unauthorized(), proceedAtRisk: [approval] }].map(visitIn);
    expect(approved?.drugs).toEqual(without?.drugs);
    expect(approved?.route).toEqual(without?.route);
    const added = approved?.findings.filter(({ rule }) => rule === 'authorization/approved-at-risk') ?? [];
    expect(added.map(({ verdict }) => verdict)).toEqual(['at-risk']);
    expect(approved?.findings.some((one) => one.verdict === 'at-risk' && one.severity === 'critical')).toBe(true);
  });
});

describe('a dose given without a valid authorization', () => {
  const dosed = (basis: 'calendar' | 'business', retroAuthorizationDays: number): Snapshot =>
    exampleSnapshot({
      visits: [exampleVisit('2027-03-01', { drugs: [exampleDrug({ supply: 'buy-and-bill' })] })],
      priorUses: [exampleUse('2026-11-16', '200')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-11-18'), to: day('2027-06-30') } })],
      knowledge: exampleKnowledge({ policies: [examplePolicy({ windows: { retroAuthorizationDays, basis } })] }),
    });

  it('is due within the payer’s window, on an open day, long before the next visit', () => {
    // Ten days after November 16 is Thanksgiving, so the work is due the day before.
    expect(visitIn(dosed('calendar', 10)).route).toMatchObject({ to: 'authorization', dueBy: '2026-11-25' });
    // Eight business days after it, Thanksgiving not counted, is November 27.
    expect(visitIn(dosed('business', 8)).route).toMatchObject({ to: 'authorization', dueBy: '2026-11-27' });
  });

  it('is told at its next booked visit only', () => {
    const snapshot = dosed('calendar', 10);
    const visits = [exampleVisit('2027-03-01'), exampleVisit('2027-03-22')];
    const told = decide(ruleBook, { ...snapshot, visits }, 'test').visits.map(({ findings }) =>
      findings.find(({ rule }) => rule === 'authorization/given-doses-were-authorized'),
    );
    expect(told.map((one) => one?.verdict)).toEqual(['at-risk', 'not-applicable']);
  });

  it('is told by itself where its drug is not booked again, whatever else is booked', () => {
    const snapshot = dosed('calendar', 10);
    const otherDrug = exampleVisit('2027-03-01', {
      drugs: [exampleNivolumab('240', { order: 'MedicationRequest/m2' })],
    });
    for (const visits of [[], [otherDrug]]) {
      const { given } = decide(ruleBook, { ...snapshot, visits }, 'test');
      expect(given).toMatchObject([
        {
          hcpcs: 'J9271',
          given: '2026-11-16',
          finding: { verdict: 'at-risk', about: snapshot.priorUses[0]?.ref },
          route: { to: 'authorization', dueBy: '2026-11-25' },
        },
      ]);
    }
    expect(decide(ruleBook, snapshot, 'test').given).toBeUndefined();
  });

  it('is not told where an authorization covered it', () => {
    const snapshot = { ...dosed('calendar', 10), visits: [], authorizations: [exampleAuthorization()] };
    expect(decide(ruleBook, snapshot, 'test').given).toBeUndefined();
  });
});
