/** Checks that were promised to somebody who does not wait for them: each goes with the decision that it ends in. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table queued_check (
    decision_id text primary key,
    tenant text not null,
    patient_ref text not null,
    service text not null,
    asked_at timestamptz not null,
    asked bytea not null,
    tries integer not null default 0,
    next_try_at timestamptz not null
  )`,
  'create index queued_check_by_turn on queued_check (next_try_at)',
];
