/** The tables of preparations and waste records, as kysely sees them. All but the gaps are only added to. */
import type { ColumnType, Generated } from 'kysely';

export interface WasteTables {
  waste_preparation: WastePreparationTable;
  waste_remainder: WasteRemainderTable;
  waste_record: WasteRecordTable;
  waste_export: WasteExportTable;
  waste_event: WasteEventTable;
  waste_gap: WasteGapTable;
  waste_session: WasteSessionTable;
  waste_note: WasteNoteTable;
}

/** JSON goes in as text. */
type Json<T> = ColumnType<T, string, never>;

export interface WastePreparationTable {
  id: string;
  tenant: string;
  patient_ref: string;
  appointment: string;
  visit_date: string;
  /** The drug of the visit: the order's reference, or `code:J1745` where the chart names no order. */
  line: string;
  hcpcs: string;
  version: number;
  kind: 'recorded' | 'corrected' | 'entered-in-error';
  reason: string | null;
  content: Json<unknown>;
  source: 'screen' | 'csv' | 'fhir';
  recorded_at: Date;
  recorded_by: string;
  recorded_role: string;
}

export interface WasteRemainderTable {
  id: string;
  tenant: string;
  preparation_id: string;
  kind: 'used' | 'discarded';
  amount: Json<unknown>;
  used_by_preparation: string | null;
  at: Date;
  actor: string;
  role: string;
}

export interface WasteRecordTable {
  id: string;
  tenant: string;
  /** Drugs that were signed together share it. */
  signing: string;
  patient_ref: string;
  appointment: string;
  visit_date: string;
  line: string;
  order_ref: string | null;
  hcpcs: string;
  version: number;
  kind: 'signed' | 'corrected' | 'entered-in-error';
  /** Signed for a day that was over. */
  late: boolean;
  reason: string | null;
  before: Json<unknown> | null;
  after: Json<unknown> | null;
  preparation_id: string | null;
  decision_id: string | null;
  witness_needed: boolean;
  signed_at: Date;
  signed_by: string;
  signed_role: string;
}

export interface WasteExportTable {
  id: string;
  tenant: string;
  at: Date;
  actor: string;
  records: number;
}

export interface WasteEventTable {
  id: Generated<string>;
  tenant: string;
  record_id: string;
  kind: 'witnessed' | 'filed' | 'released' | 'exported' | 'reopened';
  at: Date;
  actor: string | null;
  role: string | null;
  reason: string | null;
  export_id: string | null;
}

/** A plan for several patients of a day as a pharmacist approved it. */
export interface WasteSessionTable {
  id: string;
  tenant: string;
  visit_date: string;
  hcpcs: string;
  /** The site's location; empty where the visits name none. */
  site: string;
  plan: Json<unknown>;
  approved_at: Date;
  approved_by: string;
  approved_role: string;
}

/** A signed record on its way into the chart as a note. */
export interface WasteNoteTable {
  record_id: string;
  tenant: string;
  state: 'waiting' | 'filed' | 'failed';
  tries: Generated<number>;
  next_try_at: Date;
  /** In words, why it is not there yet. */
  why: string | null;
  /** `DocumentReference/d1` */
  resource: string | null;
  filed_at: Date | null;
}

/** Charting work that the sweep found and that is open until `settled_at`. */
export interface WasteGapTable {
  tenant: string;
  patient_ref: string;
  /** The visit, or the administration where no visit is known. */
  appointment: string;
  line: string;
  visit_date: string;
  hcpcs: string | null;
  kind: 'not-charted' | 'does-not-add-up';
  why: string;
  found_at: Date;
  settled_at: Date | null;
}
