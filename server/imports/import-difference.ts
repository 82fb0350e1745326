/** What a staged file would change beside the files that count now. */
import { sql, type Kysely } from 'kysely';
import type { ImportDifference } from '../../api-contract/imports.schema.ts';
import { unitPriceText, usdFromMicroDollars } from '../../domain/kernel/usd.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { TableKind } from './import-kind.ts';
import { isForOneTenant } from './import-kind.ts';

/** Rows are told apart by what names them, and compared by what they say. */
interface Comparison {
  readonly table: string;
  /** SQL of a row: its name for people, and its content. */
  readonly what: string;
  readonly says: string;
  /** What the database holds, as people read it. */
  readonly words: (content: string) => string;
}

const asIs = (content: string): string => content;
const dollars = (micro: string): string => `$${unitPriceText(usdFromMicroDollars(BigInt(micro)))}`;

/** "N", or "K, $59.001". */
const statusAndRate = (content: string): string => {
  const [status = '', rate] = content.split(' ');
  return rate === undefined ? status : `${status}, ${dollars(rate)}`;
};

const COMPARISONS: Readonly<Record<TableKind, Comparison>> = {
  asp: {
    table: 'payment_limit',
    what: 'code',
    says: 'micro_dollars_per_unit::text',
    words: dollars,
  },
  crosswalk: {
    table: 'drug_package',
    what: "ndc || ' ' || code",
    says: "coalesce(units_per_package::text, 'units not usable')",
    words: asIs,
  },
  mue: {
    table: 'mue_limit',
    what: "code || ' ' || setting",
    says: 'units::text',
    words: asIs,
  },
  opps: {
    table: 'opps_rate',
    what: 'code',
    says: "status_indicator || coalesce(' ' || payment_micro_dollars, '')",
    words: statusAndRate,
  },
  awp: {
    table: 'list_price',
    what: "ndc || ' ' || unit || ' from ' || effective_from",
    says: 'price_micro_dollars::text',
    words: dollars,
  },
  charges: {
    table: 'drug_charge',
    what: "code || ' ' || coalesce(site, 'any site') || ' from ' || effective_from",
    says: 'charge_micro_dollars::text',
    words: dollars,
  },
  'scenario-prices': {
    table: 'scenario_price',
    what: "code || ' ' || scenario || ' from ' || effective_from",
    says: 'price_micro_dollars::text',
    words: dollars,
  },
  prices: {
    table: 'drug_price',
    what: "ndc || ' ' || account || ' from ' || effective_from",
    says: 'price_micro_dollars::text',
    words: dollars,
  },
  contracts: {
    table: 'payer_contract',
    what: "payer || ' ' || coalesce(product, 'any product') || ' ' || coalesce(site, 'any site') || ' ' || coalesce(array_to_string(drugs, ' '), 'any drug') || ' from ' || effective_from",
    says: "coalesce(clause, 'row ' || row_number)",
    words: asIs,
  },
  policies: { table: 'policy_pack', what: 'pack', says: 'pack_version', words: asIs },
  authorizations: {
    table: 'authorization_row',
    what: "coalesce(payer, '') || ' row ' || row_number",
    says: "coalesce(effective_until::text, '')",
    words: asIs,
  },
  eligibility: {
    table: 'eligibility_check',
    what: "payer || ' row ' || row_number",
    says: 'checked_on::text',
    words: asIs,
  },
  usage: { table: 'usage_row', what: "hcpcs || ' row ' || row_number", says: 'units::text', words: asIs },
};

/** Rows about single patients are counted and never listed. */
const ABOUT_PATIENTS: ReadonlySet<TableKind> = new Set<TableKind>(['authorizations', 'eligibility', 'usage']);

const MOST_SAMPLES = 25;

const NO_ROWS: { readonly rows: readonly DifferentRow[] } = { rows: [] };

/** Compares with the newest file of the kind that counts now; where there is none, every row is new. */
export async function importDifference(
  db: Kysely<Database>,
  { kind, tenant, fileId }: { readonly kind: TableKind; readonly tenant: string; readonly fileId: string },
): Promise<ImportDifference> {
  const before = await newestOf(db, kind, tenant, fileId);
  const { table, what, says, words } = COMPARISONS[kind];
  const rows = sql`
    with now_rows as (select ${sql.raw(what)} as what, ${sql.raw(says)} as says from ${sql.table(table)} where file_id = ${fileId}),
    was_rows as (select ${sql.raw(what)} as what, ${sql.raw(says)} as says from ${sql.table(table)} where file_id = ${before?.id ?? '0'})
    select coalesce(n.what, w.what) as what, w.says as was, n.says as now
    from now_rows n full join was_rows w on n.what = w.what
    where n.says is distinct from w.says
  `;
  const counted = await sql<{ added: number; changed: number; removed: number }>`
    select count(*) filter (where was is null)::integer as added, count(*) filter (where now is null)::integer as removed,
      count(*) filter (where was is not null and now is not null)::integer as changed
    from (${rows}) as difference
  `.execute(db);
  const samples = ABOUT_PATIENTS.has(kind)
    ? NO_ROWS
    : await sql<DifferentRow>`
        select what, was, now from (${rows}) as difference
        order by (was is null)::integer + (now is null)::integer, what limit ${MOST_SAMPLES}
      `.execute(db);
  return {
    ...(counted.rows[0] ?? { added: 0, changed: 0, removed: 0 }),
    samples: samples.rows.map((row) => sampleOf(row, words)),
    ...(before === undefined ? {} : { comparedWith: before.file_name }),
  };
}

const sampleOf = ({ what, was, now }: DifferentRow, words: Comparison['words']) => ({
  what,
  ...definedOnly({ was: was === null ? undefined : words(was), now: now === null ? undefined : words(now) }),
});

interface DifferentRow {
  readonly what: string;
  readonly was: string | null;
  readonly now: string | null;
}

/** The file that the new one would stand in front of. */
function newestOf(db: Kysely<Database>, kind: TableKind, tenant: string, besides: string) {
  return db
    .selectFrom('import_file')
    .select(['id', 'file_name'])
    .where('visible', '=', true)
    .where('kind', '=', kind)
    .where('id', '!=', besides)
    .$if(isForOneTenant(kind), (query) => query.where('tenant', '=', tenant))
    .orderBy('effective_from', (order) => order.desc().nullsLast())
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
