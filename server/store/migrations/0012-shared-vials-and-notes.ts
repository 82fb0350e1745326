/** Shared plans that a pharmacist approved, notes on their way into the chart, and remainders that are found quickly. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  // Who was to get what of which vial: evidence that a remainder was meant for somebody. Rows are added, never changed.
  `create table waste_session (
    id text primary key,
    tenant text not null,
    visit_date date not null,
    hcpcs text not null,
    site text not null,
    plan jsonb not null,
    approved_at timestamptz not null,
    approved_by text not null,
    approved_role text not null
  )`,
  'create index waste_session_by_day on waste_session (tenant, visit_date)',
  `create trigger waste_session_no_change before update or delete on waste_session
    for each row execute function waste_refuse()`,
  `create trigger waste_session_no_truncate before truncate on waste_session
    for each statement execute function waste_refuse()`,

  // A signed record that is to become a note in the EHR; the row changes with every try.
  `create table waste_note (
    record_id text primary key references waste_record (id),
    tenant text not null,
    state text not null check (state in ('waiting', 'filed', 'failed')),
    tries integer not null default 0,
    next_try_at timestamptz not null,
    why text,
    resource text,
    filed_at timestamptz,
    check (state <> 'filed' or filed_at is not null),
    check (state <> 'failed' or why is not null)
  )`,
  `create index waste_note_waiting on waste_note (tenant, next_try_at) where state = 'waiting'`,

  `create index waste_preparation_with_remainder on waste_preparation (tenant) where content ? 'remainder'`,
];
