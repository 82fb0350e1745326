/** What drugs are listed, charged and paid at besides what they cost: average wholesale prices, charges, hospital rates. */
import { sql, type Kysely, type SqlBool } from 'kysely';
import { ndc11 } from '../../domain/kernel/ndc11.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import { ADMINISTRATION_CODES } from '../../domain/margin/administration-codes.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Charge, ListPrice, ScenarioPrice } from '../imports/list-price-rows.ts';
import type { OppsRate, OppsTable } from '../margin/opps-table.ts';
import { NO_OPPS, oppsKey } from '../margin/opps-table.ts';
import type { Database } from './database.ts';
import { isSeen } from './seen-files.ts';

interface InFile {
  readonly file: string;
  readonly row: number;
  /** Files that came later have higher numbers: their rows replace earlier ones. */
  readonly fileId: string;
}

export type PlacedListPrice = ListPrice & InFile;
export type PlacedCharge = Charge & InFile;
export type PlacedScenarioPrice = ScenarioPrice & InFile;

/** Every list price of a tenant that holds on some day from `from` on; of `unseen` as well. */
export async function listPricesFrom(
  db: Kysely<Database>,
  tenant: string,
  from: PlainDate,
  unseen?: string,
): Promise<readonly PlacedListPrice[]> {
  const rows = await db
    .selectFrom('list_price')
    .innerJoin('import_file', 'import_file.id', 'list_price.file_id')
    .selectAll('list_price')
    .select('import_file.file_name')
    .where(isSeen(unseen))
    .where('list_price.tenant', '=', tenant)
    .where((is) => is.or([is('list_price.effective_until', 'is', null), is('list_price.effective_until', '>=', from)]))
    .execute();
  return rows.map((row) => ({
    ndc: ndc11(row.ndc),
    unit: row.unit,
    microDollars: BigInt(row.price_micro_dollars),
    ...placeOf(row),
  }));
}

/** Every charge of a tenant that holds on some day from `from` on; of `unseen` as well. */
export async function chargesFrom(
  db: Kysely<Database>,
  tenant: string,
  from: PlainDate,
  unseen?: string,
): Promise<readonly PlacedCharge[]> {
  const rows = await db
    .selectFrom('drug_charge')
    .innerJoin('import_file', 'import_file.id', 'drug_charge.file_id')
    .selectAll('drug_charge')
    .select('import_file.file_name')
    .where(isSeen(unseen))
    .where('drug_charge.tenant', '=', tenant)
    .where((is) =>
      is.or([is('drug_charge.effective_until', 'is', null), is('drug_charge.effective_until', '>=', from)]),
    )
    .execute();
  return rows.map((row) => ({
    code: row.code,
    ...(row.site === null ? {} : { site: row.site }),
    microDollars: BigInt(row.charge_micro_dollars),
    ...placeOf(row),
  }));
}

/** Every scenario price of a tenant that holds on some day from `from` on; of `unseen` as well. */
export async function scenarioPricesFrom(
  db: Kysely<Database>,
  tenant: string,
  from: PlainDate,
  unseen?: string,
): Promise<readonly PlacedScenarioPrice[]> {
  const rows = await db
    .selectFrom('scenario_price')
    .innerJoin('import_file', 'import_file.id', 'scenario_price.file_id')
    .selectAll('scenario_price')
    .select('import_file.file_name')
    .where(isSeen(unseen))
    .where('scenario_price.tenant', '=', tenant)
    .where((is) =>
      is.or([is('scenario_price.effective_until', 'is', null), is('scenario_price.effective_until', '>=', from)]),
    )
    .execute();
  return rows.map((row) => ({
    code: row.code,
    scenario: row.scenario,
    microDollars: BigInt(row.price_micro_dollars),
    ...placeOf(row),
  }));
}

interface PlacedColumns {
  readonly effective_from: string;
  readonly effective_until: string | null;
  readonly source: string | null;
  readonly file_name: string;
  readonly row_number: number;
  readonly file_id: string;
}

function placeOf(row: PlacedColumns) {
  const to = row.effective_until === null ? undefined : plainDate(row.effective_until);
  return {
    from: plainDate(row.effective_from),
    ...definedOnly({ to, source: row.source ?? undefined }),
    ...{ file: row.file_name, row: row.row_number, fileId: row.file_id },
  };
}

/** Rates of drugs and of giving them, of each quarter from the newest file that `counts` or is `unseen`. */
export async function oppsTable(
  db: Kysely<Database>,
  counts: (fileId: string) => boolean = () => true,
  unseen?: string,
): Promise<OppsTable> {
  const files = await db
    .selectFrom('import_file')
    .select(['id', 'file_name', 'effective_from'])
    .where('kind', '=', 'opps')
    .where(isSeen(unseen))
    .orderBy('effective_from')
    .orderBy('file_date', (order) => order.asc().nullsFirst())
    .orderBy('id')
    .execute();
  const newest = new Map(files.filter(({ id }) => counts(id)).map((file) => [file.effective_from, file]));
  const names = new Map([...newest.values()].map(({ id, file_name }) => [id, file_name]));
  if (names.size === 0) return NO_OPPS;
  const rows = await db
    .selectFrom('opps_rate')
    .selectAll()
    .where('file_id', 'in', [...names.keys()])
    .where((is) => is.or([sql<SqlBool>`code ~ '^[A-V]'`, is('code', 'in', ADMINISTRATION_CODES)]))
    .execute();
  const rates = rows.map((row) => [oppsKey(row.code, plainDate(row.effective_from)), rateOf(row, names)] as const);
  const quarters = new Set(
    [...newest.keys()].flatMap((from) => (from === null ? [] : quarterOf(plainDate(from)).label)),
  );
  return { quarters, rates: new Map(rates) };
}

interface RateColumns {
  readonly file_id: string;
  readonly row_number: number;
  readonly status_indicator: string;
  readonly payment_micro_dollars: string | null;
}

const rateOf = (row: RateColumns, names: ReadonlyMap<string, string>): OppsRate => ({
  statusIndicator: row.status_indicator,
  ...(row.payment_micro_dollars === null ? {} : { paymentMicroDollars: BigInt(row.payment_micro_dollars) }),
  file: names.get(row.file_id) ?? '',
  row: row.row_number,
});
