import type { InForce } from '../kernel/in-force.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { Ndc11 } from '../kernel/ndc11.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';

export type ContainerKind = 'single-dose' | 'multi-dose' | 'unknown';

/** One vial, syringe or bag as labeled. Single-dose or multi-dose is a property of the package, not of the code. */
export interface Container {
  readonly content: Amount;
  readonly kind: ContainerKind;
  readonly ndc?: Ndc11;
}

/** What the dated drug table says about one HCPCS code. */
export interface DrugFacts {
  readonly hcpcs: HcpcsCode;
  /** Our own short label, what people call it: "Keytruda". */
  readonly label: string;
  /** Lower-case active ingredient without the four-letter suffix: "bevacizumab". Reference product and biosimilars share it. */
  readonly ingredient: string;
  readonly billingUnit: Amount;
  /** Every strength on the market that the table knows; empty when it knows none. */
  readonly containers: readonly Container[];
  readonly biosimilarOf?: HcpcsCode;
  readonly route?: string;
  /** Whether Medicare asks for JW or JZ on this code at all, as far as the table knows. */
  readonly jwJz: 'applies' | 'does-not-apply' | 'unknown';
  readonly inForce: InForce;
  readonly source: string;
}

/** An old code that a new one replaced: so many new units for one old unit. */
export interface CodeSuccession {
  readonly from: HcpcsCode;
  readonly to: HcpcsCode;
  readonly on: PlainDate;
  readonly unitsFactor: Rational;
  readonly source: string;
}

/** A CMS payment limit: dollars for one billing unit in one quarter, from one row of one file. */
export interface PaymentLimit {
  readonly hcpcs: HcpcsCode;
  readonly quarterFrom: PlainDate;
  readonly quarterLabel: string;
  readonly microDollarsPerUnit: bigint;
  /** Patient share in thousandths of a percent (20.000 % is 20000), as the file says it. */
  readonly coinsuranceMillipercent?: number;
  readonly file: string;
  readonly row: number;
}

/** One coding of an order, its system already normalized to the preferred URI. */
export interface DrugCoding {
  readonly system: string;
  readonly code: string;
}

export type IdentifiedBy = 'hcpcs' | 'ndc' | 'rxnorm' | 'text';

/** Which product an order names. Two possible products are never silently one. */
export type DrugIdentity =
  | { readonly kind: 'known'; readonly hcpcs: HcpcsCode; readonly by: IdentifiedBy; readonly ndc?: Ndc11 }
  | {
      readonly kind: 'several';
      readonly candidates: NonEmpty<HcpcsCode>;
      readonly by: IdentifiedBy;
      readonly name: string;
    }
  | { readonly kind: 'unlisted'; readonly hcpcs: HcpcsCode; readonly name: string }
  | { readonly kind: 'not-infused'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string };

/** Drug knowledge as the readers of records need it; `reference-data` builds it, so that `fhir` never imports a table. */
export interface DrugIndex {
  /** The facts of a code in force on a day; undefined when the table does not know the code or it is not in force. */
  facts(code: HcpcsCode, on: PlainDate): DrugFacts | undefined;
  /** Every code of one active ingredient in force on a day. */
  ofIngredient(ingredient: string, on: PlainDate): readonly DrugFacts[];
  /** Codes first, NDC next, RxNorm next, text last; HCPCS codes that were replaced before `on` become their successor. */
  identify(codings: readonly DrugCoding[], text: string | undefined, on: PlainDate): DrugIdentity;
  /** The replacements of codes up to the day. */
  successions(): readonly CodeSuccession[];
  /** The payment limit in force on the day, or the newest earlier one that is loaded (its quarter tells which). */
  paymentLimit(code: HcpcsCode, on: PlainDate): PaymentLimit | undefined;
  /** Names the tables and their dates: part of every decision's `versions`. */
  readonly version: string;
}
