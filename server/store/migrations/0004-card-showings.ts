/** Which card was shown to whom, and what became of it: what keeps a card from being shown twice. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table card_showing (
    tenant text not null,
    card_uuid text not null,
    decision_id text not null,
    service text not null,
    reader text not null check (reader ~ '^[0-9a-f]{64}$'),
    topic text not null,
    rule text not null,
    facts text not null check (facts ~ '^[0-9a-f]{64}$'),
    fact text not null check (fact ~ '^[0-9a-f]{64}$'),
    patient_ref text,
    appointment_key text,
    order_ref text,
    work_kind text,
    expected_by date,
    shown_at timestamptz not null,
    outcome text check (outcome in ('accepted', 'overridden')),
    reason_code text,
    settled_at timestamptz,
    primary key (tenant, card_uuid),
    check ((outcome is null) = (settled_at is null))
  )`,
  'create index card_showing_by_facts on card_showing (tenant, reader, facts, shown_at desc)',
  `create index card_showing_overridden on card_showing (tenant, reader, fact) where outcome = 'overridden'`,
  'create index card_showing_by_rule on card_showing (tenant, rule, shown_at desc)',
];
