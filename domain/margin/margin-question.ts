import type { BillingUnits } from '../kernel/billing-units.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import type { CareSetting } from '../visit/care-setting.ts';
import type { DrugPrice, PaymentForm } from './payment-form.ts';
import type { ScenarioId } from './scenario.ts';

/** What is taken off an invoice: the discount for prompt payment, or a rebate that has been earned by contract. */
export interface PriceReduction {
  readonly label: string;
  /** Of the invoiced price, from 0 to 1. */
  readonly share: Rational;
  readonly source: string;
}

interface Invoiced {
  /** Rebates only once they are earned. */
  readonly reductions?: readonly PriceReduction[];
  readonly source: string;
}

/** What the drug cost: a price of one billing unit, or of the vials that were opened. */
export type Acquisition =
  | (Invoiced & { readonly kind: 'per-unit'; readonly perUnit: Usd })
  | (Invoiced & {
      readonly kind: 'vials';
      readonly vials: readonly { readonly count: number; readonly each: Usd }[];
    });

/** One administration of one drug, to be priced. */
export interface MarginQuestion {
  readonly on: PlainDate;
  readonly setting: CareSetting;
  /** Administered units; what is billed is these and the discarded ones. */
  readonly units: BillingUnits;
  readonly discardedUnits: BillingUnits;
  readonly payer: PaymentForm;
  /** File, row and clause of the contract that says so, where one does and it is known. */
  readonly contractSource?: string;
  /** Undefined where no price is in force on the day. */
  readonly price?: DrugPrice;
  /** Undefined where the drug is not bought here. */
  readonly acquisition?: Acquisition;
  /** The patient's share of the allowed amount, from 0 to 1. */
  readonly coinsurance: { readonly share: Rational; readonly source: string };
  /** The share of the patient's part that is expected to be paid, from 0 to 1. */
  readonly patientCollectability: Rational;
  readonly opps?: {
    readonly statusIndicator: string;
    readonly coinsuranceCap?: Usd;
    /** Where status and cap are from. */
    readonly source?: string;
    readonly capSource?: string;
  };
  readonly is340b: boolean;
  readonly scenarios: readonly ScenarioId[];
}
