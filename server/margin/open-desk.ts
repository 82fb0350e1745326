/** Reads what figures are made of, as it stands now or as it stood before a file came. */
import type { Kysely } from 'kysely';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, plainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import { loadDrugTables } from '../../reference-data/load.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import type { Tenant } from '../config/config.schema.ts';
import { drugsWith } from '../imports/knowledge-in-force.ts';
import type { Database } from '../store/database.ts';
import { importedTables } from '../store/imported-tables.ts';
import { chargesFrom, listPricesFrom, oppsTable, scenarioPricesFrom } from '../store/list-prices.ts';
import { contractsOf, pricesFrom } from '../store/price-book.ts';
import { isSeen } from '../store/seen-files.ts';
import { marginTermsOf } from './margin-terms.ts';
import type { PriceDesk } from './margin-facts.ts';

export interface DeskQuestion {
  readonly tenant: Pick<Tenant, 'id' | 'margin' | 'sites'>;
  /** Prices that ended before this day are not needed. */
  readonly from: PlainDate;
  /** Which imported files count; all visible ones where it is not given. */
  readonly counts?: FileChoice;
  /** A file that nobody sees, to be counted all the same. */
  readonly unseen?: string;
  /** The tables, where they are at hand already. */
  readonly drugs?: DrugKnowledge;
}

/** By the id of the file. */
export type FileChoice = (fileId: string) => boolean;

const ALL: FileChoice = () => true;

export async function openPriceDesk(db: Kysely<Database>, question: DeskQuestion): Promise<PriceDesk> {
  const { tenant, from, counts = ALL, unseen } = question;
  const drugs = question.drugs ?? drugsWith(await importedTables(db, counts, unseen));
  const prices = (await pricesFrom(db, tenant.id, from, unseen)).filter(({ fileId }) => counts(fileId));
  const contracts = (await contractsOf(db, tenant.id, unseen)).filter(({ fileId }) => counts(fileId));
  const listed = (await listPricesFrom(db, tenant.id, from, unseen)).filter(({ fileId }) => counts(fileId));
  const charges = (await chargesFrom(db, tenant.id, from, unseen)).filter(({ fileId }) => counts(fileId));
  const ofScenarios = (await scenarioPricesFrom(db, tenant.id, from, unseen)).filter(({ fileId }) => counts(fileId));
  return {
    drugs,
    quarters: await loadedQuarters(db, counts, unseen),
    prices: pricesByCode(prices, drugs, from),
    contracts,
    listPrices: pricesByCode(listed, drugs, from),
    charges: groupBy(charges, ({ code }) => code),
    scenarioPrices: groupBy(ofScenarios, ({ code }) => code),
    opps: await oppsTable(db, counts, unseen),
    terms: marginTermsOf(tenant),
  };
}

/** A file that ships a few codes of a new quarter has not loaded it. */
const WHOLE_QUARTER = 100;

export async function loadedQuarters(
  db: Kysely<Database>,
  counts: FileChoice = ALL,
  unseen?: string,
): Promise<ReadonlySet<string>> {
  const files = await db
    .selectFrom('import_file')
    .select(['id', 'effective_from'])
    .where('kind', '=', 'asp')
    .where(isSeen(unseen))
    .execute();
  const imported = files.flatMap(({ id, effective_from }) =>
    effective_from === null || !counts(id) ? [] : [quarterOf(plainDate(effective_from)).label],
  );
  return new Set([...shippedQuarters(), ...imported]);
}

function shippedQuarters(): readonly string[] {
  const counted = new Map<string, number>();
  for (const { limit } of loadDrugTables().limits)
    counted.set(limit.quarterLabel, (counted.get(limit.quarterLabel) ?? 0) + 1);
  return [...counted].flatMap(([label, count]) => (count < WHOLE_QUARTER ? [] : [label]));
}

/** As far ahead as visits are booked: codes that are replaced until then have prices under both. */
const AHEAD_DAYS = 400;

function pricesByCode<Price extends { readonly ndc: Ndc11 }>(
  prices: readonly Price[],
  drugs: DrugKnowledge,
  from: PlainDate,
): ReadonlyMap<string, readonly Price[]> {
  const byCode = new Map<string, Price[]>();
  for (const price of prices) {
    const codes = [from, addDays(from, AHEAD_DAYS)].flatMap((on) => drugs.hcpcsOfNdc(price.ndc, on));
    for (const code of new Set(codes)) byCode.set(code, [...(byCode.get(code) ?? []), price]);
  }
  return byCode;
}
