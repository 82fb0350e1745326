/** Prices of what is proposed or scheduled, each row with its file: they count only where their scenario is played. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `create table scenario_price (
    file_id bigint not null,
    row_number integer not null,
    tenant text not null,
    code text not null,
    scenario text not null,
    price_micro_dollars bigint not null check (price_micro_dollars > 0),
    effective_from date not null,
    effective_until date,
    source text,
    primary key (file_id, row_number),
    check (effective_until is null or effective_from <= effective_until)
  )`,
  'create index scenario_price_by_code on scenario_price (tenant, code)',
];
