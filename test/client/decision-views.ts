/** A patient whose authorization ends before the third cycle, as the API sends her; tests override what they are about. */
import type { DecisionView, DrugView, FindingView, VisitView } from '../../api-contract/decision-view.schema.ts';
import type { SessionView } from '../../api-contract/session.schema.ts';

export const POLICY: FindingView['source'] = {
  document: 'Sunrise Health Plan, checkpoint inhibitor policy',
  section: 'section 4, duration',
  url: 'https://plan.example/policies/checkpoint',
  readOn: '2026-11-01',
  inForce: { from: '2026-07-01' },
};

export const aDrug = (over: Partial<DrugView> = {}): DrugView => ({
  order: 'MedicationRequest/m1',
  name: 'Keytruda (pembrolizumab)',
  hcpcs: 'J9271',
  plannedUnits: 200,
  discardedUnits: 0,
  projected: false,
  supply: 'buy-and-bill',
  working: [{ label: 'Billing units', value: 'ceil(200 mg / 1 mg) = 200', source: 'HCPCS descriptor of J9271' }],
  authorization: {
    state: 'invalid',
    because: 'A12345678 ends Dec 10, 2026, five days before the visit.',
    number: 'A12345678',
    validFrom: '2026-06-10',
    validUntil: '2026-12-10',
    units: { basis: 'units', authorized: 1800, used: 1400, left: 400 },
    source: 'claim-response',
    strength: 'payer-verified',
    evidence: 'ClaimResponse/r1',
    evidenceDate: '2026-06-08',
  },
  ...over,
});

export const aFinding = (over: Partial<FindingView> = {}): FindingView => ({
  rule: 'authorization/covers-the-date',
  trigger: 'expired',
  verdict: 'at-risk',
  severity: 'critical',
  about: 'MedicationRequest/m1',
  sentence: 'The authorization A12345678 ends Dec 10; the Dec 15 visit is five days after it.',
  source: POLICY,
  ...over,
});

export const aVisit = (over: Partial<VisitView> = {}): VisitView => ({
  appointment: 'Appointment/a1',
  date: '2026-12-15',
  start: '2026-12-15T14:30:00Z',
  timeZone: 'America/New_York',
  status: 'booked',
  site: 'Riverside Infusion Center',
  drugs: [aDrug()],
  findings: [aFinding()],
  likelihood: aLikelihoodInWords(),
  route: {
    to: 'authorization',
    why: 'Request an extension of A12345678; the payer takes about 5 days.',
    dueBy: '2026-12-03',
  },
  ...over,
});

export const aDecision = (over: Partial<DecisionView> = {}): DecisionView => ({
  id: '6f1c2b9ad0e84c55b1b7a1d7f0c3e921',
  madeAt: '2026-11-21T15:04:05Z',
  today: '2026-11-21',
  timeZone: 'America/New_York',
  evaluation: { state: 'evaluated' },
  decidedBy: { kind: 'hook', service: 'infusion-booking' },
  patient: { ref: 'Patient/p1', name: 'Maria Alvarez', birthDate: '1961-03-02' },
  visits: [aVisit()],
  unlinked: [],
  versions: {
    rules: 'ab'.repeat(32),
    reference: '2026Q4.1',
    policies: 'regional-plans 2026-11-01',
    model: 'scorecard 1',
  },
  ...over,
});

export function aLikelihoodInWords(): NonNullable<VisitView['likelihood']> {
  return {
    about: 'MedicationRequest/m1',
    word: 'likely',
    nineInTenBy: '2026-11-30',
    factors: [
      {
        name: 'renewal',
        sentence: 'Renewals of this drug with this payer are usually approved.',
        fixable: false,
        direction: 'helps',
      },
      {
        name: 'scan',
        sentence: 'No scan of the last 90 days is on file, which this payer asks for.',
        fixable: true,
        direction: 'hurts',
        gainWord: 'much',
      },
    ],
  };
}

/** What an authorization specialist gets of the same odds. */
export function aLikelihoodInPercent(): NonNullable<VisitView['likelihood']> {
  const words = aLikelihoodInWords();
  return {
    ...words,
    percentages: {
      clearedByVisit: 0.8123,
      low: 0.71,
      high: 0.88,
      approval: 0.9,
      inTime: 0.9026,
      localCases: 12,
      isStartingEstimate: true,
    },
    factors: words.factors.map((factor) => (factor.fixable ? { ...factor, gain: 0.124 } : factor)),
  };
}

export const anExposure = (): NonNullable<VisitView['exposure']> => ({
  atRisk: '12129.00',
  expectedLoss: '273.20',
  worksheet: [{ label: '200 units of J9271 at 60.645', amount: '12129', source: 'CMS ASP file 2026Q3, newest loaded' }],
});

export const aSession = (over: Partial<SessionView> = {}): SessionView => ({
  expiresAt: '2099-01-01T00:00:00Z',
  today: '2026-11-21',
  user: { name: 'Sam Okafor', role: 'scheduler' },
  patient: { ref: 'Patient/p1', name: 'Maria Alvarez', birthDate: '1961-03-02' },
  open: { decision: '6f1c2b9ad0e84c55b1b7a1d7f0c3e921' },
  features: { needPatientBanner: false, pages: ['visit'] },
  ...over,
});
