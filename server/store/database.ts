/** The tables as kysely sees them. Times are `Date`, calendar days `YYYY-MM-DD`, int8 text, bytea `Uint8Array`. */
import type { ColumnType, Generated } from 'kysely';

import type { AttestationTables } from './attestation-tables.ts';
import type { CaseTables } from './case-tables.ts';
import type { AlertTables } from './alert-tables.ts';
import type { ImportTables } from './import-tables.ts';
import type { MarginTables } from './margin-tables.ts';
import type { OperationTables } from './operation-tables.ts';
import type { WasteTables } from './waste-tables.ts';

export interface Database
  extends AlertTables, AttestationTables, CaseTables, ImportTables, OperationTables, WasteTables, MarginTables {
  cds_call: CdsCallTable;
  rule_bundle: RuleBundleTable;
  session: SessionTable;
  used_token: UsedTokenTable;
  feedback: FeedbackTable;
  card_showing: CardShowingTable;
  import_file: ImportFileTable;
  audit_event: AuditEventTable;
  audit_body: AuditBodyTable;
}

/** JSON goes in as text (`JSON.stringify`), because `pg` writes a JavaScript array as a PostgreSQL array. */
type Json<T> = ColumnType<T, string, string>;

/** A calendar day, `YYYY-MM-DD`. */
type Day = string;

/** One hook call with its decision. `decision` and `snapshot` are compressed JSON (compressed-json.ts). */
export interface CdsCallTable {
  /** 128 random bits in hexadecimal: the decision id of cards and links. */
  id: string;
  tenant: string;
  /** Issuer and token id of the client's JWT; both null where the tenant does not require one. */
  iss: string | null;
  jti: string | null;
  service: string;
  hook_instance: string;
  received_at: Date;
  /** When the answer was ready to go: the row is committed before it is sent. */
  answered_at: Date;
  /** The day that counted as today when it was decided. */
  today: Day;
  patient_ref: string | null;
  user_ref: string | null;
  role: string;
  decision: Uint8Array;
  snapshot: Uint8Array;
  rules_version: string;
  cards: Json<unknown>;
  /** What the decision tells of booked visits, as a mark that compares; null where the decision itself has to be read. */
  booked: ColumnType<string | null, string | null | undefined, never>;
  /** `audit_event.seq` of this row's record in the chain; null in a row of an older program until the sealer came by. */
  sealed_seq: ColumnType<string | null, never, string>;
  /** Salts the hash that the chain holds of this row; null as long as there is no record. */
  seal_salt: ColumnType<Uint8Array | null, never, Uint8Array>;
}

/** The rules as one self-contained program, kept so that its decisions can be replayed. */
export interface RuleBundleTable {
  /** SHA-256 of the uncompressed bundle, hexadecimal. */
  version: string;
  bundle: Uint8Array;
  first_used_at: Generated<Date>;
}

export interface SessionTable {
  /** SHA-256 of the bearer token, hexadecimal. The token itself is not kept. */
  token_hash: string;
  tenant: string;
  user_ref: string;
  role: string;
  patient_ref: string | null;
  /** The EHR's access token under AES-256-GCM (sealed-text.ts). */
  access_token: Uint8Array;
  created_at: Date;
  expires_at: Date;
}

/** Tokens that count once: id_token ids and nonces, per issuer. */
export interface UsedTokenTable {
  tenant: string;
  issuer: string;
  token_id: string;
  expires_at: Date;
}

export interface FeedbackTable {
  id: Generated<string>;
  tenant: string;
  service: string;
  card_uuid: string;
  outcome: 'accepted' | 'overridden';
  /** Empty when the feedback is about no suggestion. */
  suggestion_uuid: Generated<string>;
  reason_system: string | null;
  reason_code: string | null;
  comment: string | null;
  /** `outcomeTimestamp` as the client sent it. */
  happened_at: Date;
  received_at: Generated<Date>;
}

/** One card that one person was shown: hashes instead of names, so that it tells nothing by itself. */
export interface CardShowingTable {
  tenant: string;
  card_uuid: string;
  decision_id: string;
  service: string;
  /** SHA-256 of the reader's reference, hexadecimal. */
  reader: string;
  topic: string;
  /** The rule behind the card's first sentence. */
  rule: string;
  /** SHA-256 of everything that the card says, and of its gravest fact alone. */
  facts: string;
  fact: string;
  patient_ref: string | null;
  appointment_key: string | null;
  order_ref: string | null;
  work_kind: string | null;
  /** The day by which an answer was expected when the card was shown. */
  expected_by: Day | null;
  shown_at: Date;
  outcome: 'accepted' | 'overridden' | null;
  reason_code: string | null;
  settled_at: Date | null;
  /** When the app was opened from it. */
  opened_at: ColumnType<Date | null, never, Date>;
}

export interface ImportFileTable {
  id: Generated<string>;
  tenant: string | null;
  kind: string;
  /** SHA-256 of the file, hexadecimal. */
  checksum: string;
  file_name: string;
  effective_from: Day | null;
  effective_until: Day | null;
  rows_read: number;
  rows_kept: number;
  report: Json<unknown>;
  imported_at: Generated<Date>;
  /** The day in the file's name: it tells a restated quarter from the first one. */
  file_date: Generated<Day | null>;
  /** False while rows are being staged; one short transaction turns it true. */
  visible: Generated<boolean>;
}

/**
 * One link of the audit chain: ids, times and hashes only. Written once; `position`, `prev_hash` and `hash` are filled
 * once by the sealer. Triggers refuse every other change.
 */
export interface AuditEventTable {
  seq: Generated<string>;
  at: Date;
  kind: string;
  actor: string | null;
  tenant: string | null;
  body_id: string | null;
  /** SHA-256 over the body's salt and text: without the body nothing can be guessed from it. */
  body_hash: string | null;
  /** Place in the chain from 1 without gaps: `seq` has gaps and is not the order of commit. */
  position: ColumnType<string | null, never, string>;
  prev_hash: ColumnType<string | null, never, string>;
  hash: ColumnType<string | null, never, string>;
}

/** What an audit record says in words and names. May be deleted; the deletion is an audit record itself. */
export interface AuditBodyTable {
  id: string;
  tenant: string | null;
  salt: Uint8Array;
  body: Json<unknown>;
}
