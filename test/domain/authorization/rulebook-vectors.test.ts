import { describe, expect, it } from 'vitest';
import { scoreApproval, shrunk } from '../../../domain/authorization/approval-scorecard.ts';
import { byNeed } from '../../../domain/authorization/case-ranking.ts';
import { courseCases } from '../../../domain/authorization/course-cases.ts';
import { noExperience } from '../../../domain/authorization/local-experience.ts';
import { turnaroundOf } from '../../../domain/authorization/turnaround.ts';
import { decide } from '../../../domain/decision/decide.ts';
import type { VisitDecision } from '../../../domain/decision/decision.ts';
import {
  code,
  day,
  exampleAuthorization,
  exampleCoverage,
  exampleDose,
  exampleDrug,
  exampleKnowledge,
  exampleNivolumab,
  examplePolicy,
  exampleSnapshot,
  exampleUse,
  exampleVisit,
  otherPayer,
} from '../../../domain/decision/example-course.ts';
import type { Finding } from '../../../domain/decision/finding.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import type { TriggerCode } from '../../../domain/decision/trigger.ts';
import { openDaysBetween } from '../../../domain/kernel/business-calendar.ts';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { complement, probability } from '../../../domain/kernel/probability.ts';
import { amount } from '../../../domain/kernel/quantity.ts';
import { decimal, decimalText, rational, toNumber } from '../../../domain/kernel/rational.ts';
import { usd, usdText } from '../../../domain/kernel/usd.ts';
import type { DrugFacts } from '../../../domain/visit/drug-facts.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';

const visitOf = (snapshot: Snapshot, position = 0): VisitDecision => {
  const visit = decide(ruleBook, snapshot, 'test').visits[position];
  if (visit === undefined) throw new Error('the course has no such visit');
  return visit;
};

const findingOf = (snapshot: Snapshot, trigger: TriggerCode, position = 0): Finding | undefined =>
  visitOf(snapshot, position).findings.find((finding) => finding.trigger === trigger);

const stateOf = (snapshot: Snapshot, position = 0): string | undefined =>
  visitOf(snapshot, position).drugs[0]?.authorization.state;

const units = (value: string): { basis: 'units'; value: ReturnType<typeof decimal> } => ({
  basis: 'units',
  value: decimal(value),
});

const UNKNOWN_DOSE = { kind: 'unknown', missing: ['dose'], because: 'No dose in the order.' } as const;

