import type { InForce } from '../kernel/in-force.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount } from '../kernel/quantity.ts';
import type { PayerProduct } from './payer.ts';

export type EvidenceLevel = 'label' | '1' | '2A' | '2B' | '3';
export type DayBasis = 'calendar' | 'business';

/** A payer's rules for some drugs, as a policy pack states them; the wire form is contract.md's policy pack. */
export interface Policy {
  readonly id: string;
  readonly pack: string;
  readonly packVersion: string;
  readonly payer: { readonly identifiers: readonly string[]; readonly names: readonly string[] };
  readonly product?: PayerProduct;
  readonly drugs: readonly HcpcsCode[] | 'any';
  readonly inForce: InForce;
  readonly authorization: {
    readonly required: boolean;
    readonly validityMonths?: number;
    readonly renewalWindowDays?: number;
    readonly discardedUnitsCount?: boolean;
    readonly carriesOverPlanYear?: boolean;
    readonly numberPattern?: string;
  };
  readonly indications?: readonly { readonly icd10: readonly string[]; readonly evidence: EvidenceLevel }[];
  readonly requiredResults?: readonly { readonly loinc: string; readonly name: string; readonly maxAgeDays?: number }[];
  readonly step?: { readonly prefer: readonly HcpcsCode[] };
  readonly siteOfCare?: { readonly allowed: readonly string[]; readonly graceDays?: number };
  readonly dose?: {
    readonly maxPerDose?: Amount;
    readonly minIntervalDays?: number;
    readonly maxDurationMonths?: number;
  };
  readonly documents?: readonly string[];
  readonly turnaround?: { readonly medianDays: number; readonly p90Days: number; readonly basis?: DayBasis };
  readonly decisionClockHours?: number;
  readonly holidays?: readonly PlainDate[];
  readonly submit?: {
    readonly vendor?: string;
    readonly url?: string;
    readonly phone?: string;
    readonly fax?: string;
    readonly hours?: string;
  };
  readonly windows?: {
    readonly peerToPeerDays?: number;
    readonly appealDays?: number;
    readonly retroAuthorizationDays?: number;
    readonly basis?: DayBasis;
  };
  readonly restartGapDays?: number;
  readonly priors?: { readonly approval: number; readonly strength: number };
  readonly source: {
    readonly document: string;
    readonly section?: string;
    readonly url?: string;
    readonly readOn: PlainDate;
  };
}
