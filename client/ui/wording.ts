/** Every word, shape and tone the screens use for a state. Tone never stands alone: each has its shape and its word. */
import type { CaseRoute } from '../../api-contract/case-routes.ts';
import type {
  AuthorizationView,
  DrugView,
  FindingView,
  LikelihoodView,
  VisitView,
} from '../../api-contract/decision-view.schema.ts';
import type { GainWord } from '../../api-contract/likelihood-words.ts';
import type { Role } from '../../api-contract/role.schema.ts';
import type { VisitState } from '../../api-contract/visit-state.ts';

/** Red is kept for harm to the patient and is not among them. Unknown is hatched. */
export type Tone = 'confirmed' | 'action' | 'info' | 'unknown';
export type ShapeName =
  'check' | 'ring-check' | 'triangle' | 'octagon' | 'hourglass' | 'question' | 'circle-i' | 'dash';

export interface Wording {
  readonly word: string;
  readonly tone: Tone;
  readonly shape: ShapeName;
}

export const AUTHORIZATION_STATE: Readonly<Record<AuthorizationView['state'], Wording>> = {
  valid: { word: 'Authorized', tone: 'confirmed', shape: 'check' },
  'not-required': { word: 'No authorization needed', tone: 'confirmed', shape: 'ring-check' },
  missing: { word: 'Authorization missing', tone: 'action', shape: 'triangle' },
  invalid: { word: 'Not covered', tone: 'action', shape: 'triangle' },
  pending: { word: 'Waiting for the payer', tone: 'info', shape: 'hourglass' },
  denied: { word: 'Denied', tone: 'action', shape: 'octagon' },
  unknown: { word: 'Cannot tell', tone: 'unknown', shape: 'question' },
};

export const VISIT_STATE: Readonly<Record<VisitState, Wording>> = {
  'action-needed': { word: 'Action needed', tone: 'action', shape: 'triangle' },
  'cannot-tell': { word: 'Cannot tell', tone: 'unknown', shape: 'question' },
  waiting: { word: 'Waiting for the payer', tone: 'info', shape: 'hourglass' },
  confirmed: { word: 'Confirmed', tone: 'confirmed', shape: 'check' },
};

export const NOT_EVALUATED: Wording = { word: 'Not evaluated', tone: 'unknown', shape: 'dash' };

export function findingWording({ verdict, severity }: Pick<FindingView, 'verdict' | 'severity'>): Wording {
  switch (verdict) {
    case 'at-risk':
      return AT_RISK[severity ?? 'warning'];
    case 'cannot-tell':
      return { word: 'Cannot tell', tone: 'unknown', shape: 'question' };
    case 'clear':
      return { word: 'Clear', tone: 'confirmed', shape: 'check' };
    case 'not-applicable':
      return { word: 'Does not apply', tone: 'unknown', shape: 'dash' };
  }
}

const AT_RISK: Readonly<Record<'critical' | 'warning' | 'info', Wording>> = {
  critical: { word: 'Act before the visit', tone: 'action', shape: 'octagon' },
  warning: { word: 'Action needed', tone: 'action', shape: 'triangle' },
  info: { word: 'For information', tone: 'info', shape: 'circle-i' },
};

export const EVIDENCE_SOURCE: Readonly<Record<NonNullable<AuthorizationView['source']>, string>> = {
  'claim-response': "Payer's answer in the record",
  'coverage-information': "Payer's note on the order",
  'explanation-of-benefit': 'Explanation of benefits',
  claim: 'Number on a bill',
  feed: 'Imported authorization list',
  attestation: 'Statement by staff',
};

export const EVIDENCE_STRENGTH: Readonly<Record<NonNullable<AuthorizationView['strength']>, string>> = {
  'payer-verified': 'payer-verified',
  recorded: 'recorded, not payer-verified',
  attested: 'attested by a person',
};

export const SUPPLY: Readonly<Record<DrugView['supply'], string>> = {
  'buy-and-bill': 'buy and bill',
  'white-bag': 'white bag',
  'clear-bag': 'clear bag',
  trial: 'study drug',
  'manufacturer-free': 'free from the manufacturer',
  replacement: 'replacement drug',
  unknown: 'supply unknown',
};

export const ROUTE_TARGET: Readonly<Record<NonNullable<VisitView['route']['to']>, string>> = {
  none: 'Nobody needs to act',
  clerk: 'Authorization clerk',
  authorization: 'Authorization team',
  senior: 'Senior specialist',
  'peer-to-peer': 'Peer-to-peer nurse',
  eligibility: 'Eligibility and registration',
};

/** Where a case lies: charting and preparation have cases of their own. */
export const CASE_ROUTE: Readonly<Record<CaseRoute, string>> = {
  ...ROUTE_TARGET,
  'charge-nurse': 'Charge nurse',
  pharmacy: 'Pharmacy',
};

export const LIKELIHOOD: Readonly<Record<LikelihoodView['word'], string>> = {
  'very-likely': 'Very likely',
  likely: 'Likely',
  uncertain: 'Uncertain',
  unlikely: 'Unlikely',
};

export const GAIN: Readonly<Record<GainWord, string>> = {
  much: 'Fixing it helps much',
  some: 'Fixing it helps somewhat',
  little: 'Fixing it helps a little',
};

export const VISIT_STATUS: Readonly<Record<NonNullable<VisitView['status']>, string>> = {
  proposed: 'draft, not booked',
  pending: 'request pending',
  booked: 'booked',
  waitlist: 'on the waitlist',
  arrived: 'arrived',
  'checked-in': 'checked in',
};

export const ROLE: Readonly<Record<Role, string>> = {
  scheduler: 'Scheduler',
  'authorization-specialist': 'Authorization specialist',
  'senior-specialist': 'Senior specialist',
  'peer-to-peer': 'Peer-to-peer nurse',
  'infusion-nurse': 'Infusion nurse',
  pharmacist: 'Pharmacist',
  prescriber: 'Prescriber',
  finance: 'Finance',
  compliance: 'Compliance',
  clerk: 'Clerk',
  registration: 'Registration',
  supervisor: 'Supervisor',
  'charge-nurse': 'Charge nurse',
  'pharmacy-technician': 'Pharmacy technician',
  'pharmacy-manager': 'Pharmacy manager',
  billing: 'Billing',
  'financial-counselor': 'Financial counselor',
  patient: 'Patient',
  unknown: 'Role not known',
};
