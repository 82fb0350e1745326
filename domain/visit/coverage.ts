import type { PlainDate } from '../kernel/plain-date.ts';
import type { PayerFacts, PayerProduct } from './payer.ts';

/** One insurance coverage as the record states it. A missing period is unknown, an open end is open. */
export interface CoverageFacts {
  /** `Coverage/c1`. */
  readonly ref: string;
  readonly status: 'active' | 'cancelled' | 'draft' | 'unknown';
  /** Order of benefit determination: 1 pays first. */
  readonly order?: number;
  readonly period?: { readonly from?: PlainDate; readonly to?: PlainDate };
  readonly payer?: PayerFacts;
  readonly memberId?: string;
  readonly product?: PayerProduct;
  readonly plan?: string;
}

/** When somebody last asked the payer whether the coverage is active. */
export interface EligibilityCheck {
  readonly coverage?: string;
  readonly payer?: PayerFacts;
  readonly memberId?: string;
  readonly checkedOn: PlainDate;
  readonly active?: { readonly from?: PlainDate; readonly to?: PlainDate };
  readonly inForce?: boolean;
  /** The benefit that pays the drug: a drug moved to the pharmacy benefit is billed by somebody else. */
  readonly benefit?: 'medical' | 'pharmacy';
  readonly otherPayer?: string;
  readonly source: string;
}
