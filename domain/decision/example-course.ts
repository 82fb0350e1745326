import { hcpcs } from '../kernel/hcpcs-code.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import { plainDate } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { amount } from '../kernel/quantity.ts';
import type { Amount } from '../kernel/quantity.ts';
import { decimal } from '../kernel/rational.ts';
import type { AuthorizationEvidence } from '../visit/authorization-evidence.ts';
import type { CoverageFacts } from '../visit/coverage.ts';
import type { CodeSuccession, DrugFacts, PaymentLimit } from '../visit/drug-facts.ts';
import type { Policy } from '../visit/policy.ts';
import type { DoseFact, Knowledge, PlannedDrug, PriorUse, Snapshot, Visit } from '../visit/snapshot.ts';

/**
 * A course to hang worked examples on: Keytruda 200 mg every three weeks, an active commercial coverage, a payer that
 * requires an authorization. Examples say only what is different. Only examples, tests and scripts import this.
 */
export const exampleSnapshot = (different: Partial<Snapshot> = {}): Snapshot => ({
  today: plainDate('2026-11-21'),
  patient: { ref: 'Patient/p1', identifiers: [] },
  visits: [exampleVisit('2026-12-15')],
  priorUses: [],
  coverages: [exampleCoverage()],
  eligibility: [],
  authorizations: [exampleAuthorization()],
  clinical: { diagnoses: [], results: [], weights: [], documents: [] },
  unlinked: [],
  gaps: [],
  supplies: { eligibilityChecks: false, administrations: false, documents: false, results: false, weights: false },
  knowledge: exampleKnowledge(),
  ...different,
});

export const exampleVisit = (date: string, different: Partial<Visit> = {}): Visit => ({
  ref: `Appointment/${date}`,
  status: 'booked',
  date: plainDate(date),
  site: { stock: {} },
  providers: [],
  drugs: [exampleDrug()],
  ...different,
});

export const exampleDose = (value: string, unit = 'mg'): DoseFact => ({
  kind: 'known',
  amount: amount(value, unit),
  working: `${value} ${unit} as ordered`,
});

export const exampleDrug = (different: Partial<PlannedDrug> = {}): PlannedDrug => ({
  order: 'MedicationRequest/m1',
  identity: { kind: 'known', hcpcs: hcpcs('J9271'), by: 'hcpcs' },
  name: 'pembrolizumab',
  dose: exampleDose('200'),
  supply: 'unknown',
  projected: false,
  link: { points: 100, by: 'reference' },
  diagnoses: ['C34.11'],
  ...different,
});

/** Nivolumab, whose vials of 40, 100, 120 and 240 mg leave something over. */
export const exampleNivolumab = (mg: string, different: Partial<PlannedDrug> = {}): PlannedDrug =>
  exampleDrug({
    identity: { kind: 'known', hcpcs: hcpcs('J9299'), by: 'hcpcs' },
    name: 'nivolumab',
    dose: exampleDose(mg),
    ...different,
  });

export const examplePayer = { identifiers: ['urn:example:payer|sunrise'], names: ['Sunrise Health Plan'] } as const;
export const otherPayer = { identifiers: ['urn:example:payer|granite'], names: ['Granite Mutual'] } as const;

export const exampleCoverage = (different: Partial<CoverageFacts> = {}): CoverageFacts => ({
  ref: 'Coverage/c1',
  status: 'active',
  order: 1,
  period: { from: plainDate('2026-01-01') },
  payer: examplePayer,
  memberId: 'M1',
  product: 'commercial',
  ...different,
});

/** Verified by the payer, for J9271, all of the second half of 2026 and 2027, 4,000 units. */
export const exampleAuthorization = (different: Partial<AuthorizationEvidence> = {}): AuthorizationEvidence => ({
  id: 'ClaimResponse/r1#1',
  raw: 'ClaimResponse/r1',
  source: 'claim-response',
  strength: 'payer-verified',
  decision: 'approved',
  decisionCode: 'A1',
  number: 'AUTH0001',
  created: plainDate('2026-07-01'),
  products: [hcpcs('J9271')],
  orders: [],
  period: { from: plainDate('2026-07-01'), to: plainDate('2027-06-30') },
  quantity: { basis: 'units', value: decimal('4000') },
  diagnoses: [],
  isPatients: true,
  coverage: 'Coverage/c1',
  reasons: [],
  asksFor: [],
  ...different,
});

export const exampleUse = (date: string, units: string, code = 'J9271'): PriorUse => ({
  ref: `MedicationAdministration/${date}`,
  date: plainDate(date),
  hcpcs: hcpcs(code),
  name: code,
  basis: 'administered',
  used: { kind: 'units', units: decimal(units) },
});

export const examplePolicy = (different: Partial<Policy> = {}): Policy => ({
  id: 'sunrise-any',
  pack: 'examples',
  packVersion: '2026-11-01',
  payer: examplePayer,
  drugs: 'any',
  inForce: { from: plainDate('2026-01-01') },
  authorization: { required: true, carriesOverPlanYear: true },
  source: { document: 'Example policy', readOn: plainDate('2026-11-21') },
  ...different,
});

export const exampleKnowledge = (different: Partial<Knowledge> = {}): Knowledge => ({
  drugs: [
    drug('J9271', 'Keytruda', 'pembrolizumab', ['100']),
    drug('J9299', 'Opdivo', 'nivolumab', ['40', '100', '120', '240']),
    drug('J9035', 'Avastin', 'bevacizumab', ['100', '400'], '10'),
    drug('Q5118', 'Zirabev', 'bevacizumab', ['100', '400'], '10'),
    drug('J9181', 'etoposide (retired code)', 'etoposide', ['100', '500'], '10'),
    drug('J9187', 'etoposide', 'etoposide', ['100', '500'], '1'),
  ],
  successions: [etoposide],
  limits: [limit('J9271', '2026-07-01', '2026Q3', 59_000_000n)],
  policies: [examplePolicy()],
  holidays: [plainDate('2026-11-26'), plainDate('2026-12-25'), plainDate('2027-01-01')],
  routing: {
    reviewCost: decimal('60'),
    unrecovered: decimal('0.12'),
    averted: decimal('0.5'),
    businessDays: 10,
  },
  versions: { reference: 'examples', policies: 'examples' },
  ...different,
});

const etoposide: CodeSuccession = {
  from: hcpcs('J9181'),
  to: hcpcs('J9187'),
  on: plainDate('2026-10-01'),
  unitsFactor: decimal('10'),
  source: 'CMS payment limit file, October to December 2026',
};

function drug(code: string, label: string, ingredient: string, strengths: readonly string[], unit = '1'): DrugFacts {
  return {
    hcpcs: hcpcs(code),
    label,
    ingredient,
    billingUnit: amount(unit, 'mg'),
    containers: strengths.map((content) => ({ content: mg(content), kind: 'single-dose' as const })),
    jwJz: 'applies',
    inForce: { from: plainDate('2020-01-01') },
    source: 'examples',
  };
}

const mg = (value: string): Amount => amount(value, 'mg');

const limit = (code: string, from: string, label: string, micro: bigint): PaymentLimit => ({
  hcpcs: hcpcs(code),
  quarterFrom: plainDate(from),
  quarterLabel: label,
  microDollarsPerUnit: micro,
  file: 'example payment limits',
  row: 1,
});

export const day = (text: string): PlainDate => plainDate(text);
export const code = (text: string): HcpcsCode => hcpcs(text);
