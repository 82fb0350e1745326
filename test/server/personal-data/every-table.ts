/** One row about a patient in every table that can hold one. */
import { sql } from 'kysely';
import { recordEvent } from '../../../server/store/audit.ts';
import type { Store } from '../../../server/store/open-store.ts';
import { aCall } from '../../support/a-call.ts';

export interface About {
  readonly tenant: string;
  readonly patient: string;
  /** The day of every visit, where it is another one. */
  readonly visit?: string;
}

/** The day of every visit. */
export const VISIT = '2026-06-01';
const AT = '2026-06-01T12:00:00Z';

/** Gives the member id that the rows of imports name. */
export async function fillEveryTable(
  { db, decisions }: Store,
  { tenant, patient, visit = VISIT }: About,
): Promise<string> {
  const own = `${tenant}-${patient.slice('Patient/'.length)}`;
  const member = `M-${own}`;
  const at = new Date(AT);
  await decisions.keepDecision(aCall({ tenant, patientRef: patient, receivedAt: at, answeredAt: at }));
  const about = { at, tenant, actor: 'Practitioner/n1' };
  await recordEvent(db, 'attestation', { ...about, body: { patient, after: 'approved' } });
  await recordEvent(db, 'patient-view', { ...about, body: { patient, what: 'visit' } });
  await recordEvent(db, 'patient-view', { ...about, body: { patients: [patient, 'Patient/somebody-else'] } });
  await recordEvent(db, 'waste', { ...about, body: { patient, record: own } });
  const file = await sql<{ id: string }>`
    insert into import_file (tenant, kind, checksum, file_name, rows_read, rows_kept, report, visible)
    values (${tenant}, 'usage', md5(${own}) || md5(${own}), 'a.csv', 1, 1, '{}', false) returning id
  `.execute(db);
  const fileId = file.rows[0]?.id ?? '0';
  const run = await sql<{ id: string }>`
    insert into job_run (name, tenant, slot, question, state) values ('sweep', ${tenant}, now(), '{}', 'done')
    returning id
  `.execute(db);
  const watch = await sql<{ id: string }>`
    insert into margin_watch (tenant, file_id, kind, file_name, why) values (${tenant}, ${fileId}, 'asp', 'a', 'import')
    returning id
  `.execute(db);
  const [runId, watchId] = [run.rows[0]?.id ?? '0', watch.rows[0]?.id ?? '0'];
  const statements = [
    sql`insert into card_showing (tenant, card_uuid, decision_id, service, reader, topic, rule, facts, fact, patient_ref,
        shown_at)
      values (${tenant}, ${own}, 'd', 's', repeat('a', 64), 't', 'r', repeat('b', 64), repeat('c', 64), ${patient}, ${AT})`,
    sql`insert into feedback (tenant, service, card_uuid, outcome, comment, happened_at)
      values (${tenant}, 's', ${own}, 'overridden', ${`said of ${own}`}, ${AT})`,
    sql`insert into authorization_case (id, tenant, patient_ref, visit_date, appointment_key, work_kind, state, route,
        why, opened_at, closed_at)
      values (${own}, ${tenant}, ${patient}, ${visit}, ${own}, 'authorization', 'resolved', 'senior', 'w', ${AT}, ${AT})`,
    sql`insert into case_event (tenant, case_id, at, kind, version) values (${tenant}, ${own}, ${AT}, 'opened', 1)`,
    sql`insert into staff_statement (tenant, entry, patient_ref, kind, appointment, order_ref, said, said_at, said_on, said_by, role)
      values (${tenant}, ${own}, ${patient}, 'note', 'Appointment/a', 'o', '{}', ${AT}, ${visit}, 'Practitioner/n1', 'clerk')`,
    sql`insert into service_start (tenant, appointment, order_ref, patient_ref, service_date, state, at_check_in,
        decision_id, noted_at)
      values (${tenant}, ${own}, 'o', ${patient}, ${visit}, 'valid', true, 'd', ${AT})`,
    sql`insert into visit_reschedule (tenant, at, case_id, patient_ref, from_appointment, from_date, to_appointment,
        to_date, case_route)
      values (${tenant}, ${AT}, ${own}, ${patient}, 'a', ${visit}, 'b', ${visit}, 'senior')`,
    sql`insert into answered_request (tenant, patient_ref, evidence, said, noted_at)
      values (${tenant}, ${patient}, 'ClaimResponse/r1#1', '{}', ${AT})`,
    sql`insert into visit_standing (tenant, appointment, patient_ref, visit_date, digest, standing, decision_id,
        evaluated_at)
      values (${tenant}, ${own}, ${patient}, ${visit}, 'd', '{}', 'd', ${AT})`,
    sql`insert into visit_change (tenant, at, patient_ref, appointment, visit_date, kind)
      values (${tenant}, ${AT}, ${patient}, ${own}, ${visit}, 'new')`,
    sql`insert into queued_check (decision_id, tenant, patient_ref, service, asked_at, asked, next_try_at)
      values (${own}, ${tenant}, ${patient}, 'infusion-booking', ${AT}, '\\x01', ${AT})`,
    sql`insert into sweep_patient (run_id, patient_ref, outcome) values (${runId}, ${patient}, 'kept')`,
    sql`insert into booked_dose (tenant, appointment, order_ref, patient_ref, visit_date, drug_name, supply,
        payer_identifiers, decision_id)
      values (${tenant}, ${own}, 'o', ${patient}, ${visit}, 'x', 'buy-and-bill', '{}', 'd')`,
    sql`insert into margin_flip (watch_id, flip_no, change, hcpcs, drug_name, payer, site, was_band, now_band, visits,
        first_visit, last_visit, working)
      values (${watchId}, 1, 'c', 'J9271', 'x', 'p', 's', 'a', 'b', 1, ${visit}, ${visit}, '{}')`,
    sql`insert into margin_flip_visit (watch_id, flip_no, appointment, order_ref, patient_ref, visit_date, units)
      values (${watchId}, 1, ${own}, 'o', ${patient}, ${visit}, 1)`,
    sql`insert into waste_gap (tenant, patient_ref, appointment, line, visit_date, kind, why, found_at)
      values (${tenant}, ${patient}, ${own}, 'l', ${visit}, 'not-charted', 'w', ${AT})`,
    sql`insert into patient_identity (tenant, patient_ref, name, noted_at) values (${tenant}, ${patient}, ${`Name of ${own}`}, ${AT})`,
    sql`insert into session (token_hash, tenant, user_ref, role, patient_ref, access_token, created_at, expires_at)
      values (${own}, ${tenant}, 'Practitioner/n1', 'clerk', ${patient}, '\\x01', ${AT}, ${AT})`,
    sql`insert into authorization_row (tenant, source, raw_reference, observed_at, patient, member_id, evidence)
      values (${tenant}, 'feed', ${own}, ${AT}, ${patient}, ${member}, '{}')`,
    sql`insert into authorization_row (tenant, source, raw_reference, observed_at, member_id, evidence)
      values (${tenant}, 'feed', ${`${own}-member`}, ${AT}, ${member}, '{}')`,
    sql`insert into usage_row (file_id, row_number, tenant, patient, hcpcs, units, used_on)
      values (${fileId}, 1, ${tenant}, ${patient}, 'J9271', 1, ${visit})`,
    sql`insert into eligibility_check (file_id, row_number, tenant, payer, member_id, checked_on)
      values (${fileId}, 1, ${tenant}, 'p', ${member}, ${visit})`,
    sql`insert into waste_preparation (id, tenant, patient_ref, appointment, visit_date, line, hcpcs, version, kind,
        content, source, recorded_at, recorded_by, recorded_role)
      values (${own}, ${tenant}, ${patient}, ${own}, ${visit}, 'l', 'J9271', 1, 'recorded', '{}', 'screen', ${AT}, 'u', 'r')`,
    sql`insert into waste_remainder (id, tenant, preparation_id, kind, amount, at, actor, role)
      values (${own}, ${tenant}, ${own}, 'discarded', '{}', ${AT}, 'u', 'r')`,
    sql`insert into waste_record (id, tenant, signing, patient_ref, appointment, visit_date, line, hcpcs, version, kind,
        late, after, witness_needed, signed_at, signed_by, signed_role)
      values (${own}, ${tenant}, 's', ${patient}, ${own}, ${visit}, 'l', 'J9271', 1, 'signed', false, '{}', false, ${AT},
        'u', 'r')`,
    sql`insert into waste_event (tenant, record_id, kind, at) values (${tenant}, ${own}, 'filed', ${AT})`,
    sql`insert into waste_note (record_id, tenant, state, next_try_at) values (${own}, ${tenant}, 'waiting', ${AT})`,
    sql`insert into waste_session (id, tenant, visit_date, hcpcs, site, plan, approved_at, approved_by, approved_role)
      values (${own}, ${tenant}, ${visit}, 'J1745', '', ${JSON.stringify({ patients: [patient] })}, ${AT}, 'Practitioner/n1', 'pharmacist')`,
  ];
  for (const statement of statements) await statement.execute(db);
  return member;
}
