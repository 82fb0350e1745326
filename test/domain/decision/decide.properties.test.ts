import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { courseCases } from '../../../domain/authorization/course-cases.ts';
import { indexCourse } from '../../../domain/authorization/course-index.ts';
import { predicates } from '../../../domain/authorization/predicates.ts';
import { decide } from '../../../domain/decision/decide.ts';
import type { Decision, VisitDecision } from '../../../domain/decision/decision.ts';
import {
  exampleAuthorization,
  exampleCoverage,
  exampleDose,
  exampleDrug,
  exampleKnowledge,
  examplePayer,
  examplePolicy,
  exampleSnapshot,
  exampleUse,
  exampleVisit,
} from '../../../domain/decision/example-course.ts';
import type { Finding } from '../../../domain/decision/finding.ts';
import { decideText } from '../../../domain/decision/replay-entry.ts';
import { ruleBook } from '../../../domain/decision/rule-book.ts';
import { isOpen } from '../../../domain/kernel/business-calendar.ts';
import { exactJson, write } from '../../../domain/kernel/exact-json.ts';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { addDays, daysBetween, plainDate, yearOf } from '../../../domain/kernel/plain-date.ts';
import { logOdds } from '../../../domain/kernel/probability.ts';
import { decimal, rational } from '../../../domain/kernel/rational.ts';
import type { AuthorizationEvidence } from '../../../domain/visit/authorization-evidence.ts';
import type { Snapshot } from '../../../domain/visit/snapshot.ts';
import { randomCourse, TODAY } from '../../support/random-course.ts';
import { randomSuite } from '../../support/random-suites.ts';

const suite = randomSuite(10_000);
/** The full size takes minutes. */
vi.setConfig({ testTimeout: 1_800_000 });
const decided = (snapshot: Snapshot): Decision => decide(ruleBook, snapshot, 'test');

/** Without the order in which visits were entered. */
const textOf = (decision: Decision): string =>
  exactJson.stringify([...decision.visits].sort((a, b) => (a.appointment < b.appointment ? -1 : 1)));

describe('deciding any course', () => {
  it('never throws, and says why in every finding', () => {
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        for (const { findings } of decided(snapshot).visits) {
          expect(findings.filter((finding) => !isWhole(finding))).toEqual([]);
        }
      }),
      suite,
    );
  });

  it('decides the same in whatever order authorizations, visits, coverages and earlier doses were entered', () => {
    const shuffled = randomCourse.chain((snapshot) =>
      fc.tuple(
        fc.constant(snapshot),
        fc.record({
          visits: permuted(snapshot.visits),
          coverages: permuted(snapshot.coverages),
          authorizations: permuted(snapshot.authorizations),
          priorUses: permuted(snapshot.priorUses),
          eligibility: permuted(snapshot.eligibility),
        }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([snapshot, other]) => {
        expect(textOf(decided({ ...snapshot, ...other }))).toBe(textOf(decided(snapshot)));
      }),
      suite,
    );
  });

  it('holds an earlier dose against the order of the first booked visit, whichever visit was entered first', () => {
    const visits = [
      exampleVisit('2026-12-15', { drugs: [exampleDrug({ order: 'MedicationRequest/m1' })] }),
      exampleVisit('2026-12-22', { drugs: [exampleDrug({ order: 'MedicationRequest/m2' })] }),
    ];
    const ofOneOrder = exampleAuthorization({
      products: [],
      orders: ['MedicationRequest/m1'],
      created: plainDate('2026-11-20'),
    });
    const given = exampleSnapshot({
      authorizations: [{ ...ofOneOrder, quantity: { basis: 'units', value: decimal('1') } }],
      priorUses: [exampleUse('2026-11-20', '200')],
      knowledge: exampleKnowledge({ policies: [] }),
    });
    const entered = decided({ ...given, visits });
    expect(textOf(entered)).toContain('dose of Nov 20 given without a valid auth');
    expect(textOf(decided({ ...given, visits: visits.toReversed() }))).toBe(textOf(entered));
  });

  it('is not moved by evidence of another patient, of another ingredient, or that was cancelled', () => {
    const irrelevant: readonly AuthorizationEvidence[] = [
      exampleAuthorization({ id: 'ClaimResponse/x1#1', number: 'OTHER1', isPatients: false }),
      exampleAuthorization({ id: 'ClaimResponse/x2#1', number: 'OTHER2', products: [hcpcs('J0897')] }),
      exampleAuthorization({ id: 'ClaimResponse/x3#1', number: 'OTHER3', decision: 'void' }),
      exampleAuthorization({
        id: 'ClaimResponse/x4#1',
        number: 'OTHER4',
        decision: 'denied',
        products: [hcpcs('J0897')],
      }),
    ];
    fc.assert(
      fc.property(randomCourse, fc.constantFrom(...irrelevant), (snapshot, row) => {
        const more = { ...snapshot, authorizations: [row, ...snapshot.authorizations] };
        expect(textOf(decided(more))).toBe(textOf(decided(snapshot)));
      }),
      suite,
    );
  });

  it('decides a kept snapshot to the same text as the one it was kept from', () => {
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        const kept = decideText(write(snapshot), 'test');
        expect(kept).toBe(exactJson.stringify(decided(snapshot)));
      }),
      suite,
    );
  });
});

