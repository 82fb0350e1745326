/** What staff said of a visit: payers' answers, attestations, supply, proceeding at risk, notes. Adds only. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table staff_statement (
    id bigint generated always as identity primary key,
    tenant text not null,
    entry text not null,
    patient_ref text not null,
    kind text not null check (kind in ('authorization', 'supply', 'proceed-at-risk', 'note', 'retraction')),
    appointment text not null,
    order_ref text not null,
    said jsonb not null,
    said_at timestamptz not null,
    said_on date not null,
    said_by text not null,
    said_by_name text,
    role text not null,
    decision_id text,
    retracts bigint references staff_statement (id),
    unique (tenant, entry),
    check ((kind = 'retraction') = (retracts is not null))
  )`,
  'create index staff_statement_by_patient on staff_statement (tenant, patient_ref, id)',
  // Two people who retract one statement at once retract it once.
  'create unique index staff_statement_retracted_once on staff_statement (retracts) where retracts is not null',
  // A word that decisions were made on is never changed; what was wrong is retracted by a row of its own.
  `create function staff_statement_stays() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and current_setting('chairready.purging', true) = 'on' then
      return old;
    end if;
    raise exception 'staff_statement is append-only: % is refused', lower(tg_op)
      using errcode = 'integrity_constraint_violation';
  end $$`,
  `create trigger staff_statement_stays before update or delete on staff_statement
    for each row execute function staff_statement_stays()`,
];
