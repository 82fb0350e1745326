import fc from 'fast-check';
import {
  exampleAuthorization,
  exampleCoverage,
  exampleDrug,
  exampleKnowledge,
  examplePayer,
  examplePolicy,
  exampleSnapshot,
  exampleVisit,
  otherPayer,
} from '../../domain/decision/example-course.ts';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { hcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate } from '../../domain/kernel/plain-date.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { amount } from '../../domain/kernel/quantity.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { rational } from '../../domain/kernel/rational.ts';
import type { AuthorizationEvidence } from '../../domain/visit/authorization-evidence.ts';
import type { CoverageFacts, EligibilityCheck } from '../../domain/visit/coverage.ts';
import type { LocalCases } from '../../domain/visit/local-cases.ts';
import type { Policy } from '../../domain/visit/policy.ts';
import type { DoseFact, PlannedDrug, PriorUse, Snapshot, Visit } from '../../domain/visit/snapshot.ts';

/** The day on which every random course is decided. */
export const TODAY = plainDate('2026-11-21');

const CODES = ['J9271', 'J9299', 'J9035', 'Q5118', 'J9181', 'J9187', 'J9999', 'J1234'].map(hcpcs);

/** Any text that a record may carry, with the ones that break careless code. */
const hostileText = fc.constantFrom(
  '',
  ' ',
  '(',
  '[',
  '\\',
  '__proto__',
  'constructor',
  'NAN',
  '\u0000',
  '💉',
  '0',
  'A1',
);

const within = (from: number, to: number): fc.Arbitrary<PlainDate> =>
  fc.integer({ min: from, max: to }).map((days) => addDays(TODAY, days));

/** Mostly around today, sometimes centuries away. */
const anyDay = fc.oneof(
  { weight: 20, arbitrary: within(-400, 400) },
  { weight: 1, arbitrary: fc.constantFrom(plainDate('0001-01-01'), plainDate('9999-12-31'), plainDate('2028-02-29')) },
);

const code: fc.Arbitrary<HcpcsCode> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...CODES.slice(0, 2)) },
  { weight: 2, arbitrary: fc.constantFrom(...CODES) },
);

const count: fc.Arbitrary<Rational> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 2, 6, 200, 400, 1000, 4000).map((value) => rational(value)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n }), fc.bigInt({ min: 1n, max: 7n }))
      .map(([n, d]) => rational(n, d)),
  },
);

const mass: fc.Arbitrary<Amount> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('200', '243', '400', '0.075').map((value) => amount(value, 'mg')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      amount('0', 'mg'),
      amount('-5', 'mg'),
      amount('10', 'mL'),
      amount('3', 'units'),
      amount('99999999999', 'g'),
    ),
  },
);

const dose: fc.Arbitrary<DoseFact> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        kind: fc.constant('known' as const),
        amount: mass,
        working: fc.constant('as ordered'),
        scalesWith: fc.constantFrom('weight' as const, undefined),
      })
      .map(withoutUndefined),
  },
  { weight: 1, arbitrary: fc.constant<DoseFact>({ kind: 'unknown', missing: ['weight'], because: 'No weight.' }) },
);

