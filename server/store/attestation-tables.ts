/** The table of what staff said, as kysely sees it; int8 is text, days `YYYY-MM-DD`. */
import type { ColumnType, Generated } from 'kysely';

export interface AttestationTables {
  staff_statement: StaffStatementTable;
}

/** Written once. A retraction is a row of its own that names the row it takes back. */
export interface StaffStatementTable {
  id: Generated<string>;
  tenant: string;
  /** Made by the page for one form, so that a repeated call is known. */
  entry: string;
  patient_ref: string;
  kind: 'authorization' | 'supply' | 'proceed-at-risk' | 'note' | 'retraction';
  appointment: string;
  order_ref: string;
  said: ColumnType<unknown, string, never>;
  said_at: Date;
  /** The site's calendar day. */
  said_on: string;
  said_by: string;
  said_by_name: string | null;
  role: string;
  /** The decision that the writer had before them. */
  decision_id: string | null;
  retracts: string | null;
}
