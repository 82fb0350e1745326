import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';

export type CmsKind = 'payment-limits' | 'crosswalk' | 'mue' | 'opps';

/** A file as it was downloaded. Its name serves only for its date: CMS renames and misspells files. */
export interface CmsUpload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface EffectiveDates {
  readonly from: PlainDate;
  readonly until: PlainDate;
  /** The day CMS put into the file's name: it tells a restated quarter from the first one. */
  readonly fileDate?: PlainDate;
}

/** Why a row was left out, or what is odd about it. `row` counts records from 1, preamble and header included. */
export interface RowRemark {
  readonly row: number;
  readonly reason: string;
}

/** A whole file, read: `read` counts its non-blank data rows, each of which is kept or rejected. */
export interface CmsFile<Row> {
  readonly kind: CmsKind;
  readonly effective: EffectiveDates;
  readonly read: number;
  readonly kept: readonly Row[];
  readonly rejected: readonly RowRemark[];
  readonly warnings: readonly RowRemark[];
}

/** Nothing of such a file may be stored. */
export interface FileRefusal {
  readonly code: 'empty' | 'truncated' | 'wrong-kind' | 'no-effective-dates';
  readonly message: string;
}

export type CmsResult<Row> = Result<CmsFile<Row>, FileRefusal>;
