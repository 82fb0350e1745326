import type { Usd } from '../kernel/usd.ts';
import { sumUsd } from '../kernel/usd.ts';

/** One line of a working: what it is, its exact amount and where the number comes from. */
export interface WorksheetLine {
  readonly label: string;
  readonly amount: Usd;
  readonly source: string;
}

/** Dollars that show their working: the total is the sum of its lines by construction. */
export interface Worked {
  readonly lines: readonly WorksheetLine[];
  readonly total: Usd;
}

export const worked = (lines: readonly WorksheetLine[]): Worked => ({
  lines,
  total: sumUsd(lines.map((line) => line.amount)),
});

/** One step of a unit arithmetic, for people to check: "ceil(243 mg / 1 mg) = 243". */
export interface WorkingStep {
  readonly label: string;
  readonly value: string;
  readonly source: string;
}
