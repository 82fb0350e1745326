/** What imported files say, row by row, and the authorization ledger. A row counts once its file is visible. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/**
 * Every row names its file and its record in it. Without a foreign key, whose check doubles the time that a row takes:
 * a file that counts is never removed, and one that does not goes after its rows.
 */
const OF_FILE = `
    file_id bigint not null,
    row_number integer not null`;

const STATEMENTS = [
  // The day that the publisher put into the file's name: of two files for one quarter the later one counts.
  'alter table import_file add column file_date date',
  'create index import_file_unseen on import_file (id) where not visible',

  `create table payment_limit (${OF_FILE},
    effective_from date not null,
    effective_until date not null,
    code text not null,
    micro_dollars_per_unit bigint not null check (micro_dollars_per_unit >= 0),
    coinsurance_millipercent integer,
    dosage text not null,
    notes text,
    primary key (file_id, row_number)
  )`,

  `create table drug_package (${OF_FILE},
    effective_from date not null,
    effective_until date not null,
    code text not null,
    ndc text not null check (ndc ~ '^[0-9]{11}$'),
    labeler text not null,
    drug_name text not null,
    dosage text not null,
    containers numeric,
    units_per_container numeric,
    units_per_package numeric,
    content_value numeric,
    content_measure text,
    primary key (file_id, row_number),
    check ((content_value is null) = (content_measure is null))
  )`,

  `create table mue_limit (${OF_FILE},
    effective_from date not null,
    effective_until date not null,
    code text not null,
    setting text not null,
    units integer not null check (units >= 0),
    adjudication integer not null check (adjudication between 1 and 3),
    primary key (file_id, row_number)
  )`,

  `create table drug_price (${OF_FILE},
    tenant text not null,
    ndc text not null check (ndc ~ '^[0-9]{11}$'),
    account text not null check (account in ('WAC', 'GPO', '340B')),
    unit text not null check (unit in ('package', 'billing-unit')),
    price_micro_dollars bigint not null check (price_micro_dollars > 0),
    effective_from date not null,
    effective_until date,
    source text,
    primary key (file_id, row_number),
    check (effective_until is null or effective_from <= effective_until)
  )`,
  'create index drug_price_by_ndc on drug_price (tenant, ndc)',

  `create table payer_contract (${OF_FILE},
    tenant text not null,
    payer text not null,
    product text,
    site text,
    drugs text[],
    terms text not null,
    effective_from date not null,
    effective_until date,
    clause text,
    primary key (file_id, row_number),
    check (effective_until is null or effective_from <= effective_until)
  )`,
  'create index payer_contract_by_tenant on payer_contract (tenant)',

  `create table policy_pack (${OF_FILE},
    pack text not null,
    pack_version text not null,
    content jsonb not null,
    primary key (file_id, row_number)
  )`,

  // The ledger. Attestations come without a file; what a source says of one authorization is one row, never changed.
  `create table authorization_row (
    id bigint generated always as identity primary key,
    tenant text not null,
    source text not null,
    raw_reference text not null,
    observed_at timestamptz not null,
    file_id bigint,
    row_number integer,
    patient text,
    member_id text,
    payer text,
    effective_from date,
    effective_until date,
    evidence text not null,
    unique (tenant, raw_reference),
    unique (file_id, row_number),
    check (patient is not null or member_id is not null),
    check ((file_id is null) = (row_number is null))
  )`,
  'create index authorization_row_by_patient on authorization_row (tenant, patient) where patient is not null',
  'create index authorization_row_by_member on authorization_row (tenant, member_id) where member_id is not null',

  `create table eligibility_check (${OF_FILE},
    tenant text not null,
    payer text not null,
    member_id text not null,
    product text,
    plan text,
    effective_from date,
    effective_until date,
    other_payer text,
    benefit text check (benefit in ('medical', 'pharmacy')),
    checked_on date not null,
    primary key (file_id, row_number)
  )`,
  'create index eligibility_check_by_member on eligibility_check (tenant, member_id)',

  `create table usage_row (${OF_FILE},
    tenant text not null,
    patient text,
    member_id text,
    authorization_number text,
    hcpcs text not null,
    units numeric not null check (units >= 0),
    used_on date not null,
    primary key (file_id, row_number),
    check (patient is not null or member_id is not null)
  )`,
  'create index usage_row_by_patient on usage_row (tenant, patient) where patient is not null',
  'create index usage_row_by_member on usage_row (tenant, member_id) where member_id is not null',
];
