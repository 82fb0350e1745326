import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { isLess, isPositive, isWhole, multiply, parseDecimal, rational, zero } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import type { CsvRow } from './csv-rows.ts';

/**
 * Reads the cells of one row. A blank cell is undefined; one that cannot be read is undefined too and leaves a fault
 * that names its column and never repeats its content, which may be about a patient.
 */
export interface RowCells {
  readonly text: (column: string) => string | undefined;
  readonly list: (column: string) => readonly string[];
  readonly date: (column: string) => PlainDate | undefined;
  readonly moment: (column: string) => Moment | undefined;
  readonly code: (column: string) => HcpcsCode | undefined;
  readonly codes: (column: string) => readonly HcpcsCode[];
  /** A decimal that is not negative. */
  readonly decimal: (column: string) => Rational | undefined;
  readonly positive: (column: string) => Rational | undefined;
  readonly count: (column: string) => number | undefined;
  readonly microDollars: (column: string) => bigint | undefined;
  readonly matching: (column: string, pattern: RegExp, expected: string) => string | undefined;
  readonly oneOf: <Word extends string>(column: string, words: readonly Word[]) => Word | undefined;
  /** Notes what is wrong with the row as a whole. */
  readonly fault: (reason: string) => void;
  /** Notes columns that may not be blank. */
  readonly need: (...columns: string[]) => void;
  /** All faults so far, or undefined. */
  readonly reason: () => string | undefined;
}

/** A day, and the instant (in UTC, so that instants sort as text) where the file says one. */
export interface Moment {
  readonly on: PlainDate;
  readonly at?: string;
}

export function cellsOf({ cell }: CsvRow): RowCells {
  const faults: string[] = [];
  const text = (column: string) => cell(column) || undefined;
  const list = (column: string) =>
    cell(column)
      .split('|')
      .map((part) => part.trim())
      .filter((part) => part !== '');

  /** The cell through `read`; a fault says what was expected. */
  const read = <Value>(column: string, expected: string, parse: (text: string) => Value | undefined) => {
    const written = text(column);
    const value = written === undefined ? undefined : parse(written);
    if (written !== undefined && value === undefined) faults.push(`${column} is not ${expected}`);
    return value;
  };

  return {
    text,
    list,
    date: (column) => read(column, 'a date YYYY-MM-DD', (written) => valueOf(parsePlainDate(written))),
    moment: (column) => read(column, 'a date YYYY-MM-DD or a time with its zone', momentOf),
    code: (column) => read(column, 'a HCPCS code', (written) => valueOf(parseHcpcs(written))),
    codes: (column) =>
      read(column, 'a list of HCPCS codes separated by |', () => allOf(list(column), parseHcpcs)) ?? [],
    decimal: (column) => read(column, 'a number of zero or more', decimalOf),
    positive: (column) =>
      read(column, 'a number above zero', (written) => where(decimalOf(written), (value) => isPositive(value))),
    count: (column) => read(column, 'a whole number of zero or more', countOf),
    microDollars: (column) =>
      read(column, 'an amount above zero in dollars, with six decimals at most', microDollarsOf),
    matching: (column, pattern, expected) =>
      read(column, expected, (written) => (pattern.test(written) ? written : undefined)),
    oneOf: (column, words) =>
      read(column, `one of ${words.join(', ')}`, (written) =>
        words.find((word) => word.toLowerCase() === written.toLowerCase()),
      ),
    fault: (reason) => {
      faults.push(reason);
    },
    need: (...columns) => {
      faults.push(...columns.filter((column) => text(column) === undefined).map((column) => `${column} is blank`));
    },
    reason: () => (faults.length === 0 ? undefined : faults.join('; ')),
  };
}

const valueOf = <Value>(result: Result<Value, unknown>): Value | undefined => (result.ok ? result.value : undefined);

const where = <Value>(value: Value | undefined, holds: (value: Value) => boolean): Value | undefined =>
  value !== undefined && holds(value) ? value : undefined;

function allOf<Value>(parts: readonly string[], parse: (text: string) => Result<Value, unknown>) {
  const values = parts.flatMap((part) => valueOf(parse(part)) ?? []);
  return values.length === parts.length ? values : undefined;
}

const decimalOf = (written: string): Rational | undefined =>
  where(valueOf(parseDecimal(written)), (value) => !isLess(value, zero));

const countOf = (written: string): number | undefined => (/^\d{1,6}$/.test(written) ? Number(written) : undefined);

const MICRO = rational(1_000_000);

function microDollarsOf(written: string): bigint | undefined {
  const dollars = decimalOf(written);
  const micro = dollars && multiply(dollars, MICRO);
  return micro !== undefined && isWhole(micro) && isPositive(micro) ? micro.n : undefined;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The day is the one written, which is the day where it was written. */
function momentOf(written: string): Moment | undefined {
  const [, day] = INSTANT.exec(written) ?? [];
  const on = valueOf(parsePlainDate(day ?? written));
  if (on === undefined) return undefined;
  if (day === undefined) return { on };
  const instant = new Date(written);
  return Number.isNaN(instant.getTime()) ? undefined : { on, at: instant.toISOString() };
}
