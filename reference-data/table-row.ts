import { parse } from 'csv-parse/sync';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import { parseHcpcs } from '../domain/kernel/hcpcs-code.ts';
import type { Ndc11 } from '../domain/kernel/ndc11.ts';
import { parseNdc } from '../domain/kernel/ndc11.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../domain/kernel/plain-date.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import { parseQuantity } from '../domain/kernel/quantity.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import { isPositive, parseDecimal } from '../domain/kernel/rational.ts';
import type { Result } from '../domain/kernel/result.ts';

/** One row of one of our own tables: the header is row 1. */
export interface TableRow {
  readonly file: string;
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** The rows of a table of ours, in which no cell has a line break; throws where a row has more or fewer cells than the header. */
export function tableRows(file: string, text: string): readonly TableRow[] {
  const [header = [], ...records] = text.split(/\r?\n/).flatMap((line) => (line === '' ? [] : [cellsOf(line)]));
  return records.map((cells, index) => {
    const row = {
      file,
      row: index + 2,
      cells: Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ''])),
    };
    if (cells.length !== header.length) throw fault(row, `has ${cells.length} cells, the header ${header.length}`);
    return row;
  });
}

/** Few lines need the full reader, and it takes most of the program's start. */
function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const records: string[][] = parse(line);
  return records[0] ?? [];
}

/** A fault of our own data, with the place to mend. */
export const fault = ({ file, row }: TableRow, what: string): Error => new Error(`${file} row ${row}: ${what}`);

/** The cell's text, blank when it is empty; throws when the table has no such column. */
export function cell(row: TableRow, column: string): string {
  const text = row.cells[column];
  if (text === undefined) throw fault(row, `there is no column ${column}`);
  return text.trim();
}

/** A cell that must say something. */
export function said(row: TableRow, column: string): string {
  const text = cell(row, column);
  if (text === '') throw fault(row, `${column} is empty`);
  return text;
}

export const codeIn = (row: TableRow, column: string): HcpcsCode => read(row, column, parseHcpcs);
export const dateIn = (row: TableRow, column: string): PlainDate => read(row, column, parsePlainDate);
export const ndcIn = (row: TableRow, column: string): Ndc11 => read(row, column, parseNdc);

/** A decimal above zero. */
export function decimalIn(row: TableRow, column: string): Rational {
  const value = read(row, column, parseDecimal);
  if (!isPositive(value)) throw fault(row, `${column} is not above zero`);
  return value;
}

/** A whole number from zero up. */
export function countIn(row: TableRow, column: string): number {
  const text = said(row, column);
  if (!/^\d{1,9}$/.test(text)) throw fault(row, `${column} is not a whole number: ${text}`);
  return Number(text);
}

/** An amount from its two columns, above zero. */
export function amountIn(row: TableRow, valueColumn: string, unitColumn: string): Amount {
  const [value, unit] = [said(row, valueColumn), said(row, unitColumn)];
  const parsed = parseQuantity({ value, unit });
  if (!parsed.ok || !isPositive(parsed.value.value)) throw fault(row, `not an amount: ${value} ${unit}`);
  return parsed.value;
}

/** One of a closed list of words. */
export function wordIn<Word extends string>(row: TableRow, column: string, words: readonly Word[]): Word {
  const text = said(row, column);
  const word = words.find((known) => known === text);
  if (word === undefined) throw fault(row, `${column} is ${text}, not one of ${words.join(', ')}`);
  return word;
}

/** What a cell may leave out, read by `reader` where it does not. */
export const maybe = <Value>(
  row: TableRow,
  column: string,
  reader: (row: TableRow, column: string) => Value,
): Value | undefined => (cell(row, column) === '' ? undefined : reader(row, column));

function read<Value, Problem>(row: TableRow, column: string, parser: (text: string) => Result<Value, Problem>): Value {
  const text = said(row, column);
  const parsed = parser(text);
  if (!parsed.ok) throw fault(row, `${column} cannot be read: ${text}`);
  return parsed.value;
}