const identity: fc.Arbitrary<PlannedDrug['identity']> = fc.oneof(
  { weight: 12, arbitrary: code.map((found) => ({ kind: 'known' as const, hcpcs: found, by: 'hcpcs' as const })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<PlannedDrug['identity']>(
      { kind: 'several', candidates: [hcpcs('J9035'), hcpcs('Q5118')], by: 'text', name: 'bevacizumab' },
      { kind: 'unlisted', hcpcs: hcpcs('J9999'), name: 'new drug' },
      { kind: 'unknown', name: '' },
      { kind: 'not-infused', name: 'tablet' },
    ),
  },
);

const diagnoses = fc.subarray(['C34.11', 'C34.12', 'C50.911', 'x'], { maxLength: 2 });

const plannedDrug: fc.Arbitrary<PlannedDrug> = fc
  .record({
    order: fc.constantFrom('MedicationRequest/m1', 'MedicationRequest/m2'),
    identity,
    dose,
    supply: fc.constantFrom<PlannedDrug['supply'][]>(
      'unknown',
      'unknown',
      'buy-and-bill',
      'buy-and-bill',
      'white-bag',
      'trial',
      'manufacturer-free',
    ),
    projected: fc.boolean(),
    diagnoses,
    intervalDays: fc.constantFrom(undefined, 7, 14, 21),
    stoppedReplaced: fc.constantFrom(undefined, [hcpcs('J9299')]),
  })
  .map((different) => exampleDrug(withoutUndefined(different)));

const place = fc.constantFrom(undefined, '11', '22');
const npi = fc.constantFrom(undefined, '1111111111', '2222222222');

const visit: fc.Arbitrary<Omit<Visit, 'ref'>> = fc
  .record({
    date: within(0, 200),
    mayBe: fc.constantFrom(undefined, undefined, undefined, addDays(TODAY, 10)),
    placeOfService: place,
    npi,
    stocked: fc.boolean(),
    status: fc.constantFrom<Visit['status'][]>('booked', 'proposed', 'arrived'),
    drugs: fc.array(plannedDrug, { maxLength: 2 }),
  })
  .map(({ placeOfService, npi: siteNpi, stocked, ...rest }) => {
    const stock = stocked ? { [hcpcs('J9299')]: [amount('40', 'mg'), amount('240', 'mg')] } : {};
    return {
      ...exampleVisit(rest.date),
      ...withoutUndefined(rest),
      site: withoutUndefined({ stock, placeOfService, npi: siteNpi }),
    };
  });

const payer = fc.constantFrom(undefined, examplePayer, examplePayer, examplePayer, otherPayer, {
  identifiers: [],
  names: [''],
});
const member = fc.constantFrom(undefined, 'M1', 'M1', 'G7');
const product = fc.constantFrom<CoverageFacts['product'][]>(
  undefined,
  'commercial',
  'commercial',
  'medicare-advantage',
  'medicare-ffs',
);

const period = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ from: plainDate('2026-07-01'), to: plainDate('2027-06-30') }) },
  { weight: 3, arbitrary: fc.record({ from: anyDay, to: anyDay }, { requiredKeys: [] }) },
);

const anyCoverage: fc.Arbitrary<Omit<CoverageFacts, 'ref'>> = fc
  .record({
    status: fc.constantFrom<CoverageFacts['status'][]>('active', 'active', 'active', 'cancelled', 'draft', 'unknown'),
    order: fc.constantFrom(1, 1, 2, undefined),
    period: fc.oneof(fc.constant({ from: plainDate('2026-01-01') }), fc.constant(undefined), period),
    payer,
    memberId: member,
    product,
  })
  .map((different) => withoutUndefined({ ...exampleCoverage(), ...different }));

const coverage = fc.oneof(anyCoverage, fc.constant<Omit<CoverageFacts, 'ref'>>(exampleCoverage()));

const anyEvidence: fc.Arbitrary<Omit<AuthorizationEvidence, 'id'>> = fc
  .record({
    source: fc.constantFrom<AuthorizationEvidence['source'][]>(
      'claim-response',
      'claim-response',
      'feed',
      'coverage-information',
      'attestation',
    ),
    strength: fc.constantFrom<AuthorizationEvidence['strength'][]>('payer-verified', 'recorded', 'attested'),
    decision: fc.constantFrom<AuthorizationEvidence['decision'][]>(
      'approved',
      'approved',
      'approved',
      'approved',
      'approved-in-part',
      'pended',
      'denied',
      'not-required',
      'needed',
      'void',
      'unreadable',
    ),
    number: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('AUTH0001', 'auth-0001', 'AUTH0002', 'AUTH0003') },
      { weight: 1, arbitrary: fc.option(hostileText, { nil: undefined }) },
    ),
    created: fc.oneof(
      { weight: 4, arbitrary: within(-200, 0) },
      { weight: 1, arbitrary: fc.option(anyDay, { nil: undefined }) },
    ),
    decidedOn: fc.option(within(-200, 5), { nil: undefined }),
    assertedUntil: fc.constantFrom(undefined, undefined, undefined, addDays(TODAY, 60)),
    products: fc.oneof(
      { weight: 5, arbitrary: code.map((one) => [one]) },
      { weight: 1, arbitrary: fc.array(code, { maxLength: 3 }) },
    ),
    orders: fc.constantFrom<string[][]>([], [], ['MedicationRequest/m1']),
    period,
    quantity: fc.oneof(
      { weight: 4, arbitrary: count.map((value) => ({ basis: 'units' as const, value })) },
      {
        weight: 2,
        arbitrary: fc
          .record({
            basis: fc.constantFrom<('units' | 'visits' | 'days' | 'unreadable')[]>(
              'units',
              'visits',
              'days',
              'unreadable',
            ),
            value: fc.option(count, { nil: undefined }),
          })
          .map(withoutUndefined),
      },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    requested: fc.constantFrom(undefined, undefined, { units: rational(4000) }),
    unitsPerDose: fc.constantFrom(undefined, undefined, rational(200)),
    intervalDays: fc.constantFrom(undefined, undefined, 21),
    weightKg: fc.constantFrom(undefined, undefined, rational(80), rational(0)),
    diagnoses: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: diagnoses }),
    place: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.record({ npi, placeOfService: place }).map(withoutUndefined) },
    ),
    isPatients: fc.constantFrom(true, true, true, true, true, undefined, false),
    coverage: fc.constantFrom(undefined, 'Coverage/c0', 'Coverage/c0', 'Coverage/c0', 'Coverage/c1'),
    payer,
    memberId: fc.constantFrom(undefined, undefined, 'M1', 'G7'),
  })
  .map(({ decidedOn, ...different }) => withoutUndefined({ ...exampleAuthorization(), ...different, decidedOn }));

