/** The tables of booked doses and of what each import changed about them. */
import type { ColumnType, Generated } from 'kysely';

export interface MarginTables {
  booked_dose: BookedDoseTable;
  booked_dose_mark: BookedDoseMarkTable;
  margin_watch: MarginWatchTable;
  margin_flip: MarginFlipTable;
  margin_flip_visit: MarginFlipVisitTable;
  margin_seen: MarginSeenTable;
}

type Day = string;

/** JSON goes in as text. */
type Json<T> = ColumnType<T, string, string>;

/** One order of one booked visit, as the decision that was kept about it tells. */
export interface BookedDoseTable {
  tenant: string;
  appointment: string;
  order_ref: string;
  patient_ref: string;
  visit_date: Day;
  /** Null where the drug is not known. */
  hcpcs: string | null;
  drug_name: string;
  units: number | null;
  discarded_units: number | null;
  supply: string;
  /** Null where no one coverage is billed first on the day. */
  payer: string | null;
  payer_identifiers: string[];
  product: string | null;
  location: string | null;
  site_name: string | null;
  /** Null where the kind of place is not known. */
  setting: string | null;
  decision_id: string;
}

export interface BookedDoseMarkTable {
  tenant: string;
  received_at: Date;
}

export interface MarginWatchTable {
  id: Generated<string>;
  tenant: string;
  file_id: string;
  kind: string;
  file_name: string;
  why: 'import' | 'undo';
  state: Generated<'running' | 'done'>;
  started_at: Generated<Date>;
  done_at: Date | null;
  visits: Generated<number>;
  priced: Generated<number>;
}

/** One drug, payer and site whose sign or band an import changed. Dollars as text, to the cent. */
export interface MarginFlipTable {
  watch_id: string;
  flip_no: number;
  change: string;
  hcpcs: string;
  drug_name: string;
  payer: string;
  product: string | null;
  site: string;
  setting: string | null;
  was_band: string;
  now_band: string;
  /** File, row and quarter of the price before and after. */
  was_price: string | null;
  now_price: string | null;
  visits: number;
  first_visit: Day;
  last_visit: Day;
  was_total: string | null;
  now_total: string | null;
  break_even_asp: string | null;
  why_none: string | null;
  /** The lines of the first visit, before and after. */
  working: Json<unknown>;
}

export interface MarginFlipVisitTable {
  watch_id: string;
  flip_no: number;
  appointment: string;
  order_ref: string;
  patient_ref: string;
  visit_date: Day;
  units: number;
  was_margin: string | null;
  now_margin: string | null;
}

/** The last watch whose flips a person has set aside. */
export interface MarginSeenTable {
  tenant: string;
  user_ref: string;
  watch_id: string;
}
