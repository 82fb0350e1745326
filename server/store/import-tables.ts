/** The tables of imported rows as kysely sees them; int8 and numeric are text, days `YYYY-MM-DD`. */
import type { ColumnType, Generated } from 'kysely';
import type { PricedScenario } from '../../domain/margin/scenario.ts';

export interface ImportTables {
  payment_limit: PaymentLimitTable;
  drug_package: DrugPackageTable;
  mue_limit: MueLimitTable;
  opps_rate: OppsRateTable;
  drug_price: DrugPriceTable;
  list_price: ListPriceTable;
  drug_charge: DrugChargeTable;
  scenario_price: ScenarioPriceTable;
  payer_contract: PayerContractTable;
  policy_pack: PolicyPackTable;
  authorization_row: AuthorizationRowTable;
  eligibility_check: EligibilityCheckTable;
  usage_row: UsageRowTable;
}

/** Tables that a file fills. */
export type RowTable = keyof ImportTables;

export const ROW_TABLES = [
  'payment_limit',
  'drug_package',
  'mue_limit',
  'opps_rate',
  'drug_price',
  'list_price',
  'drug_charge',
  'scenario_price',
  'payer_contract',
  'policy_pack',
  'authorization_row',
  'eligibility_check',
  'usage_row',
] as const satisfies readonly RowTable[];

type Day = string;

interface OfFile {
  file_id: string;
  /** The record of the file, counted from 1, preamble and header included. */
  row_number: number;
}

interface PaymentLimitTable extends OfFile {
  effective_from: Day;
  effective_until: Day;
  code: string;
  micro_dollars_per_unit: string;
  coinsurance_millipercent: number | null;
  dosage: string;
  notes: string | null;
}

interface DrugPackageTable extends OfFile {
  effective_from: Day;
  effective_until: Day;
  code: string;
  ndc: string;
  labeler: string;
  drug_name: string;
  dosage: string;
  /** Null, with the three below, where the row contradicts itself: it then serves for identity only. */
  containers: string | null;
  units_per_container: string | null;
  units_per_package: string | null;
  content_value: string | null;
  content_measure: string | null;
}

interface MueLimitTable extends OfFile {
  effective_from: Day;
  effective_until: Day;
  code: string;
  setting: string;
  units: number;
  adjudication: number;
}

interface DrugPriceTable extends OfFile {
  tenant: string;
  ndc: string;
  account: 'WAC' | 'GPO' | '340B';
  unit: 'package' | 'billing-unit';
  price_micro_dollars: string;
  /** Taken off for prompt payment, in thousandths of a percent; null where nothing is. */
  prompt_pay_millipercent: number | null;
  /** Rebate that has been earned by contract; one that is only expected is not kept. */
  rebate_millipercent: number | null;
  effective_from: Day;
  effective_until: Day | null;
  source: string | null;
}

/** Average wholesale prices. */
interface ListPriceTable extends OfFile {
  tenant: string;
  ndc: string;
  unit: 'package' | 'billing-unit';
  price_micro_dollars: string;
  effective_from: Day;
  effective_until: Day | null;
  source: string | null;
}

/** What is charged for one billing unit. */
interface DrugChargeTable extends OfFile {
  tenant: string;
  code: string;
  /** Null means any site. */
  site: string | null;
  charge_micro_dollars: string;
  effective_from: Day;
  effective_until: Day | null;
  source: string | null;
}

/** Prices that a scenario is played with: of one billing unit. */
interface ScenarioPriceTable extends OfFile {
  tenant: string;
  code: string;
  scenario: PricedScenario;
  price_micro_dollars: string;
  effective_from: Day;
  effective_until: Day | null;
  source: string | null;
}

/** OPPS Addendum B, of drugs and of what giving them is paid. */
interface OppsRateTable extends OfFile {
  effective_from: Day;
  effective_until: Day;
  code: string;
  status_indicator: string;
  payment_micro_dollars: string | null;
}

interface PayerContractTable extends OfFile {
  tenant: string;
  payer: string;
  product: string | null;
  site: string | null;
  /** Null means any drug. */
  drugs: string[] | null;
  /** A domain `PaymentForm`, written with `exactJson`. */
  terms: string;
  effective_from: Day;
  effective_until: Day | null;
  clause: string | null;
}

interface PolicyPackTable extends OfFile {
  pack: string;
  pack_version: string;
  content: ColumnType<unknown, string, never>;
}

interface AuthorizationRowTable {
  id: Generated<string>;
  tenant: string;
  source: string;
  /** `import/<file id>#<row>`, or what else the evidence was read from. */
  raw_reference: string;
  observed_at: Date;
  file_id: string | null;
  row_number: number | null;
  /** `Patient/id` or `system|value`. */
  patient: string | null;
  member_id: string | null;
  payer: string | null;
  effective_from: Day | null;
  effective_until: Day | null;
  /** A domain `AuthorizationEvidence`, written with `exactJson`. */
  evidence: string;
}

interface EligibilityCheckTable extends OfFile {
  tenant: string;
  payer: string;
  member_id: string;
  product: string | null;
  plan: string | null;
  effective_from: Day | null;
  effective_until: Day | null;
  other_payer: string | null;
  benefit: 'medical' | 'pharmacy' | null;
  checked_on: Day;
}

interface UsageRowTable extends OfFile {
  tenant: string;
  patient: string | null;
  member_id: string | null;
  authorization_number: string | null;
  hcpcs: string;
  units: string;
  used_on: Day;
}