/** What holds for the drug unless its period or quantity does not: without these few courses would be covered at all. */
const soundEvidence: fc.Arbitrary<Omit<AuthorizationEvidence, 'id'>> = fc
  .record({ number: fc.constantFrom('AUTH0001', 'AUTH0002'), products: code.map((one) => [one]), period, units: count })
  .map(({ units, ...different }) =>
    exampleAuthorization({ ...different, coverage: 'Coverage/c0', quantity: { basis: 'units', value: units } }),
  );

const evidence = fc.oneof({ weight: 1, arbitrary: anyEvidence }, { weight: 2, arbitrary: soundEvidence });

const priorUse: fc.Arbitrary<Omit<PriorUse, 'ref'>> = fc
  .record({
    date: within(-120, 0),
    hcpcs: fc.option(code, { nil: undefined, freq: 8 }),
    name: fc.constant('earlier dose'),
    basis: fc.constantFrom<PriorUse['basis'][]>('administered', 'presumed-from-booking', 'imported'),
    used: fc.oneof<fc.Arbitrary<PriorUse['used']>[]>(
      dose.map((given) => ({ kind: 'dose', dose: given })),
      count.map((units) => ({ kind: 'units', units })),
    ),
    authorizationNumber: fc.constantFrom(undefined, undefined, 'AUTH0001'),
  })
  .map(withoutUndefined);

const check: fc.Arbitrary<EligibilityCheck> = fc
  .record({
    coverage: fc.constantFrom(undefined, 'Coverage/c0'),
    payer,
    memberId: member,
    checkedOn: within(-60, 10),
    inForce: fc.constantFrom(undefined, true, false),
    benefit: fc.constantFrom<EligibilityCheck['benefit'][]>(undefined, 'medical', 'pharmacy'),
    active: fc.option(period, { nil: undefined }),
    source: fc.constant('CoverageEligibilityResponse/e1'),
  })
  .map(withoutUndefined);

const policy: fc.Arbitrary<Policy> = fc
  .record({
    id: fc.constantFrom('one', 'two'),
    payer: fc.constantFrom(examplePayer, examplePayer, otherPayer, { identifiers: [], names: [] }),
    product,
    drugs: fc.constantFrom<Policy['drugs'][]>('any', 'any', [hcpcs('J9271')]),
    inForce: fc.constantFrom({ from: plainDate('2026-01-01') }, { from: plainDate('2026-12-01') }),
    required: fc.constantFrom(true, true, true, false),
    carriesOverPlanYear: fc.constantFrom(undefined, true, false),
    discardedUnitsCount: fc.constantFrom(undefined, false),
    numberPattern: fc.constantFrom(undefined, undefined, '^AUTH', '^A[0-9]+$'),
    renewalWindowDays: fc.constantFrom(undefined, 60),
    indications: fc.constantFrom<Policy['indications'][]>(
      undefined,
      [{ icd10: ['C34'], evidence: 'label' }],
      [{ icd10: ['C50'], evidence: '2B' }],
    ),
    requiredResults: fc.constantFrom<Policy['requiredResults'][]>(undefined, [
      { loinc: '85147-8', name: 'PD-L1', maxAgeDays: 365 },
    ]),
    step: fc.constantFrom<Policy['step'][]>(undefined, { prefer: [hcpcs('Q5118')] }),
    siteOfCare: fc.constantFrom<Policy['siteOfCare'][]>(undefined, { allowed: ['11'], graceDays: 45 }),
    dose: fc.constantFrom<Policy['dose'][]>(undefined, {
      maxPerDose: amount('200', 'mg'),
      minIntervalDays: 21,
      maxDurationMonths: 24,
    }),
    documents: fc.constantFrom<Policy['documents'][]>(undefined, ['pathology report']),
    turnaround: fc.constantFrom<Policy['turnaround'][]>(
      undefined,
      { medianDays: 3, p90Days: 8, basis: 'business' },
      { medianDays: 0, p90Days: 0 },
    ),
    priors: fc.constantFrom<Policy['priors'][]>(
      undefined,
      { approval: 0.97, strength: 20 },
      { approval: 1, strength: 1 },
      { approval: 0, strength: 0 },
    ),
    holidays: fc.constantFrom<Policy['holidays'][]>(undefined, [plainDate('2026-11-27')]),
  })
  .map(({ required, carriesOverPlanYear, discardedUnitsCount, numberPattern, renewalWindowDays, ...different }) =>
    withoutUndefined({
      ...examplePolicy(),
      ...different,
      authorization: withoutUndefined({
        required,
        carriesOverPlanYear,
        discardedUnitsCount,
        numberPattern,
        renewalWindowDays,
      }),
    }),
  );

