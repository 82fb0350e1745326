/** The life of a case: its rank, what a page shows of it, its history, and what is kept because it cannot be rebuilt. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Every column has a default, so that a replica of the version before goes on writing rows.
  `alter table authorization_case
    add column urgency_rank smallint not null default 1,
    add column gravity_rank smallint not null default 2,
    add column due_rank date not null default '9999-12-31',
    add column dollar_rank double precision not null default -0.00001,
    add column payer text,
    add column site text,
    add column facts jsonb not null default '{}',
    add column decision_id text,
    add column evaluated_at timestamptz,
    add column standing_digest text,
    add column snoozed_until date,
    add column waiting_for text,
    add column waiting_until date,
    add column outcome text check (outcome in
      ('approved', 'denied', 'partial', 'not-needed', 'other', 'cleared', 'replaced', 'visit-gone')),
    add column outcome_on date,
    add column closed_by text,
    add column opened_silently boolean not null default false,
    add column escalated_on date,
    add column news text`,
  'update authorization_case set due_rank = due_by where due_by is not null',

  // In the order of need, so that a page is read off the index: see case-list.ts.
  'drop index authorization_case_worklist',
  `create index authorization_case_by_need on authorization_case
    (tenant, visit_date, urgency_rank, gravity_rank, due_rank, dollar_rank, id)
    where state in ('open', 'assigned', 'waiting')`,
  // Visits of today and before are all equally near: read in this order, with the day beside it to leave the others out.
  `create index authorization_case_pressing on authorization_case
    (tenant, urgency_rank, gravity_rank, due_rank, dollar_rank, id, visit_date)
    where state in ('open', 'assigned', 'waiting')`,
  `create index authorization_case_by_payer on authorization_case
    (tenant, payer, visit_date, urgency_rank, gravity_rank, due_rank, dollar_rank, id)
    where state in ('open', 'assigned', 'waiting')`,
  `create index authorization_case_by_owner on authorization_case (tenant, owner, due_rank)
    where state in ('open', 'assigned', 'waiting')`,
  `create index authorization_case_overdue on authorization_case (tenant, due_rank)
    where state in ('open', 'assigned', 'waiting')`,
  `create index authorization_case_closed on authorization_case (tenant, closed_at, id)
    where state in ('resolved', 'lapsed')`,

  `create table case_event (
    id bigint generated always as identity primary key,
    tenant text not null,
    case_id text not null,
    at timestamptz not null,
    actor text,
    kind text not null,
    detail jsonb not null default '{}',
    was jsonb,
    version integer not null,
    batch text
  )`,
  'create index case_event_by_case on case_event (tenant, case_id, id)',
  'create index case_event_by_batch on case_event (tenant, batch) where batch is not null',
  `create function case_event_is_append_only() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and current_setting('chairready.purging', true) = 'on' then
      return old;
    end if;
    raise exception 'case_event is append-only: % is refused', lower(tg_op)
      using errcode = 'integrity_constraint_violation';
  end $$`,
  `create trigger case_event_is_append_only before update or delete on case_event
    for each row execute function case_event_is_append_only()`,

  // Who a case is about, as the last decision's snapshot named them: one row to correct or to delete.
  `create table patient_identity (
    tenant text not null,
    patient_ref text not null,
    name text,
    birth_date date,
    noted_at timestamptz not null,
    primary key (tenant, patient_ref)
  )`,

  `create table service_start (
    tenant text not null,
    appointment text not null,
    order_ref text not null,
    patient_ref text not null,
    service_date date not null,
    hcpcs text,
    state text not null,
    at_check_in boolean not null,
    decision_id text not null,
    noted_at timestamptz not null,
    primary key (tenant, appointment, order_ref)
  )`,
  'create index service_start_by_date on service_start (tenant, service_date)',

  `create table visit_reschedule (
    id bigint generated always as identity primary key,
    tenant text not null,
    at timestamptz not null,
    case_id text not null,
    patient_ref text not null,
    order_ref text,
    from_appointment text not null,
    from_date date not null,
    to_appointment text not null,
    to_date date not null,
    case_route text not null,
    decision_id text
  )`,
  'create index visit_reschedule_by_time on visit_reschedule (tenant, at)',

  `create table staff_member (
    tenant text not null,
    user_ref text not null,
    name text,
    role text not null,
    seen_at timestamptz not null,
    primary key (tenant, user_ref)
  )`,
  `create table staff_absence (
    id text primary key,
    tenant text not null,
    user_ref text not null,
    from_day date not null,
    until_day date not null,
    cover text,
    set_by text not null,
    set_at timestamptz not null,
    ended_at timestamptz,
    check (from_day <= until_day),
    check (cover is distinct from user_ref)
  )`,
  'create index staff_absence_current on staff_absence (tenant, until_day) where ended_at is null',
  `create table handoff_note (
    id bigint generated always as identity primary key,
    tenant text not null,
    at timestamptz not null,
    author text not null,
    site text,
    note text not null
  )`,
  'create index handoff_note_newest on handoff_note (tenant, id desc)',
  `create table saved_view (
    id text primary key,
    tenant text not null,
    name text not null,
    query jsonb not null,
    made_by text not null,
    made_at timestamptz not null,
    unique (tenant, name)
  )`,
];