/** Every finding has a sentence and a source, and one that cannot tell names what is missing. */
const isWhole = (finding: Finding): boolean =>
  finding.sentence.length > 0 &&
  !/undefined|NaN|\[object/.test(finding.sentence) &&
  finding.source.document.length > 0 &&
  (finding.verdict !== 'cannot-tell' || finding.missing.length > 0);

const permuted = <Item>(items: readonly Item[]): fc.Arbitrary<Item[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

describe('a valid authorization', () => {
  it('holds on every predicate, asked again one by one', () => {
    let seen = 0;
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        const index = indexCourse(snapshot);
        for (const one of courseCases(snapshot)) {
          if (one.standing.state !== 'valid' || one.hcpcs === undefined) continue;
          seen += 1;
          const { visit, drug, hcpcs: code, plan, coverage, standing } = one;
          const policy = one.policy.kind === 'one' ? one.policy.policy : undefined;
          const asked = { index, visit, date: visit.date, drug, hcpcs: code, plan, coverage, policy };
          const answers = predicates(standing.authorization, asked, standing.left);
          expect(answers.filter(({ kind }) => kind !== 'holds')).toEqual([]);
        }
      }),
      suite,
    );
    expect(seen).toBeGreaterThan(suite.numRuns / 50);
  });

  it('is never made by taking a needed fact away from all evidence', () => {
    let changed = 0;
    fc.assert(
      fc.property(randomCourse, fc.constantFrom(...NEEDED_FACTS), (snapshot, without) => {
        const before = statesOf(decided(snapshot));
        const after = statesOf(decided(without(snapshot)));
        before.forEach((state, position) => {
          if (state !== after[position]) changed += 1;
          if (state === 'unknown' || state === 'invalid') expect(after[position]).not.toBe('valid');
        });
      }),
      suite,
    );
    expect(changed).toBeGreaterThan(0);
  });

  it('stays said to fail on date or product when another missing fact is added', () => {
    let seen = 0;
    const FIRM: ReadonlySet<string | undefined> = new Set(['expired', 'not-yet-effective', 'product-mismatch']);
    fc.assert(
      fc.property(randomCourse, fc.constantFrom(...ADDABLE_FACTS), (snapshot, without) => {
        const after = decided(snapshot).visits;
        decided(without(snapshot)).visits.forEach((visit, position) => {
          for (const finding of visit.findings) {
            if (finding.verdict !== 'at-risk' || !FIRM.has(finding.trigger)) continue;
            seen += 1;
            const now = after[position]?.findings.filter(
              ({ rule, about }) => rule === finding.rule && about === finding.about,
            );
            expect(now?.map(({ verdict }) => verdict)).not.toContain('cannot-tell');
          }
          visit.drugs.forEach((drug, place) => {
            const failedFirmly = visit.findings.some(
              (one) => one.verdict === 'at-risk' && one.about === drug.order && FIRM.has(one.trigger),
            );
            const isAlone = visit.drugs.filter(({ order }) => order === drug.order).length === 1;
            if (drug.authorization.state === 'invalid' && failedFirmly && isAlone) {
              expect(after[position]?.drugs[place]?.authorization.state).not.toBe('unknown');
            }
          });
        });
      }),
      suite,
    );
    expect(seen).toBeGreaterThan(0);
  });

  it('is not lost by moving the visit to another day inside its window', () => {
    fc.assert(
      fc.property(windowed, ([snapshot, day]) => {
        const [visit] = snapshot.visits;
        const before = decided(snapshot).visits[0];
        const after = decided({ ...snapshot, visits: visit === undefined ? [] : [{ ...visit, date: day }] }).visits[0];
        expect(standingRank(after)).toBeLessThanOrEqual(standingRank(before));
      }),
      suite,
    );
  });
});