describe('the vectors of rulebook 4.4', () => {
  it('(a) ends December 10, nineteen days from November 21: a warning, and the December 15 visit is critical', () => {
    const course = exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-10') } })],
    });
    expect(findingOf(course, 'expired')).toMatchObject({ verdict: 'at-risk', severity: 'critical' });
    expect(findingOf(course, 'expiring-soon')).toMatchObject({
      severity: 'warning',
      sentence: 'Keytruda (J9271): auth ends Dec 10 (19 days left), no renewal asked for.',
    });
  });

  it('(b) 1,200 units, 1,000 used, 200 planned: this visit fits and a booked next one is critical', () => {
    const course = exampleSnapshot({
      visits: [exampleVisit('2026-12-15'), exampleVisit('2027-01-05')],
      authorizations: [exampleAuthorization({ quantity: units('1200') })],
      priorUses: [exampleUse('2026-11-03', '1000')],
    });
    expect(stateOf(course)).toBe('valid');
    expect(decimalText(visitOf(course).drugs[0]?.authorization.unitsLeft ?? rational(-1))).toBe('200');
    expect(findingOf(course, 'units-exceeded')).toMatchObject({ verdict: 'at-risk', severity: 'critical' });
    expect(stateOf(course, 1)).toBe('invalid');
  });

  it('(b) with no further visit booked the empty authorization is a warning', () => {
    const course = exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: units('1200') })],
      priorUses: [exampleUse('2026-11-03', '1000')],
    });
    expect(findingOf(course, 'units-exceeded')).toMatchObject({ verdict: 'at-risk', severity: 'warning' });
  });

  it('(c) 1,000 units of J9299, 728 used, 243 planned and 37 discarded: 1,008 is too much, 243 alone would pass', () => {
    const stocked = { stock: { [code('J9299')]: [amount('40', 'mg'), amount('240', 'mg')] } };
    const course = (discardedUnitsCount: boolean): Snapshot =>
      exampleSnapshot({
        visits: [exampleVisit('2026-12-15', { site: stocked, drugs: [exampleNivolumab('243')] })],
        authorizations: [exampleAuthorization({ products: [code('J9299')], quantity: units('1000') })],
        priorUses: [exampleUse('2026-11-03', '728', 'J9299')],
        knowledge: exampleKnowledge({
          policies: [examplePolicy({ authorization: { required: true, discardedUnitsCount } })],
        }),
      });
    expect(findingOf(course(true), 'units-exceeded')).toMatchObject({ verdict: 'at-risk', severity: 'critical' });
    expect(visitOf(course(true)).drugs[0]).toMatchObject({ plannedUnits: 243, discardedUnits: 37 });
    expect(stateOf(course(false))).toBe('valid');
  });

  it('(d) C34.11 against C34.12 is a warning, against C50.911 critical', () => {
    const course = (authorized: string): Snapshot =>
      exampleSnapshot({ authorizations: [exampleAuthorization({ diagnoses: [authorized] })] });
    expect(findingOf(course('C34.12'), 'diagnosis-mismatch')).toMatchObject({ severity: 'warning' });
    expect(stateOf(course('C34.12'))).toBe('valid');
    expect(findingOf(course('C50.911'), 'diagnosis-mismatch')).toMatchObject({ severity: 'critical' });
    expect(stateOf(course('C50.911'))).toBe('invalid');
  });

  it('(e) 80 kg at the approval and 89 kg now are 11.25 percent: a warning', () => {
    const dose = { ...exampleDose('200'), scalesWith: 'weight' } as const;
    const course = exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug({ dose })] })],
      authorizations: [exampleAuthorization({ weightKg: decimal('80') })],
      clinical: {
        diagnoses: [],
        results: [],
        documents: [],
        weights: [{ ref: 'Observation/w1', kg: decimal('89'), on: day('2026-11-20') }],
      },
    });
    expect(findingOf(course, 'dose-increase')).toMatchObject({ verdict: 'at-risk', severity: 'warning' });
    expect(findingOf(course, 'dose-increase')?.sentence).toContain('11.25 %');
  });

  it('(f) one Medicare Advantage plan follows another on January 1: on February 15 day 45 of 90 of the transition', () => {
    const course = exampleSnapshot({
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
    });
    expect(findingOf(course, 'plan-change')).toMatchObject({ verdict: 'at-risk', severity: 'critical' });
    expect(findingOf(course, 'plan-change')?.sentence).toContain('day 45 of 90');
    expect(visitOf(course).route.to).toBe('eligibility');
  });
});

