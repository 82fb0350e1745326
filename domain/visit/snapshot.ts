import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import type { Ndc11 } from '../kernel/ndc11.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import type { AuthorizationEvidence } from './authorization-evidence.ts';
import type { CoverageFacts, EligibilityCheck } from './coverage.ts';
import type { CodeSuccession, DrugFacts, DrugIdentity, PaymentLimit } from './drug-facts.ts';
import type { LocalCases } from './local-cases.ts';
import type { Policy } from './policy.ts';
import type { ProceedAtRisk, SupplyStatement } from './staff-statements.ts';
import type { Supply } from './supply.ts';

/**
 * Everything that is known on one day about one patient's infusion course: what `decide` reads, and all that it reads.
 * It is frozen, kept with the decision and decided again on replay; `exactJson` writes and reads it.
 */
export interface Snapshot {
  readonly today: PlainDate;
  readonly patient: PatientFacts;
  /** Proposed, booked or arrived visits of today or later, by date then id. */
  readonly visits: readonly Visit[];
  /** The visits that the caller asks about; undefined means all of them. The others still use up units. */
  readonly asked?: readonly string[];
  readonly priorUses: readonly PriorUse[];
  readonly coverages: readonly CoverageFacts[];
  readonly eligibility: readonly EligibilityCheck[];
  readonly authorizations: readonly AuthorizationEvidence[];
  readonly clinical: ClinicalFacts;
  /** Orders that no visit could be joined to. */
  readonly unlinked: readonly string[];
  /** What the record contains but could not be read, with the path of each. */
  readonly gaps: readonly Gap[];
  readonly supplies: SuppliedSources;
  /** Kinds of record that were asked for and could not be looked at: their silence says nothing. */
  readonly unread?: readonly UnreadKind[];
  /** Who brings each drug, where the staff said it later than the order; in the order in which it was said. */
  readonly supplyStatements?: readonly SupplyStatement[];
  /** Doses that a named person lets go ahead without a valid authorization. */
  readonly proceedAtRisk?: readonly ProceedAtRisk[];
  readonly knowledge: Knowledge;
}

/** Name and birth date are for the identity line of a screen only; no rule reads them. */
export interface PatientFacts {
  readonly ref: string;
  readonly identifiers: readonly string[];
  readonly name?: string;
  readonly birthDate?: PlainDate;
}

export type VisitStatus = 'proposed' | 'pending' | 'booked' | 'waitlist' | 'arrived' | 'checked-in';

export interface Visit {
  /** `Appointment/a1`; a draft without an id is `Appointment/#1` by its position. */
  readonly ref: string;
  readonly status: VisitStatus;
  /** The local calendar day at the site. */
  readonly date: PlainDate;
  /** Set where only a UTC instant is known: the other day that it may be locally. */
  readonly mayBe?: PlainDate;
  readonly start?: string;
  /** For the board only, as the chair: no rule reads them. */
  readonly end?: string;
  /** What the record calls the chair or bed. */
  readonly chair?: string;
  readonly site: SiteFacts;
  readonly providers: readonly { readonly ref?: string; readonly npi?: string }[];
  readonly drugs: readonly PlannedDrug[];
}

export interface SiteFacts {
  readonly location?: string;
  readonly name?: string;
  readonly placeOfService?: string;
  readonly npi?: string;
  /** Labeled contents that the pharmacy stocks, by code; where silent, every strength of the drug table counts. */
  readonly stock: Readonly<Partial<Record<HcpcsCode, readonly Amount[]>>>;
}

/** How far a product that somebody else brings has come; a dispense that was never handed over has not arrived. */
export interface Arrival {
  readonly state: 'received' | 'expected' | 'not-coming';
  /** The day on which it arrived, or is to arrive. */
  readonly on?: PlainDate;
  /** `MedicationDispense/d1`, or who of the staff said it. */
  readonly source: string;
}

/** A dose in an exact amount, with how it was found; or what is missing to know it. */
export type DoseFact =
  | {
      readonly kind: 'known';
      readonly amount: Amount;
      readonly working: string;
      readonly caution?: string;
      /** What the dose follows: with a changed weight an authorization for the old dose may not hold. */
      readonly scalesWith?: 'weight' | 'body-surface' | 'clearance';
    }
  | { readonly kind: 'unknown'; readonly missing: NonEmpty<string>; readonly because: string };