const statesOf = ({ visits }: Decision): readonly string[] =>
  visits.flatMap(({ drugs }) => drugs.map(({ authorization }) => authorization.state));

type Without = (snapshot: Snapshot) => Snapshot;

const fromAll =
  (...names: readonly (keyof AuthorizationEvidence)[]): Without =>
  (snapshot) => ({
    ...snapshot,
    authorizations: snapshot.authorizations.map(
      (row) =>
        Object.fromEntries(
          Object.entries(row).filter(([name]) => !(names as readonly string[]).includes(name)),
        ) as unknown as AuthorizationEvidence,
    ),
  });

const evidenceWith =
  (change: (row: AuthorizationEvidence) => Partial<AuthorizationEvidence>): Without =>
  (snapshot) => ({ ...snapshot, authorizations: snapshot.authorizations.map((row) => ({ ...row, ...change(row) })) });

const withoutQuantityValue = evidenceWith(({ quantity }) =>
  quantity === undefined ? {} : { quantity: { basis: quantity.basis } },
);
const withoutDoses: Without = (snapshot) => ({
  ...snapshot,
  visits: snapshot.visits.map((visit) => ({
    ...visit,
    drugs: visit.drugs.map((drug) => ({
      ...drug,
      dose: { kind: 'unknown', missing: ['dose'], because: 'Not in the order.' } as const,
    })),
  })),
});

/** What a record must say of an authorization before it can be valid. */
const NEEDED_FACTS: readonly Without[] = [
  fromAll('isPatients'),
  fromAll('coverage', 'payer', 'memberId'),
  (snapshot) => evidenceWith(({ period: { to: _end, ...period } }) => ({ period }))(fromAll('assertedUntil')(snapshot)),
  evidenceWith(() => ({ products: [], orders: [] })),
  withoutQuantityValue,
  withoutDoses,
];

const ADDABLE_FACTS: readonly Without[] = [
  fromAll('coverage', 'payer', 'memberId'),
  withoutQuantityValue,
  withoutDoses,
];

/** One visit anywhere, one approval with a window ahead, and a day of one year inside that window. */
const windowed: fc.Arbitrary<readonly [Snapshot, ReturnType<typeof addDays>]> = fc
  .record({
    visit: fc.integer({ min: 0, max: 300 }),
    from: fc.integer({ min: -100, max: 100 }),
    length: fc.integer({ min: 0, max: 200 }),
    inside: fc.double({ min: 0, max: 1, noNaN: true }),
    units: fc.constantFrom(100, 199, 200, 400, 4000),
    mg: fc.constantFrom('200', '243'),
    number: fc.constantFrom('AUTH0001', ''),
    icd10: fc.constantFrom('C34.11', 'C50.911'),
    isPatients: fc.boolean(),
  })
  .map(({ visit, from, length, inside, units, mg, number, icd10, isPatients }) => {
    const period = { from: addDays(TODAY, from), to: addDays(TODAY, from + length) };
    const first = Math.max(0, from);
    const day = addDays(TODAY, first + Math.floor(inside * Math.max(0, from + length - first)));
    const snapshot = exampleSnapshot({
      visits: [
        exampleVisit(addDays(TODAY, visit), { drugs: [exampleDrug({ dose: exampleDose(mg), diagnoses: ['C34.11'] })] }),
      ],
      authorizations: [
        exampleAuthorization({
          period,
          number,
          isPatients,
          diagnoses: [icd10],
          quantity: { basis: 'units', value: rational(units) },
        }),
      ],
    });
    return [snapshot, day] as const;
  })
  .filter(([{ authorizations }, day]) => day <= (authorizations[0]?.period.to ?? day) && day >= TODAY);

const RANKS = ['valid', 'not-required', 'pending', 'denied', 'unknown', 'invalid', 'missing'];
const standingRank = (visit: VisitDecision | undefined): number =>
  RANKS.indexOf(visit?.drugs[0]?.authorization.state ?? 'missing');

