import type { Ndc11, NdcProblem } from '../../domain/kernel/ndc11.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PurchaseAccount } from '../../domain/margin/account-choice.ts';
import { PURCHASE_ACCOUNTS } from '../../domain/margin/account-choice.ts';
import { isLess, isWhole, multiply, rational } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from './csv-rows.ts';
import type { RowCells } from './row-cells.ts';
import { cellsOf } from './row-cells.ts';

export type Account = PurchaseAccount;
export const PRICE_UNITS = ['package', 'billing-unit'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/** What the pharmacy pays for one package, or for one billing unit of it, on one account, from one day to another. */
export interface AcquisitionPrice {
  readonly ndc: Ndc11;
  readonly account: Account;
  readonly unit: PriceUnit;
  readonly microDollars: bigint;
  readonly from: PlainDate;
  readonly to?: PlainDate;
  readonly source?: string;
  /** Taken off for prompt payment, in thousandths of a percent of the price. */
  readonly promptPayMillipercent?: number;
  /** A rebate that is earned and accrued by contract; one that is only hoped for is left out. */
  readonly rebateMillipercent?: number;
}

/** Reads one row of the pharmacy's price file, or says why it is no price. Pure. */
export function priceRow(row: CsvRow): Result<AcquisitionPrice, string> {
  const cells = cellsOf(row);
  cells.need('ndc', 'account', 'unit', 'price', 'from');
  const ndc = ndcOf(cells);
  const account = cells.oneOf('account', PURCHASE_ACCOUNTS);
  const unit = cells.oneOf('unit', PRICE_UNITS);
  const microDollars = cells.microDollars('price');
  const { from, to } = periodIn(cells);
  const reductions = reductionsIn(cells);
  const reason = cells.reason();
  if (!ndc || !account || !unit || microDollars === undefined || !from || reason !== undefined)
    return problem(reason ?? 'is not a price');
  const source = cells.text('source');
  return ok({ ndc, account, unit, microDollars, from, ...definedOnly({ to, source, ...reductions }) });
}

/** A rebate counts once it is earned: volume tiers that are not reached yet do not make a drug cheaper. */
function reductionsIn(cells: RowCells) {
  const status = cells.oneOf('rebate_status', ['earned', 'expected'] as const);
  const rebate = millipercentIn(cells, 'rebate_percent');
  if (cells.text('rebate_percent') !== undefined) cells.need('rebate_status');
  return {
    promptPayMillipercent: millipercentIn(cells, 'prompt_pay_percent'),
    rebateMillipercent: status === 'earned' ? rebate : undefined,
  };
}

const MILLI = 1000;
const WHOLE = rational(100);

function millipercentIn(cells: RowCells, column: string): number | undefined {
  const percent = cells.decimal(column);
  const milli = percent === undefined ? undefined : multiply(percent, rational(MILLI));
  if (percent === undefined || milli === undefined) return undefined;
  if (isWhole(milli) && isLess(percent, WHOLE)) return Number(milli.n);
  cells.fault(`${column} is not a percentage below 100 with three decimals at most`);
  return undefined;
}

export function ndcOf(cells: RowCells): Ndc11 | undefined {
  const written = cells.text('ndc');
  if (written === undefined) return undefined;
  const parsed = parseNdc(written);
  if (parsed.ok) return parsed.value;
  cells.fault(NDC_FAULTS[parsed.problem.code]);
  return undefined;
}

const NDC_FAULTS: Readonly<Record<NdcProblem['code'], string>> = {
  'not-an-ndc': 'ndc is not a National Drug Code in 11 digits',
  'ambiguous-ten-digits': 'ndc has ten digits without hyphens, which fit several products: write it with hyphens',
  'twelve-digits': 'ndc has twelve digits, which are not billable as eleven',
};

/** The first and the last day of a row, both included. */
export function periodIn(
  cells: RowCells,
  first = 'from',
  last = 'to',
): { readonly from: PlainDate | undefined; readonly to: PlainDate | undefined } {
  const [from, to] = [cells.date(first), cells.date(last)];
  if (from !== undefined && to !== undefined && to < from) cells.fault(`${last} is before ${first}`);
  return { from, to };
}

/** Remembers the periods of what one file prices, by key, and names the row that a price overlaps. */
export function overlapFinder<Row extends { readonly from: PlainDate; readonly to?: PlainDate }>(
  keyOf: (price: Row) => string,
): (price: Row, row: number) => number | undefined {
  const seen = new Map<string, { readonly price: Row; readonly row: number }[]>();
  return (price, row) => {
    const key = keyOf(price);
    const others = seen.get(key) ?? [];
    const before = others.find((other) => overlap(other.price, price));
    if (before === undefined) seen.set(key, [...others, { price, row }]);
    return before?.row;
  };
}

/** An open end is open. */
export const overlap = (
  a: { readonly from: PlainDate; readonly to?: PlainDate },
  b: { readonly from: PlainDate; readonly to?: PlainDate },
): boolean => (a.to === undefined || b.from <= a.to) && (b.to === undefined || a.from <= b.to);
