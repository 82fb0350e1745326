import type { Rational } from '../../domain/kernel/rational.ts';
import { isPositive, isWhole, multiply, rational } from '../../domain/kernel/rational.ts';
import { ok } from '../../domain/kernel/result.ts';
import { cellAt, firstOfEach, isProcedureCode, numberAt } from './cells.ts';
import type { CmsResult, CmsUpload, RowRemark } from './cms-file.ts';
import { quarterOfOpps } from './effective-dates.ts';
import type { CmsRecord, CmsTable } from './records.ts';
import { cmsTable } from './records.ts';

/** How hospital outpatient payment treats one code in one quarter. Descriptors of the AMA are never read. */
export interface OppsRateRow {
  readonly row: number;
  readonly code: string;
  /** "K" and "G": paid by itself; "N": packaged. */
  readonly statusIndicator: string;
  /** Dollars for the service or the billing unit; absent where the file gives none. */
  readonly paymentMicroDollars?: bigint;
}

interface Columns {
  readonly code: number;
  readonly status: number;
  readonly rate: number;
}

/** Reads an OPPS "Addendum B" file. */
export function parseOppsRates(upload: CmsUpload): CmsResult<OppsRateRow> {
  const table = cmsTable(upload, 'opps');
  if (!table.ok) return table;
  const effective = quarterOfOpps(table.value.preamble, upload.name);
  if (!effective.ok) return effective;
  const kept: OppsRateRow[] = [];
  const rejected: RowRemark[] = [];
  const [columns, earlier] = [columnsOf(table.value), firstOfEach()];
  for (const record of table.value.rows) {
    const rate = rateOf(record, columns);
    const before = typeof rate === 'string' ? undefined : earlier(rate.code, record.row);
    if (typeof rate === 'string') rejected.push({ row: record.row, reason: rate });
    else if (before === undefined) kept.push(rate);
    else rejected.push({ row: record.row, reason: `${rate.code} stands in row ${String(before)} already` });
  }
  return ok({ kind: 'opps', effective: effective.value, read: table.value.rows.length, kept, rejected, warnings: [] });
}

const columnsOf = ({ column }: CmsTable): Columns => ({
  code: column('hcpcs code'),
  status: column('si'),
  rate: column('payment rate'),
});

const STATUS = /^[A-Z]\d?$/;

/** One row, or why it cannot be used. */
function rateOf(record: CmsRecord, columns: Columns): OppsRateRow | string {
  const code = cellAt(record, columns.code).toUpperCase();
  if (!isProcedureCode(code)) return `not a HCPCS code: ${code === '' ? 'blank' : code.slice(0, 20)}`;
  const statusIndicator = cellAt(record, columns.status).toUpperCase();
  if (!STATUS.test(statusIndicator))
    return `not a status indicator: ${statusIndicator === '' ? 'blank' : statusIndicator.slice(0, 20)}`;
  const rate = numberAt(record, columns.rate);
  const row = { row: record.row, code, statusIndicator };
  return rate === undefined || !isPositive(rate) ? row : { ...row, paymentMicroDollars: microDollars(rate) };
}

/** Rates have cents, or three decimals. */
function microDollars(rate: Rational): bigint {
  const micro = multiply(rate, rational(1_000_000));
  return isWhole(micro) ? micro.n : micro.n / micro.d;
}
