/** What is taken off a price, booked doses as they are priced, and what each import changed about them. Adds only. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table drug_price
    add column prompt_pay_millipercent integer check (prompt_pay_millipercent between 0 and 100000),
    add column rebate_millipercent integer check (rebate_millipercent between 0 and 100000)`,

  // One row per order of a booked visit, read out of the decision that was kept about it.
  `create table booked_dose (
    tenant text not null,
    appointment text not null,
    order_ref text not null,
    patient_ref text not null,
    visit_date date not null,
    hcpcs text,
    drug_name text not null,
    units integer,
    discarded_units integer,
    supply text not null,
    payer text,
    payer_identifiers text[] not null,
    product text,
    location text,
    site_name text,
    setting text,
    decision_id text not null,
    primary key (tenant, appointment, order_ref)
  )`,
  'create index booked_dose_by_patient on booked_dose (tenant, patient_ref)',
  'create index booked_dose_by_date on booked_dose (tenant, visit_date)',
  // How far the decisions of a tenant have been read.
  `create table booked_dose_mark (
    tenant text primary key,
    received_at timestamptz not null
  )`,
  'create index cds_call_by_time on cds_call (tenant, received_at)',

  // One row per tenant and file: its flips count once it is done.
  `create table margin_watch (
    id bigint generated always as identity primary key,
    tenant text not null,
    file_id bigint not null,
    kind text not null,
    file_name text not null,
    why text not null check (why in ('import', 'undo')),
    state text not null default 'running' check (state in ('running', 'done')),
    started_at timestamptz not null default now(),
    done_at timestamptz,
    visits integer not null default 0,
    priced integer not null default 0,
    unique (tenant, file_id, why)
  )`,
  `create table margin_flip (
    watch_id bigint not null references margin_watch (id) on delete cascade,
    flip_no integer not null,
    change text not null,
    hcpcs text not null,
    drug_name text not null,
    payer text not null,
    product text,
    site text not null,
    setting text,
    was_band text not null,
    now_band text not null,
    was_price text,
    now_price text,
    visits integer not null,
    first_visit date not null,
    last_visit date not null,
    was_total text,
    now_total text,
    break_even_asp text,
    why_none text,
    working jsonb not null,
    primary key (watch_id, flip_no)
  )`,
  `create table margin_flip_visit (
    watch_id bigint not null references margin_watch (id) on delete cascade,
    flip_no integer not null,
    appointment text not null,
    order_ref text not null,
    patient_ref text not null,
    visit_date date not null,
    units integer not null,
    was_margin text,
    now_margin text,
    primary key (watch_id, flip_no, appointment, order_ref)
  )`,
  `create table margin_seen (
    tenant text not null,
    user_ref text not null,
    watch_id bigint not null,
    primary key (tenant, user_ref)
  )`,
];
