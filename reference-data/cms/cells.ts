import type { Rational } from '../../domain/kernel/rational.ts';
import { parseDecimal } from '../../domain/kernel/rational.ts';
import type { CmsRecord } from './records.ts';

/** The text of a column; blank where the file has no such column. */
export const cellAt = ({ cells }: CmsRecord, column: number): string => (column === -1 ? '' : (cells[column] ?? ''));

/** "$1,234.560" and "59.123" alike; undefined when it is not a number from zero up. */
export function numberAt(record: CmsRecord, column: number): Rational | undefined {
  const parsed = parseDecimal(cellAt(record, column).replace(/^\$/, '').replace(/,/g, ''));
  return parsed.ok && parsed.value.n >= 0n ? parsed.value : undefined;
}

/** The first record of each key; what repeats it goes to `repeated` with the row that it repeats. */
export function firstOfEach(): (key: string, row: number) => number | undefined {
  const seen = new Map<string, number>();
  return (key, row) => {
    const before = seen.get(key);
    if (before === undefined) seen.set(key, row);
    return before;
  };
}

/** Level I (CPT) and Level II codes; the descriptors of Level I belong to the AMA and are dropped on reading. */
export const isProcedureCode = (text: string): boolean => /^(?:\d{4}[\dA-Z]|[A-V]\d{4})$/.test(text);
export const hasLicensedDescriptor = (code: string): boolean => /^[\dD]/.test(code);
