import type { Amount } from '../../domain/kernel/quantity.ts';
import { isWhole, multiply, rational } from '../../domain/kernel/rational.ts';
import { ok } from '../../domain/kernel/result.ts';
import { cellAt, firstOfEach, hasLicensedDescriptor, isProcedureCode, numberAt } from './cells.ts';
import type { CmsResult, CmsUpload, RowRemark } from './cms-file.ts';
import { dosageAmount } from './dosage.ts';
import { datesInPreamble } from './effective-dates.ts';
import type { CmsRecord, CmsTable } from './records.ts';
import { cmsTable } from './records.ts';

/** Dollars for one billing unit of one code. */
export interface PaymentLimitRow {
  readonly row: number;
  /** HCPCS, or a CPT code of a vaccine or immune globulin (then without description). */
  readonly code: string;
  readonly description?: string;
  readonly dosage: string;
  readonly billingUnit?: Amount;
  readonly microDollarsPerUnit: bigint;
  /** Thousandths of a percent: "19.596" is 19596. */
  readonly coinsuranceMillipercent?: number;
  readonly notes?: string;
}

interface Columns {
  readonly code: number;
  readonly description: number;
  readonly dosage: number;
  readonly limit: number;
  readonly coinsurance: number;
  readonly notes: number;
}

/** Reads a "Medicare Part B Payment Limit" (formerly "ASP Pricing") file. */
export function parsePaymentLimits(upload: CmsUpload): CmsResult<PaymentLimitRow> {
  const table = cmsTable(upload, 'payment-limits');
  if (!table.ok) return table;
  const effective = datesInPreamble(table.value.preamble, upload.name);
  if (!effective.ok) return effective;
  const kept: PaymentLimitRow[] = [];
  const rejected: RowRemark[] = [];
  const [columns, earlier] = [columnsOf(table.value), firstOfEach()];
  for (const record of table.value.rows) {
    const fault = faultOf(record, columns, earlier);
    if (fault === undefined) kept.push(limitOf(record, columns));
    else rejected.push({ row: record.row, reason: fault });
  }
  const read = table.value.rows.length;
  return ok({ kind: 'payment-limits', effective: effective.value, read, kept, rejected, warnings: [] });
}

const columnsOf = ({ column }: CmsTable): Columns => ({
  code: column('hcpcs code'),
  description: column('short description'),
  dosage: column('hcpcs code dosage'),
  limit: column('payment limit'),
  coinsurance: column(/^co-?insurance percentage$/),
  notes: column('notes'),
});

function faultOf(record: CmsRecord, columns: Columns, earlier: ReturnType<typeof firstOfEach>): string | undefined {
  const [code, limit] = [cellAt(record, columns.code).toUpperCase(), numberAt(record, columns.limit)];
  if (!isProcedureCode(code)) return `not a HCPCS code: ${code === '' ? 'blank' : code.slice(0, 20)}`;
  if (limit === undefined) return noLimit(code, cellAt(record, columns.limit));
  if (!isWhole(multiply(limit, MICRO))) return `payment limit has more than six decimals`;
  const before = earlier(code, record.row);
  return before === undefined ? undefined : `${code} stands in row ${before} already`;
}

const noLimit = (code: string, text: string): string =>
  `${code} has no payment limit${text === '' ? '' : `: ${text.slice(0, 20)}`}`;

const MICRO = rational(1_000_000);

function limitOf(record: CmsRecord, columns: Columns): PaymentLimitRow {
  const code = cellAt(record, columns.code).toUpperCase();
  const dosage = cellAt(record, columns.dosage);
  const [description, notes] = [cellAt(record, columns.description), cellAt(record, columns.notes)];
  const [limit, unit] = [numberAt(record, columns.limit), dosageAmount(dosage)];
  return {
    row: record.row,
    code,
    ...(description === '' || hasLicensedDescriptor(code) ? {} : { description }),
    dosage,
    ...(unit === undefined ? {} : { billingUnit: unit }),
    microDollarsPerUnit: limit === undefined ? 0n : multiply(limit, MICRO).n,
    ...coinsuranceOf(record, columns),
    ...(notes === '' ? {} : { notes }),
  };
}

function coinsuranceOf(record: CmsRecord, columns: Columns): { readonly coinsuranceMillipercent?: number } {
  const percent = numberAt(record, columns.coinsurance);
  const thousandths = percent && multiply(percent, rational(1000));
  return thousandths && isWhole(thousandths) ? { coinsuranceMillipercent: Number(thousandths.n) } : {};
}