describe('shrinkage and the routing threshold', () => {
  it('gives 27.4 / 30 = 0.9133 for a prior of 0.97 worth twenty cases and eight approvals of ten', () => {
    expect(shrunk(0.97, 20, 8, 10)).toBeCloseTo(27.4 / 30, 12);
    expect(shrunk(0.97, 20, 8, 10).toFixed(4)).toBe('0.9133');
    // A prior worth nothing, and no case either, is still the best that is known.
    expect(shrunk(0.5, 0, 0, 0)).toBe(0.5);
  });

  it('sends 11,473.44 dollars to a senior from a loss of 0.0872 on: 60 / (11,473.44 x 0.12 x 0.5)', () => {
    expect((60 / (11_473.44 * 0.12 * 0.5)).toFixed(4)).toBe('0.0872');
    expect(routeAtChance(0.9127)).toBe('senior');
    expect(routeAtChance(0.9129)).toBe('authorization');
  });

  it('keeps the working of the expected loss: (1 - cleared) x at risk x 0.12, by hand from what is shown', () => {
    const visit = visitOf(atRiskOf('11473.44', 0.8));
    const cleared = visit.likelihood?.clearedByVisit ?? probability(0);
    const lost = complement(probability(Number(cleared.toFixed(4))));
    expect(usdText(visit.exposure?.atRisk.total ?? usd('0'))).toBe('11473.44');
    const byHand = 11_473.44 * Number(lost.toFixed(4)) * 0.12;
    expect(Math.abs(toNumber(visit.exposure?.expectedLoss ?? usd('0')) - byHand)).toBeLessThan(1e-6);
  });

  it('shows no odds where an authorization is valid, and counts nothing lost', () => {
    const visit = visitOf(exampleSnapshot());
    expect(visit.likelihood).toBeNull();
    expect(usdText(visit.exposure?.expectedLoss ?? usd('1'))).toBe('0.00');
  });

  it('names a drug that it cannot price beside one that it can, and knows no dollars where it can price none', () => {
    const unpriced = exampleDrug({ order: 'MedicationRequest/m2', dose: UNKNOWN_DOSE });
    const both = visitOf(
      exampleSnapshot({ visits: [exampleVisit('2026-12-15', { drugs: [exampleDrug(), unpriced] })] }),
    );
    expect(both.exposure?.atRisk.lines.map(({ label, amount, source }) => [label, usdText(amount), source])).toEqual([
      ['Keytruda (J9271): 200 planned units at $59.00', '11800.00', 'example payment limits (2026Q3, newest loaded)'],
      ['Keytruda (J9271): not in the amount', '0.00', 'its units are not known'],
    ]);
    const alone = visitOf(exampleSnapshot({ visits: [exampleVisit('2026-12-15', { drugs: [unpriced] })] }));
    expect(alone.exposure).toBeNull();
  });

  it('scores nothing above 99 or below 2 in a hundred, whatever a policy file claims', () => {
    for (const [prior, expected] of [
      [1, 0.99],
      [0, 0.02],
    ] as const) {
      const [found] = courseCases(
        exampleSnapshot({
          authorizations: [],
          knowledge: exampleKnowledge({ policies: [examplePolicy({ priors: { approval: prior, strength: 20 } })] }),
        }),
      );
      if (found === undefined) throw new Error('no case');
      expect(scoreApproval(found, noExperience).approval).toBeCloseTo(expected, 12);
    }
  });
});

/** A request that is certain to be answered in time, so that only the approval counts; the visit is six open days off. */
function atRiskOf(dollars: string, approval: number): Snapshot {
  const { knowledge } = exampleSnapshot();
  return exampleSnapshot({
    authorizations: [],
    visits: [exampleVisit('2026-12-02')],
    knowledge: {
      ...knowledge,
      policies: [
        examplePolicy({
          priors: { approval, strength: 20 },
          turnaround: { medianDays: 0.001, p90Days: 0.001, basis: 'calendar' },
        }),
      ],
      limits: knowledge.limits.map((limit) => ({ ...limit, microDollarsPerUnit: microPerUnit(dollars) })),
    },
  });
}

/** Two hundred units make the dollars. */
const microPerUnit = (dollars: string): bigint => (BigInt(dollars.replace('.', '')) * 10_000n) / 200n;

function routeAtChance(approval: number): string {
  const snapshot = atRiskOf('11473.44', approval);
  expect(openDaysBetween(snapshot.today, day('2026-12-02'), new Set(snapshot.knowledge.holidays))).toBeLessThanOrEqual(
    10,
  );
  return visitOf(snapshot).route.to;
}

