/** How hospital outpatient payment treats codes, quarter by quarter. */
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';

/** One code in one quarter, from one row of an Addendum B. */
export interface OppsRate {
  readonly statusIndicator: string;
  /** For the service, or for one billing unit; absent where the file gives none. */
  readonly paymentMicroDollars?: bigint;
  readonly file: string;
  readonly row: number;
}

export interface OppsTable {
  /** Quarters that are loaded: "2026Q4". */
  readonly quarters: ReadonlySet<string>;
  /** By `oppsKey`. */
  readonly rates: ReadonlyMap<string, OppsRate>;
}

export const oppsKey = (code: string, on: PlainDate): string => `${quarterOf(on).label} ${code}`;

export const NO_OPPS: OppsTable = { quarters: new Set(), rates: new Map() };
