/** List prices, charges and OPPS rates as further price sources, each row with its file. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const OF_FILE = `
    file_id bigint not null,
    row_number integer not null`;

const STATEMENTS = [
  // Tens of thousands of rows come at once, and the check of each costs as much as the row; watches remove their own.
  'alter table margin_flip_visit drop constraint margin_flip_visit_watch_id_fkey',

  // Average wholesale prices, as the tenant's own price service lists them.
  `create table list_price (${OF_FILE},
    tenant text not null,
    ndc text not null check (ndc ~ '^[0-9]{11}$'),
    unit text not null check (unit in ('package', 'billing-unit')),
    price_micro_dollars bigint not null check (price_micro_dollars > 0),
    effective_from date not null,
    effective_until date,
    source text,
    primary key (file_id, row_number),
    check (effective_until is null or effective_from <= effective_until)
  )`,
  'create index list_price_by_ndc on list_price (tenant, ndc)',

  // What the tenant charges for one billing unit.
  `create table drug_charge (${OF_FILE},
    tenant text not null,
    code text not null,
    site text,
    charge_micro_dollars bigint not null check (charge_micro_dollars > 0),
    effective_from date not null,
    effective_until date,
    source text,
    primary key (file_id, row_number),
    check (effective_until is null or effective_from <= effective_until)
  )`,
  'create index drug_charge_by_code on drug_charge (tenant, code)',

  // Whether a hospital's drug is paid for by itself, and what giving it is paid: the OPPS Addendum B of a quarter.
  `create table opps_rate (${OF_FILE},
    effective_from date not null,
    effective_until date not null,
    code text not null,
    status_indicator text not null,
    payment_micro_dollars bigint check (payment_micro_dollars > 0),
    primary key (file_id, row_number)
  )`,
];