describe('who a visit is sent to', () => {
  const checkedOn = (on: string, inForce = true) => ({
    visits: [exampleVisit('2026-11-24')],
    eligibility: [{ coverage: 'Coverage/c1', checkedOn: day(on), inForce, source: 'CoverageEligibilityResponse/e1' }],
  });
  const denied = [exampleAuthorization({ decision: 'denied', created: day('2026-11-20') })];
  const routeFor = (more: Parameters<typeof exampleSnapshot>[0]) => visitOf(exampleSnapshot(more)).route.to;

  it('is eligibility for an old check where nothing else is open, and never instead of an open peer-to-peer window', () => {
    expect(routeFor(checkedOn('2026-11-20'))).toBe('eligibility');
    expect(routeFor({ ...checkedOn('2026-11-20'), authorizations: denied })).toBe('peer-to-peer');
    expect(routeFor({ ...checkedOn('2026-11-20', false), authorizations: denied })).toBe('eligibility');
  });
});

describe('the chance of an answer in time', () => {
  const silent = examplePolicy();
  const clocked = examplePolicy({ decisionClockHours: 24 });
  const told = examplePolicy({ decisionClockHours: 24, turnaround: { medianDays: 2, p90Days: 6 } });

  it('follows the policy, else the decision clock, else that of Medicare Advantage, else the house estimate', () => {
    expect(turnaroundOf(told, 'commercial')).toMatchObject({ medianDays: 2, p90Days: 6, basis: 'business' });
    expect(turnaroundOf(clocked, 'medicare-advantage')).toMatchObject({ p90Days: 1, basis: 'calendar' });
    expect(turnaroundOf(silent, 'medicare-advantage')).toMatchObject({ p90Days: 3, basis: 'calendar' });
    expect(turnaroundOf(silent, 'commercial')).toMatchObject({ p90Days: 8, from: 'starting-estimate' });
    expect(turnaroundOf(undefined, undefined)).toMatchObject({ p90Days: 8, from: 'starting-estimate' });
  });

  it('counts the days up to the one before the visit: an answer of the visit day is too late', () => {
    const today = day('2026-11-23');
    const knowledge = exampleKnowledge({
      policies: [examplePolicy({ turnaround: { medianDays: 1, p90Days: 3, basis: 'calendar' } })],
    });
    const inTime = (visit: string) =>
      visitOf(exampleSnapshot({ today, knowledge, authorizations: [], visits: [exampleVisit(visit)] })).likelihood
        ?.inTime;
    expect(inTime('2026-11-24')).toBe(0);
    // One whole day before the visit is the median of this payer.
    expect(inTime('2026-11-25')).toBeCloseTo(0.5, 6);
    expect(inTime('2026-11-27')).toBeCloseTo(0.9, 6);
  });
});

describe('what is left', () => {
  it('is never less than nothing, however much is booked', () => {
    const snapshot = exampleSnapshot({
      authorizations: [exampleAuthorization({ quantity: { basis: 'units', value: rational(300) } })],
      priorUses: [exampleUse('2026-11-03', '500')],
    });
    const [drug] = visitOf(snapshot).drugs;
    expect(drug?.authorization).toMatchObject({ state: 'invalid', unitsLeft: rational(0) });
  });
});

