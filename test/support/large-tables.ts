/** Tables as large as those of a big site after years, made by the database itself. For tests and the bench. */
import { sql } from 'kysely';
import type { Store } from '../../server/store/open-store.ts';

/** Open cases of sixty days of visits, two of them past, twenty payers, due days and dollars of all sizes. */
export async function fillWorklist({ db }: Store, tenant: string, today: string, cases: number): Promise<void> {
  await sql`insert into authorization_case (id, tenant, patient_ref, visit_date, appointment_key, work_kind, hcpcs,
      state, route, why, due_by, due_rank, opened_at, urgency_rank, gravity_rank, dollar_rank, payer, evaluated_at)
    select gen_random_uuid()::text, ${tenant}, 'Patient/' || n, ${today}::date + (n * 7919 % 60) - 2,
      'Appointment/' || n, 'authorization', 'J9271', 'open', 'authorization', 'x', ${today}::date + n % 40,
      ${today}::date + n % 40, now(), 1, n % 3, -(n * 31 % 20000), 'Payer ' || n % 20, now()
    from generate_series(1, ${cases}::int) n`.execute(db);
  await sql`insert into patient_identity select ${tenant}, 'Patient/' || n, 'Person ' || n, null, now()
    from generate_series(1, ${cases}::int) n`.execute(db);
  await sql`analyze authorization_case`.execute(db);
  await sql`analyze patient_identity`.execute(db);
}

/** How a page of the worklist is read: the plan with what it met. `part` is one of its two halves, by visit day. */
export async function worklistPlan(
  { db }: Store,
  tenant: string,
  today: string,
  part: { readonly visits: '>' | '<='; readonly order: string },
): Promise<string> {
  const { rows } = await sql<Record<string, string>>`explain (analyze, costs off, timing off, summary off)
    select * from authorization_case
    where tenant = ${tenant} and state in ('open', 'assigned', 'waiting')
      and visit_date ${sql.raw(part.visits)} ${today}::date
      and (snoozed_until is null or snoozed_until <= ${today}::date)
    order by ${sql.raw(part.order)} limit 51`.execute(db);
  return rows.map((row) => Object.values(row)[0]).join('\n');
}

/** Records of which half have a body and half are decisions, as a busy day leaves them; none is sealed yet. */
export async function fillAudit({ db }: Store, records: number): Promise<void> {
  const half = sql.raw(String(records / 2));
  await sql`with kept as (
      insert into audit_body (id, tenant, salt, body)
      select gen_random_uuid()::text, 'clinic', decode(md5(n::text), 'hex'),
        jsonb_build_object('patient', 'Patient/' || n % 500, 'appointment', 'Appointment/' || n)
      from generate_series(1, ${half}) n returning id, salt, body
    )
    insert into audit_event (at, kind, actor, tenant, body_id, body_hash)
    select now(), 'patient-view', 'Practitioner/n1', 'clinic', id,
      encode(sha256(salt || convert_to(body::text, 'UTF8')), 'hex') from kept`.execute(db);
  await sql`insert into cds_call (id, tenant, service, hook_instance, received_at, answered_at, today, patient_ref, role,
      decision, snapshot, rules_version, cards)
    select md5(n::text), 'clinic', 'infusion-booking', n::text, now() - n * interval '1 second', now(), current_date,
      'Patient/' || n, 'scheduler', convert_to(repeat(md5(n::text), 20), 'UTF8'),
      convert_to(repeat(md5(n::text), 90), 'UTF8'), repeat('a', 64), '[]'
    from generate_series(1, ${half}) n`.execute(db);
}
