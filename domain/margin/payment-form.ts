import type { Rational } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';

/** How a payer pays for a drug outside Medicare Part B; percentages as in the contract, 115 for 115 %. */
export type ContractForm =
  | { readonly form: 'percent-of-asp'; readonly percent: Rational }
  | { readonly form: 'awp-minus'; readonly percent: Rational }
  | { readonly form: 'percent-of-charges'; readonly percent: Rational }
  | { readonly form: 'fee-schedule'; readonly perUnit: Usd }
  /** One amount for the visit, whatever was given: discarded drug earns nothing. */
  | { readonly form: 'case-rate'; readonly amount: Usd }
  | { readonly form: 'lesser-of'; readonly of: readonly ContractForm[] };

export type PaymentForm =
  | ContractForm
  | { readonly form: 'medicare-part-b' }
  /** Another pharmacy buys and bills the drug: neither revenue nor cost here. */
  | { readonly form: 'white-bag' };

/** Prices of one billing unit, those that are known, and where they come from. */
export interface DrugPrice {
  /** The CMS limit; its add-on is inside. */
  readonly paymentLimit?: Usd;
  readonly asp?: Usd;
  readonly wac?: Usd;
  /** ASP of the reference product of a biosimilar. */
  readonly referenceAsp?: Usd;
  readonly qualifyingBiosimilar?: boolean;
  readonly awp?: Usd;
  readonly charge?: Usd;
  /** Where those two are from, where it is not `source`. */
  readonly awpSource?: string;
  readonly chargeSource?: string;
  /** Maximum fair price of one unit, once it is published. */
  readonly negotiatedPrice?: Usd;
  /** What one unit costs in the countries that a proposal compares with. */
  readonly internationalBenchmark?: Usd;
  /** Where those two are from, where it is not `source`. */
  readonly negotiatedSource?: string;
  readonly benchmarkSource?: string;
  /** The limit is that of a biosimilar whose reference price is not known: its ASP cannot be told from the limit. */
  readonly limitHasReferenceAddOn?: boolean;
  readonly source: string;
}

export type PriceName = 'asp' | 'awp' | 'charge' | 'paymentLimit' | 'referenceAsp';

export type MarginProblem =
  | { readonly code: 'price-missing'; readonly needs: PriceName }
  /** Critical access hospitals are paid on their cost, not from the limit. */
  | { readonly code: 'paid-on-cost' }
  | { readonly code: 'acquisition-missing' };
