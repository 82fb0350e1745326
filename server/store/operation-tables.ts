/** The tables of jobs, sweeps, queued checks and the head of the audit chain. */
import type { ColumnType, Generated } from 'kysely';

export interface OperationTables {
  audit_head: AuditHeadTable;
  configuration_recorded: ConfigurationRecordedTable;
  job_run: JobRunTable;
  sweep_patient: SweepPatientTable;
  queued_check: QueuedCheckTable;
  visit_standing: VisitStandingTable;
  visit_change: VisitChangeTable;
}

/** JSON goes in as text. */
type Json<T> = ColumnType<T, string, string>;

/** Fields by path, each as JSON text. */
export type ConfigurationContent = Readonly<Record<string, string>>;

/** A part of a tenant's configuration as it was when a start last looked. */
export interface ConfigurationRecordedTable {
  tenant: string;
  part: string;
  hash: string;
  version: string | null;
  content: Json<ConfigurationContent>;
  at: Date;
}

/** One row: the last link of the chain. Its lock makes a process the sealer; its position only grows. */
export interface AuditHeadTable {
  one: Generated<boolean>;
  position: string;
  hash: string;
  sealed_at: Date;
}

export type JobState = 'due' | 'running' | 'done' | 'failed';

/** One run of a job for a tenant; its slot is when it was due, so that replicas that both schedule it make one row. */
export interface JobRunTable {
  id: Generated<string>;
  name: string;
  tenant: string;
  slot: Date;
  question: Json<unknown>;
  state: Generated<JobState>;
  /** The process that works on it until `lease_until`; after that anybody may take it over. */
  holder: string | null;
  lease_until: Date | null;
  attempts: Generated<number>;
  report: Json<unknown> | null;
  created_at: Generated<Date>;
  finished_at: Date | null;
}

/** A patient whom a run has dealt with. */
export interface SweepPatientTable {
  run_id: string;
  patient_ref: string;
  outcome: 'kept' | 'unchanged' | 'failed';
  why: string | null;
  visits: Generated<number>;
  changed: Generated<number>;
  done_at: Generated<Date>;
}

/** A check whose answer nobody waited for, until its decision is kept. `asked` is compressed JSON (queued-checks.ts). */
export interface QueuedCheckTable {
  /** The id that the card names; the decision is kept under it. */
  decision_id: string;
  tenant: string;
  patient_ref: string;
  service: string;
  asked_at: Date;
  asked: Uint8Array;
  tries: Generated<number>;
  next_try_at: Date;
}

/** How a visit stood when it was last looked at. */
export interface VisitStandingTable {
  tenant: string;
  appointment: string;
  patient_ref: string;
  visit_date: string;
  /** SHA-256 of `standing`: the same digest is no news. */
  digest: string;
  standing: Json<unknown>;
  /** The last decision that was kept about it. */
  decision_id: string;
  evaluated_at: Date;
}

/** What a sweep found to be otherwise than before. */
export interface VisitChangeTable {
  id: Generated<string>;
  tenant: string;
  run_id: string | null;
  at: Date;
  patient_ref: string;
  appointment: string;
  visit_date: string;
  kind: 'new' | 'changed' | 'moved' | 'gone';
  was: Json<unknown> | null;
  now_is: Json<unknown> | null;
}
