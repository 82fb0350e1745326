import type { RowRemark } from '../../reference-data/cms/cms-file.ts';
import type { ImportKind } from './import-kind.ts';

/** The one line that `chairready import` prints. `row` counts records from 1, preamble and header included. */
export interface ImportReport {
  readonly file: string;
  readonly kind: ImportKind;
  /** From when to when the rows hold, as far as the file says it; null where its rows do not hold for a period. */
  readonly effective: { readonly from: string; readonly until?: string } | null;
  /** Data rows that are not blank. */
  readonly read: number;
  readonly kept: number;
  readonly rejected: readonly RowRemark[];
  readonly warnings: readonly RowRemark[];
  readonly unchanged: boolean;
  /** How many remarks there are beyond those that are listed; absent where all are. */
  readonly notListed?: { readonly rejected: number; readonly warnings: number };
}

/** Why nothing of a file was stored; `message` is for people and names no patient. */
export interface ImportRefusal {
  readonly code:
    'unreadable' | 'empty' | 'truncated' | 'wrong-kind' | 'no-effective-dates' | 'invalid' | 'nothing-kept';
  readonly message: string;
}

/** A file of a million bad rows must not fill the memory with reasons. */
const MOST_LISTED = 10_000;

/** Counts rows while a file is read. */
export interface RowCount {
  readonly read: () => void;
  readonly keep: () => void;
  readonly reject: (row: number, reason: string) => void;
  readonly warn: (row: number, reason: string) => void;
  readonly result: () => Counted;
}

export type Counted = Pick<ImportReport, 'read' | 'kept' | 'rejected' | 'warnings' | 'notListed'>;

export function rowCount(): RowCount {
  let [read, kept] = [0, 0];
  const [rejected, warnings] = [remarks(), remarks()];
  return {
    read: () => {
      read += 1;
    },
    keep: () => {
      kept += 1;
    },
    reject: rejected.add,
    warn: warnings.add,
    result: () => ({
      read,
      kept,
      rejected: rejected.listed,
      warnings: warnings.listed,
      ...(rejected.more() + warnings.more() === 0
        ? {}
        : { notListed: { rejected: rejected.more(), warnings: warnings.more() } }),
    }),
  };
}

function remarks() {
  const listed: RowRemark[] = [];
  let count = 0;
  return {
    listed,
    add: (row: number, reason: string): void => {
      count += 1;
      if (listed.length < MOST_LISTED) listed.push({ row, reason });
    },
    more: (): number => count - listed.length,
  };
}