/** A lot that the chart names for a dose that was given, with its package where it is said. */
export interface ChartedLot {
  readonly lot: string;
  readonly ndc?: Ndc11;
}

/** One drug that a visit is booked for. */
export interface PlannedDrug {
  /** `MedicationRequest/m1`. */
  readonly order: string;
  readonly identity: DrugIdentity;
  /** What the order calls it, for sentences when the code is not known. */
  readonly name: string;
  readonly dose: DoseFact;
  readonly supply: Supply;
  /** What the record or the staff tell of a product that the clinic does not buy: whether it is here. */
  readonly arrival?: Arrival;
  /** Not signed for this visit: the last signed drug, dose and interval carried forward. */
  readonly projected: boolean;
  /** Of what was already given at this visit; absent where the chart names none. */
  readonly lots?: readonly ChartedLot[];
  readonly link: { readonly points: number; readonly by: 'reference' | 'score' | 'context' };
  readonly intervalDays?: number;
  /** ICD-10-CM codes of the reason for the order. */
  readonly diagnoses: readonly string[];
  readonly authoredOn?: PlainDate;
  /** Codes of the drugs that the order says it takes the place of, its own code among them where a dose was changed. */
  readonly stoppedReplaced?: readonly HcpcsCode[];
}

/** A dose already given, or an earlier booked visit whose administration nobody recorded. */
export interface PriorUse {
  readonly ref: string;
  readonly date: PlainDate;
  readonly hcpcs?: HcpcsCode;
  readonly name: string;
  readonly basis: 'administered' | 'presumed-from-booking' | 'imported';
  readonly used:
    { readonly kind: 'dose'; readonly dose: DoseFact } | { readonly kind: 'units'; readonly units: Rational };
  readonly authorizationNumber?: string;
  readonly lots?: readonly ChartedLot[];
  /** Where it was given, where the record tells: an authorization for another place did not serve it. */
  readonly place?: PlaceOfUse;
  /** Who brought the drug, where the record tells: a free drug needs no authorization. */
  readonly supply?: Supply;
}

export interface PlaceOfUse {
  readonly npi?: string;
  readonly placeOfService?: string;
  /** `Location/l1`. */
  readonly ref?: string;
}

export interface ClinicalFacts {
  readonly diagnoses: readonly {
    readonly ref: string;
    readonly icd10: readonly string[];
    readonly recordedOn?: PlainDate;
  }[];
  /** `answers` are the codes of a coded result, whatever their system. */
  readonly results: readonly {
    readonly ref: string;
    readonly loinc: readonly string[];
    readonly on?: PlainDate;
    readonly answers?: readonly string[];
  }[];
  readonly weights: readonly { readonly ref: string; readonly kg: Rational; readonly on?: PlainDate }[];
  readonly documents: readonly { readonly ref: string; readonly texts: readonly string[]; readonly on?: PlainDate }[];
}

/** What could not be read where the record did say something. */
export interface Gap {
  /** The element: `MedicationRequest/m1.dosageInstruction[0]`. */
  readonly path: string;
  readonly about: string;
  readonly what: string;
}

export type UnreadKind = 'authorizations' | 'administrations';

/** Whether the site hands over each kind of record at all: silence of a source that it never supplies is no gap. */
export interface SuppliedSources {
  readonly eligibilityChecks: boolean;
  readonly administrations: boolean;
  readonly documents: boolean;
  readonly results: boolean;
  readonly weights: boolean;
}

/** The dated tables and policies that concern this patient, copied in so that the decision can be made again without them. */
export interface Knowledge {
  readonly drugs: readonly DrugFacts[];
  readonly successions: readonly CodeSuccession[];
  readonly limits: readonly PaymentLimit[];
  readonly policies: readonly Policy[];
  readonly holidays: readonly PlainDate[];
  readonly routing: RoutingSettings;
  /** How the payers have answered this clinic before; absent where nothing is counted, as on the command line. */
  readonly localCases?: readonly LocalCases[];
  readonly versions: KnowledgeVersions;
}

export interface RoutingSettings {
  /** Dollars that one senior review costs. */
  readonly reviewCost: Rational;
  /** Share of denials that stay unpaid in the end. */
  readonly unrecovered: Rational;
  /** Share of the expected loss that a review averts. */
  readonly averted: Rational;
  readonly businessDays: number;
}

export interface KnowledgeVersions {
  readonly reference: string;
  readonly policies: string;
}
