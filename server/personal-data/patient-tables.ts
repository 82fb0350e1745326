/** Every table that holds something about a patient: how its rows are found, and what becomes of them on request. */
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';

/** Whose rows: of one tenant, one patient, and of the member ids that whoever asks vouches for. */
export interface WhoseRows {
  readonly tenant: string;
  /** `Patient/p1`. */
  readonly patient: string;
  readonly members: readonly string[];
}

export interface PatientTable {
  readonly table: string;
  /** The condition that finds the rows. */
  readonly of: (whose: WhoseRows) => RawBuilder<boolean>;
  /**
   * - `delete`: the rows go.
   * - `delete-sealed`: they go through the audit chain, which tells deletion from loss.
   * - `keep`: they stay, for the reason given.
   */
  readonly onDeletion: 'delete' | 'delete-sealed' | 'keep';
  readonly why: string;
}

const byRef = ({ tenant, patient }: WhoseRows): RawBuilder<boolean> =>
  sql<boolean>`tenant = ${tenant} and patient_ref = ${patient}`;

const byPatient = ({ tenant, patient }: WhoseRows): RawBuilder<boolean> =>
  sql<boolean>`tenant = ${tenant} and patient = ${patient}`;

/** A member id may be a family's: only those that were named count. */
const byMember = ({ tenant, members }: WhoseRows): RawBuilder<boolean> =>
  members.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`tenant = ${tenant} and member_id in (${sql.join([...members])})`;

/** A row that names the patient, or nobody but a member. A row that names another patient is that patient's. */
const byPatientOrMember = (whose: WhoseRows): RawBuilder<boolean> =>
  sql<boolean>`(${byPatient(whose)} or patient is null and ${byMember(whose)})`;

/** Rows that hang on rows of another table. */
const through =
  (column: string, parent: string, key: string) =>
  (whose: WhoseRows): RawBuilder<boolean> =>
    sql<boolean>`tenant = ${whose.tenant} and ${sql.ref(column)} in (
      select ${sql.ref(key)} from ${sql.table(parent)} where ${byRef(whose)})`;

/** Bodies of audit records that name the patient, also among others. */
const bodiesOf = ({ tenant, patient }: WhoseRows): RawBuilder<boolean> =>
  sql<boolean>`tenant = ${tenant} and (body ? 'patient' and body ->> 'patient' = ${patient}
    or body -> 'patients' @> to_jsonb(${patient}::text))`;

const BILLED = 'signed records of discarded drug are evidence behind claims';
const gone = (table: string, of: PatientTable['of'], why: string): PatientTable => ({
  ...{ table, of, onDeletion: 'delete', why },
});
const stays = (table: string, of: PatientTable['of'], why: string): PatientTable => ({
  ...{ table, of, onDeletion: 'keep', why },
});

/** In the order of deletion: rows that hang on others before those. */
export const PATIENT_TABLES: readonly PatientTable[] = [
  { table: 'cds_call', of: byRef, onDeletion: 'delete-sealed', why: 'decisions with snapshot and cards' },
  { table: 'audit_body', of: bodiesOf, onDeletion: 'delete-sealed', why: 'what was written down with audit records' },
  gone('queued_check', byRef, 'checks that are not done yet'),
  gone('feedback', through('card_uuid', 'card_showing', 'card_uuid'), 'answers to cards, with comments'),
  gone('card_showing', byRef, 'cards that were shown'),
  gone('case_event', through('case_id', 'authorization_case', 'id'), 'history of cases'),
  gone('authorization_case', byRef, 'closed cases'),
  gone('staff_statement', byRef, 'what staff said of visits'),
  gone('service_start', byRef, 'authorization at the start of service'),
  gone('visit_reschedule', byRef, 'moved visits'),
  gone('answered_request', byRef, 'answers of payers that odds learn from'),
  gone('visit_standing', byRef, 'how visits stood'),
  gone('visit_change', byRef, 'what changed about visits'),
  gone('sweep_patient', sweptOf, 'what sweeps found'),
  gone('booked_dose', byRef, 'booked doses as priced'),
  gone('margin_flip_visit', flipsOf, 'booked doses whose price changed'),
  gone('waste_gap', byRef, 'gaps in charting'),
  gone('patient_identity', byRef, 'name and date of birth'),
  gone('session', byRef, 'open sessions of the app'),
  gone('authorization_row', byPatientOrMember, 'imported authorizations'),
  gone('usage_row', byPatientOrMember, 'imported usage'),
  gone('eligibility_check', byMember, 'imported eligibility'),
  stays('waste_preparation', byRef, BILLED),
  stays('waste_remainder', through('preparation_id', 'waste_preparation', 'id'), BILLED),
  stays('waste_record', byRef, BILLED),
  stays('waste_event', through('record_id', 'waste_record', 'id'), BILLED),
  stays('waste_note', through('record_id', 'waste_record', 'id'), BILLED),
  stays('waste_session', inSession, BILLED),
];

/** A plan names the patients who shared vials. */
function inSession({ tenant, patient }: WhoseRows): RawBuilder<boolean> {
  return sql<boolean>`tenant = ${tenant} and plan -> 'patients' ? ${patient}`;
}

/** The run says the tenant. */
function sweptOf({ tenant, patient }: WhoseRows): RawBuilder<boolean> {
  return sql<boolean>`patient_ref = ${patient} and run_id in (select id from job_run where tenant = ${tenant})`;
}

function flipsOf({ tenant, patient }: WhoseRows): RawBuilder<boolean> {
  return sql<boolean>`patient_ref = ${patient} and watch_id in (select id from margin_watch where tenant = ${tenant})`;
}
