/** What a figure is asked for and made of, and why there may be none. */
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import type { Program340b } from '../../domain/margin/account-choice.ts';
import type { AdministrationSite } from '../../domain/margin/administration-payment.ts';
import type { FinalRuleId } from '../../domain/margin/final-rules.ts';
import type { ScenarioId } from '../../domain/margin/scenario.ts';
import type { PayerFacts, PayerProduct } from '../../domain/visit/payer.ts';
import type { CareSetting } from '../../domain/visit/care-setting.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import type { PlacedContract } from '../imports/contract-choice.ts';
import type { PlacedCharge, PlacedListPrice, PlacedScenarioPrice } from '../store/list-prices.ts';
import type { PlacedPrice } from '../store/price-book.ts';
import type { OppsTable } from './opps-table.ts';

/** What figures are made of, as it stood at one moment. */
export interface PriceDesk {
  readonly drugs: DrugKnowledge;
  /** Quarters whose payment limits are loaded as a whole: "2026Q4". */
  readonly quarters: ReadonlySet<string>;
  /** By code. */
  readonly prices: ReadonlyMap<string, readonly PlacedPrice[]>;
  readonly contracts: readonly PlacedContract[];
  /** Average wholesale prices, by code. */
  readonly listPrices: ReadonlyMap<string, readonly PlacedListPrice[]>;
  /** What is charged, by code. */
  readonly charges: ReadonlyMap<string, readonly PlacedCharge[]>;
  /** What scenarios are played with, by code. */
  readonly scenarioPrices: ReadonlyMap<string, readonly PlacedScenarioPrice[]>;
  /** How hospitals are paid. */
  readonly opps: OppsTable;
  readonly terms: MarginTerms;
}

/** What the tenant has said about its margins. */
export interface MarginTerms {
  readonly patientCollectability: Rational;
  readonly scenarios: readonly ScenarioId[];
  /** Final rules that the tenant does not count with. */
  readonly rulesOff: readonly FinalRuleId[];
  /** By location. */
  readonly programs: ReadonlyMap<string, Program340b>;
  /** Departments off campus and rural hospitals, by location. */
  readonly departments: ReadonlyMap<string, AdministrationSite>;
  /** OPPS status by code, for quarters whose table is not loaded. */
  readonly statusIndicators: ReadonlyMap<string, string>;
  /** Payment indicator in surgery centers by code. */
  readonly surgeryCenterIndicators: ReadonlyMap<string, string>;
  /** By year, for years that the rules do not know. */
  readonly inpatientDeductibles: ReadonlyMap<string, Usd>;
}

/** One dose of one drug for one payer at one kind of place: of no patient. */
export interface AskedDose {
  readonly hcpcs: HcpcsCode;
  readonly on: PlainDate;
  readonly units: number;
  readonly discardedUnits: number;
  readonly payer?: PayerFacts;
  readonly product?: PayerProduct;
  readonly location?: string;
  readonly setting?: CareSetting;
  readonly supply: string;
  /** The package in hand, where it is known. */
  readonly ndc?: string;
}

/** Why there is no figure: never a zero, and with what would bring one. */
export interface NoFigure {
  readonly kind: 'none';
  readonly code: NoFigureCode;
  /** For people: what is missing, and for a price the quarter to load. */
  readonly why: string;
}

export type NoFigureCode =
  | 'quarter-not-loaded'
  | 'no-limit'
  | 'no-cost'
  | 'several-costs'
  | 'eligibility-unknown'
  | 'no-contract'
  | 'contracts-tied'
  | 'payer-unknown'
  | 'place-unknown'
  | 'units-unknown'
  | 'not-bought'
  | 'price-missing'
  | 'no-awp'
  | 'several-awps'
  | 'no-charge'
  | 'status-unclear'
  | 'paid-on-cost';
