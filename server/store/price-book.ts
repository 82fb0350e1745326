/** The pharmacy's prices and the payers' contracts of one tenant. */
import type { Kysely, Selectable } from 'kysely';

import { exactJson } from '../../domain/kernel/exact-json.ts';
import { ndc11 } from '../../domain/kernel/ndc11.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import type { PaymentForm } from '../../domain/margin/payment-form.ts';
import type { PayerProduct } from '../../domain/visit/payer.ts';
import type { PlacedContract } from '../imports/contract-choice.ts';
import type { AcquisitionPrice } from '../imports/price-rows.ts';
import type { Database } from './database.ts';
import { isSeen } from './seen-files.ts';

/** A price with the record that it stands in. */
export interface PlacedPrice extends AcquisitionPrice {
  readonly file: string;
  readonly row: number;
  /** Files that came later have higher numbers: their price of a package, account and day replaces earlier ones. */
  readonly fileId: string;
}

/** Every price of a tenant that holds on some day from `from` on, whichever file it is from; of `unseen` as well. */
export async function pricesFrom(
  db: Kysely<Database>,
  tenant: string,
  from: PlainDate,
  unseen?: string,
): Promise<readonly PlacedPrice[]> {
  const rows = await db
    .selectFrom('drug_price')
    .innerJoin('import_file', 'import_file.id', 'drug_price.file_id')
    .selectAll('drug_price')
    .select('import_file.file_name')
    .where(isSeen(unseen))
    .where('drug_price.tenant', '=', tenant)
    .where((is) => is.or([is('drug_price.effective_until', 'is', null), is('drug_price.effective_until', '>=', from)]))
    .execute();
  return rows.map(placedPrice);
}

type PriceColumns = Selectable<Database['drug_price']> & { readonly file_name: string };

const placedPrice = (row: PriceColumns): PlacedPrice => ({
  ndc: ndc11(row.ndc),
  account: row.account,
  unit: row.unit,
  microDollars: BigInt(row.price_micro_dollars),
  from: plainDate(row.effective_from),
  ...(row.effective_until === null ? {} : { to: plainDate(row.effective_until) }),
  ...(row.source === null ? {} : { source: row.source }),
  ...(row.prompt_pay_millipercent === null ? {} : { promptPayMillipercent: row.prompt_pay_millipercent }),
  ...(row.rebate_millipercent === null ? {} : { rebateMillipercent: row.rebate_millipercent }),
  file: row.file_name,
  row: row.row_number,
  fileId: row.file_id,
});

/** Every contract row of a tenant that counts, and those of `unseen`; `contractFor` chooses among them. */
export async function contractsOf(
  db: Kysely<Database>,
  tenant: string,
  unseen?: string,
): Promise<readonly PlacedContract[]> {
  const rows = await db
    .selectFrom('payer_contract')
    .innerJoin('import_file', 'import_file.id', 'payer_contract.file_id')
    .selectAll('payer_contract')
    .select('import_file.file_name')
    .where(isSeen(unseen))
    .where('payer_contract.tenant', '=', tenant)
    .orderBy('file_id')
    .orderBy('row_number')
    .execute();
  return rows.map((row) => ({
    payer: row.payer,
    // Both were checked when the row was read.
    ...(row.product === null ? {} : { product: row.product as PayerProduct }),
    terms: exactJson.parse(row.terms) as PaymentForm,
    ...(row.site === null ? {} : { site: row.site }),
    drugs: row.drugs === null ? 'any' : row.drugs,
    from: plainDate(row.effective_from),
    ...(row.effective_until === null ? {} : { to: plainDate(row.effective_until) }),
    ...(row.clause === null ? {} : { clause: row.clause }),
    row: row.row_number,
    fileId: row.file_id,
    file: row.file_name,
  }));
}
