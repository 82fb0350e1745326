import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import type { PayerFacts } from './payer.ts';

/** `claim`: a number that stands on a bill or request, with nothing told of what it grants. */
export type EvidenceSource =
  'claim-response' | 'coverage-information' | 'explanation-of-benefit' | 'claim' | 'feed' | 'attestation';

/** How far the evidence can be trusted: a payer said it, our systems recorded it, or a named person attests it. */
export type EvidenceStrength = 'payer-verified' | 'recorded' | 'attested';

/** What the payer decided, read from its own codes. `needed` says that one must be asked for and none is held. */
export type AuthorizationDecision =
  'approved' | 'approved-in-part' | 'pended' | 'denied' | 'not-required' | 'needed' | 'void' | 'unreadable';

/** What the quantity counts; quantities of different bases are never compared. */
export type QuantityBasis = 'units' | 'visits' | 'days' | 'unreadable';

/**
 * One row of the authorization ledger: what one source says about one authorized item.
 * Validity is never stored; it is computed against a visit.
 */
export interface AuthorizationEvidence {
  /** Stable within the record: `ClaimResponse/r1#1`. */
  readonly id: string;
  /** The resource or import row it was read from: `ClaimResponse/r1`. */
  readonly raw: string;
  readonly source: EvidenceSource;
  readonly strength: EvidenceStrength;
  readonly decision: AuthorizationDecision;
  /** The payer's own code for the decision ("A1"), for the record. */
  readonly decisionCode?: string;
  readonly number?: string;
  /** When the evidence was made: newest wins within one rank. */
  readonly created?: PlainDate;
  /** The full instant where the record gives one; breaks ties within one day. */
  readonly createdAt?: string;
  readonly decidedOn?: PlainDate;
  readonly submittedOn?: PlainDate;
  /** An assertion that lapses by itself (coverage-information `expiry-date`). */
  readonly assertedUntil?: PlainDate;
  /** Codes that the authorization names; empty when it names none. */
  readonly products: readonly HcpcsCode[];
  /** Orders that point at this authorization: their product is the authorized one where no code is given. */
  readonly orders: readonly string[];
  readonly period: { readonly from?: PlainDate; readonly to?: PlainDate };
  readonly quantity?: { readonly basis: QuantityBasis; readonly value?: Rational };
  /** What was asked for, where the record tells it: a smaller grant is a partial approval. */
  readonly requested?: { readonly units?: Rational; readonly from?: PlainDate; readonly to?: PlainDate };
  readonly unitsPerDose?: Rational;
  readonly intervalDays?: number;
  readonly weightKg?: Rational;
  readonly diagnoses: readonly string[];
  readonly place?: { readonly npi?: string; readonly placeOfService?: string; readonly ref?: string };
  readonly provider?: { readonly npi?: string; readonly ref?: string };
  /** True when the record says that it is this patient's, false when it names somebody else. */
  readonly isPatients?: boolean;
  readonly payer?: PayerFacts;
  readonly coverage?: string;
  readonly memberId?: string;
  /** The reason codes or texts that came with it, for people to read. */
  readonly reasons: readonly string[];
  /** Documents or facts that the payer still asks for. */
  readonly asksFor: readonly string[];
  readonly attestedBy?: string;
  /** A grant written the way payers did before PAS 2.2. */
  readonly interpretation?: 'legacy';
}
