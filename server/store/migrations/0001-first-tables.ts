/** Hook calls, rule bundles, cases, sessions, used tokens, feedback and import files. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table rule_bundle (
    version text primary key check (version ~ '^[0-9a-f]{64}$'),
    bundle bytea not null,
    first_used_at timestamptz not null default now()
  )`,

  // A row names its bundle by version, without a foreign key: the check would cost every hook call a look-up.
  `create table cds_call (
    id text primary key check (id ~ '^[0-9a-f]{32}$'),
    tenant text not null,
    iss text,
    jti text,
    service text not null,
    hook_instance text not null,
    received_at timestamptz not null,
    answered_at timestamptz not null,
    today date not null,
    patient_ref text,
    user_ref text,
    role text not null,
    decision bytea not null,
    snapshot bytea not null,
    rules_version text not null,
    cards jsonb not null,
    sealed_seq bigint,
    unique (iss, jti)
  )`,
  // Compressed bytes gain nothing from a second compression in the table.
  'alter table cds_call alter column decision set storage external, alter column snapshot set storage external',
  'create index cds_call_by_patient on cds_call (tenant, patient_ref, received_at desc)',
  'create index cds_call_unsealed on cds_call (received_at) where sealed_seq is null',

  `create table authorization_case (
    id text primary key,
    tenant text not null,
    patient_ref text not null,
    visit_date date not null,
    appointment_key text not null,
    order_ref text,
    work_kind text not null,
    hcpcs text,
    state text not null check (state in ('open', 'assigned', 'waiting', 'resolved', 'lapsed')),
    route text not null,
    why text not null,
    due_by date,
    opened_by_decision text,
    opened_at timestamptz not null,
    lapses_at timestamptz,
    owner text,
    acknowledged_at timestamptz,
    closed_at timestamptz,
    close_reason text,
    version integer not null default 1,
    check ((state in ('resolved', 'lapsed')) = (closed_at is not null)),
    check (state <> 'assigned' or owner is not null)
  )`,
  `create unique index authorization_case_one_open on authorization_case
    (tenant, patient_ref, appointment_key, coalesce(order_ref, ''), work_kind)
    where state in ('open', 'assigned', 'waiting')`,
  `create index authorization_case_worklist on authorization_case (tenant, due_by, visit_date, id)
    where state in ('open', 'assigned', 'waiting')`,
  'create index authorization_case_by_patient on authorization_case (tenant, patient_ref, visit_date)',
  `create index authorization_case_lapsing on authorization_case (lapses_at)
    where lapses_at is not null and state in ('open', 'assigned', 'waiting')`,

  `create table session (
    token_hash text primary key,
    tenant text not null,
    user_ref text not null,
    role text not null,
    patient_ref text,
    access_token bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
  )`,
  'create index session_expiry on session (expires_at)',

  `create table used_token (
    tenant text not null,
    issuer text not null,
    token_id text not null,
    expires_at timestamptz not null,
    primary key (tenant, issuer, token_id)
  )`,
  'create index used_token_expiry on used_token (expires_at)',

  `create table feedback (
    id bigint generated always as identity primary key,
    tenant text not null,
    service text not null,
    card_uuid text not null,
    outcome text not null check (outcome in ('accepted', 'overridden')),
    suggestion_uuid text not null default '',
    reason_system text,
    reason_code text,
    comment text,
    happened_at timestamptz not null,
    received_at timestamptz not null default now(),
    unique (tenant, card_uuid, outcome, happened_at, suggestion_uuid)
  )`,

  `create table import_file (
    id bigint generated always as identity primary key,
    tenant text,
    kind text not null,
    checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
    file_name text not null,
    effective_from date,
    effective_until date,
    rows_read integer not null,
    rows_kept integer not null,
    report jsonb not null,
    imported_at timestamptz not null default now(),
    visible boolean not null default false
  )`,
  // Several files may be staged at once; of one content only one becomes visible.
  `create unique index import_file_once on import_file (coalesce(tenant, ''), kind, checksum) where visible`,
];