const localCases: fc.Arbitrary<LocalCases> = fc
  .record({
    payer: fc.constantFrom(examplePayer, otherPayer),
    hcpcs: fc.constantFrom(hcpcs('J9271'), hcpcs('J9299'), hcpcs('J9187')),
    approved: fc.nat(40),
    denied: fc.nat(10),
    answers: fc.array(
      fc.tuple(within(-200, -20), fc.nat(20)).map(([asked, days]) => ({ asked, decided: addDays(asked, days) })),
      { maxLength: 40 },
    ),
  })
  .map(({ approved, denied, ...rest }) => ({ ...rest, approved, decided: approved + denied }));

const clinical: fc.Arbitrary<Snapshot['clinical']> = fc.record({
  diagnoses: fc.constant([]),
  results: fc.array(
    fc
      .record({
        ref: fc.constant('Observation/o1'),
        loinc: fc.constantFrom(['85147-8'], ['97509-4']),
        on: fc.option(within(-200, 5), { nil: undefined }),
        answers: fc.constantFrom(undefined, ['271299001']),
      })
      .map(withoutUndefined),
    { maxLength: 2 },
  ),
  weights: fc.array(
    fc.record({
      ref: fc.constant('Observation/w1'),
      kg: fc.constantFrom(rational(80), rational(89), rational(0)),
      on: within(-200, 5),
    }),
    { maxLength: 2 },
  ),
  documents: fc.array(
    fc.record({
      ref: fc.constant('DocumentReference/d1'),
      texts: fc.array(hostileText, { maxLength: 2 }),
      on: within(-200, 0),
    }),
    { maxLength: 2 },
  ),
});

const supplies: fc.Arbitrary<Snapshot['supplies']> = fc.record({
  eligibilityChecks: fc.boolean(),
  administrations: fc.boolean(),
  documents: fc.boolean(),
  results: fc.boolean(),
  weights: fc.boolean(),
});

/** Courses good, bad and absurd: what a reader of records could ever hand over, and a little more. */
export const randomCourse: fc.Arbitrary<Snapshot> = fc
  .record({
    visits: fc.array(visit, { maxLength: 4 }),
    coverages: fc.oneof(
      { weight: 2, arbitrary: fc.array(coverage, { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(coverage, { maxLength: 3 }) },
    ),
    authorizations: fc.array(evidence, { maxLength: 4 }),
    eligibility: fc.array(check, { maxLength: 2 }),
    priorUses: fc.array(priorUse, { maxLength: 3 }),
    policies: fc.array(policy, { maxLength: 2 }),
    localCases: fc.array(localCases, { maxLength: 2 }),
    clinical,
    supplies,
  })
  .map(({ visits, coverages, authorizations, priorUses, policies, localCases: counted, ...rest }) =>
    exampleSnapshot({
      ...rest,
      today: TODAY,
      visits: visits
        .map((one, position): Visit => ({ ...one, ref: `Appointment/a${String(position)}` }))
        .sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? -1 : 1)),
      coverages: coverages.map((one, position) => ({ ...one, ref: `Coverage/c${String(position)}` })),
      authorizations: authorizations.map((one, position) => ({ ...one, id: `ClaimResponse/r${String(position)}#1` })),
      priorUses: priorUses.map((one, position) => ({ ...one, ref: `MedicationAdministration/u${String(position)}` })),
      knowledge: exampleKnowledge({ policies, ...(counted.length === 0 ? {} : { localCases: counted }) }),
    }),
  );

type WithoutUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Absent is absent: a record never says `undefined`. */
function withoutUndefined<T extends object>(facts: T): WithoutUndefined<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as WithoutUndefined<T>;
}
