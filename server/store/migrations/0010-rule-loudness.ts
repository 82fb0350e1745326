/** How loudly each rule may speak, and which cards led somebody into the app. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table rule_loudness (
    id bigint generated always as identity primary key,
    tenant text not null,
    rule text not null,
    loudness text not null check (loudness in ('as-written', 'info', 'off')),
    state text not null check (state in ('in-force', 'proposed')),
    why text not null,
    counts jsonb,
    actor text,
    at timestamptz not null
  )`,
  'create index rule_loudness_newest on rule_loudness (tenant, rule, id desc)',
  // When the app was opened from the card: with clients that offer no suggestion, the one sign that it was taken up.
  'alter table card_showing add column opened_at timestamptz',
  'create index card_showing_by_decision on card_showing (tenant, decision_id)',
];
