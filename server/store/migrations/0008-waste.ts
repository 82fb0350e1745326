/** Preparations, signed waste records and what happened to them: rows are added, never changed. Adds only. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const TABLES = ['waste_preparation', 'waste_remainder', 'waste_record', 'waste_event', 'waste_export'] as const;

const STATEMENTS = [
  // What the pharmacy opened for one drug of one visit; a later row may stand in for an earlier one, with its reason.
  `create table waste_preparation (
    id text primary key,
    tenant text not null,
    patient_ref text not null,
    appointment text not null,
    visit_date date not null,
    line text not null,
    hcpcs text not null,
    version integer not null check (version > 0),
    kind text not null check (kind in ('recorded', 'corrected', 'entered-in-error')),
    reason text,
    content jsonb not null,
    source text not null check (source in ('screen', 'csv', 'fhir')),
    recorded_at timestamptz not null,
    recorded_by text not null,
    recorded_role text not null,
    unique (tenant, appointment, line, version),
    check ((kind = 'recorded') = (version = 1)),
    check (kind = 'recorded' or reason is not null)
  )`,
  'create index waste_preparation_by_day on waste_preparation (tenant, visit_date)',

  // What became of a remainder that was held for another patient.
  `create table waste_remainder (
    id text primary key,
    tenant text not null,
    preparation_id text not null unique references waste_preparation (id),
    kind text not null check (kind in ('used', 'discarded')),
    amount jsonb not null,
    used_by_preparation text references waste_preparation (id),
    at timestamptz not null,
    actor text not null,
    role text not null,
    check ((kind = 'used') = (used_by_preparation is not null))
  )`,

  // Two people who sign at once write the same version, and the second one is refused.
  `create table waste_record (
    id text primary key,
    tenant text not null,
    signing text not null,
    patient_ref text not null,
    appointment text not null,
    visit_date date not null,
    line text not null,
    order_ref text,
    hcpcs text not null,
    version integer not null check (version > 0),
    kind text not null check (kind in ('signed', 'corrected', 'entered-in-error')),
    late boolean not null,
    reason text,
    before jsonb,
    after jsonb,
    preparation_id text references waste_preparation (id),
    decision_id text,
    witness_needed boolean not null,
    signed_at timestamptz not null,
    signed_by text not null,
    signed_role text not null,
    unique (tenant, appointment, line, version),
    check ((kind = 'signed') = (before is null)),
    check ((kind = 'entered-in-error') = (after is null)),
    check ((kind = 'signed' and not late) or reason is not null)
  )`,
  'create index waste_record_by_day on waste_record (tenant, visit_date)',
  'create index waste_record_by_patient on waste_record (tenant, patient_ref, visit_date)',

  `create table waste_export (
    id text primary key,
    tenant text not null,
    at timestamptz not null,
    actor text not null,
    records integer not null
  )`,

  `create table waste_event (
    id bigint generated always as identity primary key,
    tenant text not null,
    record_id text not null references waste_record (id),
    kind text not null check (kind in ('witnessed', 'filed', 'released', 'exported', 'reopened')),
    at timestamptz not null,
    actor text,
    role text,
    reason text,
    export_id text references waste_export (id),
    check ((kind = 'exported') = (export_id is not null)),
    check (kind not in ('reopened', 'released') or reason is not null)
  )`,
  // Each of these happens to a record once; a record may be reopened for one reason after the other.
  `create unique index waste_event_once on waste_event (record_id, kind) where kind <> 'reopened'`,
  `create unique index waste_event_reopened_once on waste_event (record_id, reason) where kind = 'reopened'`,

  `create function waste_refuse() returns trigger language plpgsql as $$
  begin
    raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op)
      using errcode = 'integrity_constraint_violation';
  end $$`,
  ...TABLES.flatMap((table) => [
    `create trigger ${table}_no_change before update or delete on ${table}
      for each row execute function waste_refuse()`,
    `create trigger ${table}_no_truncate before truncate on ${table}
      for each statement execute function waste_refuse()`,
  ]),

  // Work that the sweep found; settled once it is done, and found again if it comes back.
  `create table waste_gap (
    tenant text not null,
    patient_ref text not null,
    appointment text not null,
    line text not null,
    visit_date date not null,
    hcpcs text,
    kind text not null check (kind in ('not-charted', 'does-not-add-up')),
    why text not null,
    found_at timestamptz not null,
    settled_at timestamptz,
    primary key (tenant, appointment, line, kind)
  )`,
  'create index waste_gap_open on waste_gap (tenant, visit_date) where settled_at is null',

  // The visits of one day are found through the decisions that were made on it.
  'create index cds_call_by_day on cds_call (tenant, today, patient_ref)',
];