describe('likelihood', () => {
  it('is the sum of its factors in log-odds, capped at 2 and 99 in a hundred, inside its interval', () => {
    let seen = 0;
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        for (const { likelihood } of decided(snapshot).visits) {
          if (likelihood === null) continue;
          seen += 1;
          const sum = likelihood.factors.reduce((total, { logOdds: odds }) => total + odds, 0);
          expect(Math.abs(sum - logOdds(likelihood.approval))).toBeLessThan(1e-9);
          expect(likelihood.approval).toBeGreaterThan(0.0199);
          expect(likelihood.approval).toBeLessThan(0.9901);
          expect(likelihood.low).toBeLessThanOrEqual(likelihood.clearedByVisit);
          expect(likelihood.clearedByVisit).toBeLessThanOrEqual(likelihood.high);
          expect(likelihood.clearedByVisit).toBeCloseTo(likelihood.approval * likelihood.inTime, 12);
        }
      }),
      suite,
    );
    expect(seen).toBeGreaterThan(suite.numRuns / 20);
  });

  it('never rises when documents, results or the preferred product are missing', () => {
    const wanting = {
      documents: ['pathology report'],
      requiredResults: [{ loinc: '85147-8', name: 'PD-L1' }],
      step: { prefer: [hcpcs('Q5118')] },
      dose: { minIntervalDays: 21 },
    };
    const names = Object.keys(wanting) as (keyof typeof wanting)[];
    fc.assert(
      fc.property(fc.subarray(names), fc.constantFrom(...names), (some, one) => {
        expect(approvalUnder(pick(wanting, [...some, one]))).toBeLessThanOrEqual(approvalUnder(pick(wanting, some)));
      }),
      { ...suite, numRuns: 100 },
    );
  });
});

const pick = <T extends object>(all: T, names: readonly (keyof T)[]): Partial<T> =>
  Object.fromEntries(names.map((name) => [name, all[name]])) as Partial<T>;

function approvalUnder(different: Partial<ReturnType<typeof examplePolicy>>): number {
  const snapshot = exampleSnapshot({
    authorizations: [],
    visits: [exampleVisit('2027-02-01', { drugs: [exampleDrug({ intervalDays: 14 })] })],
    supplies: { eligibilityChecks: false, administrations: false, documents: true, results: true, weights: false },
    knowledge: exampleKnowledge({ policies: [examplePolicy(different)] }),
  });
  const approval = decided(snapshot).visits[0]?.likelihood?.approval;
  expect(approval).toBeDefined();
  return approval ?? 0;
}

describe('the route', () => {
  it('gives every critical finding an owner and a day, never closed and never past', () => {
    fc.assert(
      fc.property(randomCourse, (snapshot) => {
        const holidays = new Set(snapshot.knowledge.holidays);
        for (const { findings, route } of decided(snapshot).visits) {
          const isCritical = findings.some((one) => one.verdict === 'at-risk' && one.severity === 'critical');
          if (isCritical) expect(route.to).not.toBe('none');
          if (route.to === 'none') continue;
          expect(route.dueBy).toBeDefined();
          const due = route.dueBy ?? plainDate('0001-01-01');
          expect(due >= snapshot.today).toBe(true);
          expect(isOpen(due, holidays)).toBe(true);
        }
      }),
      suite,
    );
  });
});

describe('the projection', () => {
  it('reads a course of twice as many visits at most twice as often', () => {
    const [small, middle, large] = [40, 80, 160].map((visits) => readsFor(visits));
    const [first, second] = [(middle ?? 0) - (small ?? 0), (large ?? 0) - (middle ?? 0)];
    expect(small).toBeGreaterThan(40);
    // Per visit the cost is constant: the second step, twice as wide, may cost twice the first and a little for look-ups.
    expect(second).toBeLessThanOrEqual(first * 2.05);
  });
});

/** How often visits, drugs, coverages, policies and authorizations are looked into while a course is decided. */
function readsFor(visits: number): number {
  let reads = 0;
  const watched = <T extends object>(of: T): T =>
    new Proxy(of, {
      get(target, name) {
        reads += 1;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'object' && value !== null && !Object.isFrozen(value) ? watched(value) : value;
      },
    });
  const snapshot = exampleSnapshot({
    visits: Array.from({ length: visits }, (_, position) =>
      watched(exampleVisit(addDays(plainDate('2026-12-15'), position))),
    ),
    coverages: [watched(exampleCoverage())],
    authorizations: [watched(exampleAuthorization({ period: { from: TODAY, to: addDays(TODAY, 60) } }))],
    knowledge: exampleKnowledge({ policies: [watched(examplePolicy({ payer: examplePayer }))] }),
  });
  decided(snapshot);
  expect(daysBetween(TODAY, plainDate('2026-12-15'))).toBe(24);
  expect(yearOf(TODAY)).toBe(2026);
  return reads;
}
