import type { BillingUnits } from '../kernel/billing-units.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Probability } from '../kernel/probability.ts';
import type { Rational } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import type { EvidenceSource, EvidenceStrength } from '../visit/authorization-evidence.ts';
import type { Supply } from '../visit/supply.ts';
import type { Finding } from './finding.ts';
import type { Worked, WorkingStep } from './worksheet.ts';

/** What was decided on one day about the visits of one patient. Every reader (card, app, sweep, command line) shows this. */
export interface Decision {
  readonly today: PlainDate;
  readonly visits: readonly VisitDecision[];
  readonly unlinked: readonly string[];
  /** Doses given lately on no valid authorization whose drug is not booked again; absent where there are none. */
  readonly given?: readonly UnauthorizedDoses[];
  readonly versions: DecisionVersions;
}

export interface DecisionVersions {
  /** SHA-256 of the self-contained bundle of this domain: the code that decided. */
  readonly rules: string;
  readonly reference: string;
  readonly policies: string;
  readonly model: string;
}

export interface VisitDecision {
  readonly appointment: string;
  readonly date: PlainDate;
  readonly drugs: readonly DrugDecision[];
  readonly findings: readonly Finding[];
  readonly likelihood: Likelihood | null;
  readonly exposure: Exposure | null;
  readonly route: Route;
}

/** Doses of one product that need an authorization after the fact, told here because no booked visit can tell of them. */
export interface UnauthorizedDoses {
  readonly hcpcs: HcpcsCode;
  readonly name: string;
  readonly payer: string;
  /** The day of the most pressing one. */
  readonly given: PlainDate;
  /** `MedicationAdministration/g1`, or the import row; the most pressing first. */
  readonly uses: readonly string[];
  readonly finding: Finding;
  readonly route: Route;
}

export type AuthorizationState = 'valid' | 'not-required' | 'missing' | 'invalid' | 'pending' | 'denied' | 'unknown';

export interface DrugDecision {
  readonly order: string;
  readonly hcpcs: HcpcsCode | null;
  /** What people call it: the table's label, else what the order says. */
  readonly name: string;
  readonly plannedUnits: BillingUnits | null;
  readonly discardedUnits: BillingUnits | null;
  readonly projected: boolean;
  readonly supply: Supply;
  readonly working: readonly WorkingStep[];
  readonly authorization: AuthorizationSummary;
}

export interface AuthorizationSummary {
  readonly state: AuthorizationState;
  /** One sentence: why it is in this state, with the source of the evidence. */
  readonly because: string;
  readonly number?: string;
  readonly validFrom?: PlainDate;
  readonly validUntil?: PlainDate;
  /** Left for this visit after everything earlier; only where the authorization counts units. */
  readonly unitsLeft?: Rational;
  readonly unitsAuthorized?: Rational;
  readonly source?: EvidenceSource;
  readonly strength?: EvidenceStrength;
  readonly evidence?: string;
  readonly evidenceDate?: PlainDate;
  readonly attestedBy?: string;
}

/** The chance that the payer approves, and answers, before the visit; the factors shown are the factors used. */
export interface Likelihood {
  readonly about: string;
  readonly clearedByVisit: Probability;
  readonly low: Probability;
  readonly high: Probability;
  readonly approval: Probability;
  readonly inTime: Probability;
  /** Those that somebody can put right first, the one that gains most at the head. */
  readonly factors: readonly LikelihoodFactor[];
  /** Decided requests of the clinic itself to this payer for this drug that the estimate counts; absent where there are none. */
  readonly localCases?: number;
  /** The first date by which nine in ten such answers have come, for readers who see words and dates only. */
  readonly nineInTenBy?: PlainDate;
}

export interface LikelihoodFactor {
  readonly name: string;
  readonly logOdds: number;
  readonly sentence: string;
  readonly fixable: boolean;
}

export interface Exposure {
  /** Planned plus discarded units at the payment limit of the visit's quarter, with its working. */
  readonly atRisk: Worked;
  readonly expectedLoss: Usd;
}

export type RouteTarget = 'none' | 'clerk' | 'authorization' | 'senior' | 'peer-to-peer' | 'eligibility';

export interface Route {
  readonly to: RouteTarget;
  readonly why: string;
  readonly dueBy?: PlainDate;
}
