/** Rows of a preparation file: one row for each kind of package; rows of one drug of one visit are one preparation. */
import type { VialEntry } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { decimalText } from '../../domain/kernel/rational.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { CsvRow } from '../imports/csv-rows.ts';
import type { RowCells } from '../imports/row-cells.ts';
import { cellsOf } from '../imports/row-cells.ts';
import type { PreparationEntry } from './checked-preparation.ts';

/** What every row of one preparation says alike. */
export interface PreparationHead {
  readonly appointment: string;
  readonly date: PlainDate;
  readonly patient?: string;
  readonly hcpcs: string;
  /** `MedicationRequest/m1`, where the file names it. */
  readonly order?: string;
  readonly entry: Pick<PreparationEntry, 'dose' | 'discardedInHood' | 'remainder' | 'reason'>;
  readonly preparedBy?: string;
}

export interface PreparationRow {
  /** The record number in the file. */
  readonly row: number;
  readonly head: PreparationHead;
  readonly vial: VialEntry;
}

/** Reads one row, or says why it cannot be. Pure. */
export function preparationRow(row: CsvRow): Result<PreparationRow, string> {
  const cells = cellsOf(row);
  cells.need('appointment', 'date', 'hcpcs', 'dose', 'unit', 'content', 'count');
  const head = headOf(cells);
  const vial = vialOf(cells);
  const reason = cells.reason();
  return head === undefined || vial === undefined || reason !== undefined
    ? problem(reason ?? 'is not a preparation')
    : ok({ row: row.row, head, vial });
}

const REFERENCE = /^[A-Za-z0-9.-]{1,64}$/;

function headOf(cells: RowCells): PreparationHead | undefined {
  const appointment = referenceIn(cells, 'appointment', 'Appointment');
  const [patient, order] = [referenceIn(cells, 'patient', 'Patient'), referenceIn(cells, 'order', 'MedicationRequest')];
  const [date, hcpcs, dose] = [cells.date('date'), cells.code('hcpcs'), cells.positive('dose')];
  const unit = cells.text('unit');
  const amount = (value: Rational) => ({ value: decimalText(value), unit: unit ?? '' });
  const discarded = cells.decimal('discarded');
  const remainder = remainderOf(cells, amount);
  if (appointment === undefined || date === undefined || hcpcs === undefined || dose === undefined) return undefined;
  return {
    ...{ appointment, date, hcpcs },
    ...definedOnly({ patient, order, preparedBy: cells.text('prepared_by') }),
    entry: {
      dose: amount(dose),
      ...definedOnly({
        discardedInHood: discarded === undefined ? undefined : amount(discarded),
        remainder,
        reason: cells.text('reason'),
      }),
    },
  };
}

/** With or without its type before it: `Appointment/a1` or `a1`. */
function referenceIn(cells: RowCells, column: string, type: string): string | undefined {
  const written = cells.text(column);
  if (written === undefined) return undefined;
  const id = written.startsWith(`${type}/`) ? written.slice(type.length + 1) : written;
  if (REFERENCE.test(id)) return `${type}/${id}`;
  cells.fault(`${column} is not ${type}/id`);
  return undefined;
}

/** Held for another patient: an amount and until when it may be used, or neither. */
function remainderOf(
  cells: RowCells,
  amount: (value: Rational) => { readonly value: string; readonly unit: string },
): PreparationEntry['remainder'] {
  const [held, until] = [cells.positive('remainder'), cells.moment('remainder_use_by')];
  if (held === undefined && cells.text('remainder_use_by') === undefined) return undefined;
  if (held !== undefined && until?.at !== undefined) return { amount: amount(held), useBy: until.at };
  cells.fault('remainder needs its amount and a time of use with its zone');
  return undefined;
}

function vialOf(cells: RowCells): VialEntry | undefined {
  const [content, count] = [cells.positive('content'), cells.count('count')];
  const container = cells.oneOf('container', ['single-dose', 'multi-dose']);
  const [ndc, lot] = [cells.text('ndc'), cells.text('lot')];
  if (count === 0) cells.fault('count is zero: no vial was opened');
  if (content === undefined || count === undefined) return undefined;
  return {
    content: { value: decimalText(content), unit: cells.text('unit') ?? '' },
    count,
    ...definedOnly({ container, ndc, lot }),
  };
}

/** The rows of one preparation, as long as they agree on everything but the package. */
export interface PreparationGroup {
  readonly rows: readonly number[];
  readonly head: PreparationHead;
  readonly vials: readonly VialEntry[];
}

export function groupOf(rows: readonly PreparationRow[]): Result<PreparationGroup, string> {
  const [first] = rows;
  if (first === undefined) return problem('is not a preparation');
  const says = (row: PreparationRow): string => JSON.stringify(row.head);
  const odd = rows.find((row) => says(row) !== says(first));
  if (odd !== undefined)
    return problem(
      `rows ${String(first.row)} and ${String(odd.row)} are one preparation and differ in more than the package`,
    );
  return ok({ rows: rows.map(({ row }) => row), head: first.head, vials: rows.map(({ vial }) => vial) });
}

/** Which preparation a row belongs to. */
export const preparationKey = ({ head }: PreparationRow): string =>
  JSON.stringify([head.appointment, head.date, head.order ?? head.hcpcs]);