describe('who is worked on first', () => {
  const cheap = costing('J9271', '0.25');
  const dear = costing('J9271', '150');

  it('puts a 50 dollar curative drug three days out above a 30,000 dollar drug five weeks out', () => {
    const today = day('2026-11-23');
    const near = visitOf({ ...cheap, today, visits: [exampleVisit('2026-11-26')] });
    const far = visitOf({ ...dear, today, visits: [exampleVisit('2026-12-28')] });
    expect(near.exposure?.atRisk.total).toEqual(usd('50'));
    expect(far.exposure?.atRisk.total).toEqual(usd('30000'));
    for (const { route } of [near, far]) {
      expect(route.to).not.toBe('none');
      expect(route.dueBy).toBeDefined();
    }
    const ranked = [far, near]
      .map((visit) => ({
        id: visit.appointment,
        visit: visit.date,
        severity: 'critical' as const,
        expectedLoss: visit.exposure?.expectedLoss,
      }))
      .sort(byNeed(today));
    expect(ranked.map(({ id }) => id)).toEqual([near.appointment, far.appointment]);
  });

  it('lets stated urgency decide on one day, then dollars, unknown ones above zero, then always the same way', () => {
    const at = { visit: day('2026-11-26') };
    const cases = [
      { ...at, id: 'none', expectedLoss: usd('0') },
      { ...at, id: 'unknown', expectedLoss: undefined },
      { ...at, id: 'some b', expectedLoss: usd('10') },
      { ...at, id: 'some a', expectedLoss: usd('10') },
      { ...at, id: 'more', expectedLoss: usd('900') },
      { ...at, id: 'urgent', urgency: 'urgent' as const, expectedLoss: usd('0') },
    ];
    const order = (list: typeof cases): string[] => [...list].sort(byNeed(day('2026-11-23'))).map(({ id }) => id);
    expect(order(cases)).toEqual(['urgent', 'more', 'some a', 'some b', 'unknown', 'none']);
    expect(order([...cases].reverse())).toEqual(order(cases));
  });
});

/** Two hundred units of the code without an authorization. */
function costing(hcpcsCode: string, perUnit: string): Snapshot {
  const { knowledge } = exampleSnapshot();
  const microDollarsPerUnit = BigInt(Math.round(Number(perUnit) * 1_000_000));
  return exampleSnapshot({
    authorizations: [],
    knowledge: {
      ...knowledge,
      limits: knowledge.limits.map((limit) => ({ ...limit, hcpcs: hcpcs(hcpcsCode), microDollarsPerUnit })),
    },
  });
}

describe('units across a code change', () => {
  const fluorouracil = (name: string, unit: string): DrugFacts => ({
    hcpcs: hcpcs(name),
    label: 'Adrucil',
    ingredient: 'fluorouracil',
    billingUnit: amount(unit, 'mg'),
    containers: [{ content: amount('500', 'mg'), kind: 'single-dose' }],
    jwJz: 'applies',
    inForce: { from: day('2020-01-01') },
    source: 'test',
  });

  it('turns ten units of J9190 into five hundred of J9192, those used before the change included', () => {
    const course = exampleSnapshot({
      visits: [
        exampleVisit('2026-12-15', {
          drugs: [
            exampleDrug({
              identity: { kind: 'known', hcpcs: hcpcs('J9192'), by: 'hcpcs' },
              name: 'fluorouracil',
              dose: exampleDose('1000'),
            }),
          ],
        }),
      ],
      authorizations: [exampleAuthorization({ products: [hcpcs('J9190')], quantity: units('10') })],
      // Two old units by dose in September; fifty new ones and one reported late under the old code in October.
      priorUses: [
        { ...exampleUse('2026-09-01', '0', 'J9190'), used: { kind: 'dose', dose: exampleDose('1000') } },
        exampleUse('2026-10-06', '50', 'J9192'),
        exampleUse('2026-10-13', '1', 'J9190'),
      ],
      knowledge: exampleKnowledge({
        drugs: [fluorouracil('J9190', '500'), fluorouracil('J9192', '10')],
        successions: [
          {
            from: hcpcs('J9190'),
            to: hcpcs('J9192'),
            on: day('2026-10-01'),
            unitsFactor: rational(50),
            source: 'test',
          },
        ],
      }),
    });
    const authorization = visitOf(course).drugs[0]?.authorization;
    // 10 x 50 = 500; 2 x 50 + 50 + 1 x 50 = 200 used; 300 left for 100 needed.
    expect(decimalText(authorization?.unitsLeft ?? rational(0))).toBe('300');
    expect(authorization?.state).toBe('valid');
  });
});
