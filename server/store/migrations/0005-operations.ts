/** The head of the audit chain, salts of sealed decisions, jobs, and what each sweep found. Adds only. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Without the salt, which goes with the row, the hash in the chain tells nothing about a deleted decision.
  'alter table cds_call add column seal_salt bytea',

  // Who holds this row's lock is the sealer; a position that only grows shows a tail that was cut off.
  `create table audit_head (
    one boolean primary key default true check (one),
    position bigint not null,
    hash text not null,
    sealed_at timestamptz not null
  )`,
  `insert into audit_head (position, hash, sealed_at)
    select coalesce(max(position), 0), coalesce((array_agg(hash order by position desc))[1], repeat('0', 64)), now()
    from audit_event where position is not null`,
  `create function audit_head_only_grows() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.position > old.position then
      return new;
    end if;
    raise exception 'audit_head only grows: % is refused', lower(tg_op)
      using errcode = 'integrity_constraint_violation';
  end $$`,
  `create trigger audit_head_only_grows before update or delete on audit_head
    for each row execute function audit_head_only_grows()`,
  `create index audit_body_by_patient on audit_body (tenant, (body ->> 'patient')) where body ? 'patient'`,

  `create table job_run (
    id bigint generated always as identity primary key,
    name text not null,
    tenant text not null,
    slot timestamptz not null,
    question jsonb not null,
    state text not null default 'due' check (state in ('due', 'running', 'done', 'failed')),
    holder text,
    lease_until timestamptz,
    attempts integer not null default 0,
    report jsonb,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (name, tenant, slot),
    check ((state = 'running') = (lease_until is not null))
  )`,
  "create index job_run_open on job_run (slot) where state in ('due', 'running')",
  // Two runs for one tenant would do each other's work: the second waits until the first has ended.
  "create unique index job_run_one_running on job_run (name, tenant) where state = 'running'",

  // A row is written in the transaction that keeps the patient's decision: what it names is never done twice in a run.
  `create table sweep_patient (
    run_id bigint not null references job_run (id) on delete cascade,
    patient_ref text not null,
    outcome text not null check (outcome in ('kept', 'unchanged', 'failed')),
    why text,
    visits integer not null default 0,
    changed integer not null default 0,
    done_at timestamptz not null default now(),
    primary key (run_id, patient_ref)
  )`,

  `create table visit_standing (
    tenant text not null,
    appointment text not null,
    patient_ref text not null,
    visit_date date not null,
    digest text not null,
    standing jsonb not null,
    decision_id text not null,
    evaluated_at timestamptz not null,
    primary key (tenant, appointment)
  )`,
  'create index visit_standing_by_patient on visit_standing (tenant, patient_ref)',
  'create index visit_standing_by_date on visit_standing (tenant, visit_date)',

  `create table visit_change (
    id bigint generated always as identity primary key,
    tenant text not null,
    run_id bigint,
    at timestamptz not null,
    patient_ref text not null,
    appointment text not null,
    visit_date date not null,
    kind text not null check (kind in ('new', 'changed', 'moved', 'gone')),
    was jsonb,
    now_is jsonb
  )`,
  'create index visit_change_by_time on visit_change (tenant, at desc)',
];
