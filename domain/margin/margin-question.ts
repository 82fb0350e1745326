import type { BillingUnits } from '../kernel/billing-units.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import type { CareSetting } from '../waste/modifier-duty.ts';
import type { ScenarioId } from './margin-rules.ts';
import type { DrugPrice, PaymentForm } from './payment-form.ts';

/** What the drug cost: a price of one billing unit, or of the vials that were opened. Rebates only once they are earned. */
export type Acquisition =
  | { readonly kind: 'per-unit'; readonly perUnit: Usd; readonly source: string }
  | {
      readonly kind: 'vials';
      readonly vials: readonly { readonly count: number; readonly each: Usd }[];
      readonly source: string;
    };

/** One administration of one drug, to be priced. */
export interface MarginQuestion {
  readonly on: PlainDate;
  readonly setting: CareSetting;
  /** Administered units; what is billed is these and the discarded ones. */
  readonly units: BillingUnits;
  readonly discardedUnits: BillingUnits;
  readonly payer: PaymentForm;
  /** Undefined where no price is in force on the day. */
  readonly price?: DrugPrice;
  /** Undefined where the drug is not bought here. */
  readonly acquisition?: Acquisition;
  /** The patient's share of the allowed amount, from 0 to 1. */
  readonly coinsurance: { readonly share: Rational; readonly source: string };
  /** The share of the patient's part that is expected to be paid, from 0 to 1. */
  readonly patientCollectability: Rational;
  readonly opps?: { readonly statusIndicator: string; readonly coinsuranceCap?: Usd };
  readonly is340b: boolean;
  readonly scenarios: readonly ScenarioId[];
}
