/** One row of the table in docs/operations.md per fault; `scripts/test-faults.mjs` collects and prints them. */
import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';

export interface FaultRow {
  readonly fault: string;
  readonly rounds: number;
  /** What was under way: "1,204 answers". */
  readonly work: string;
  /** Acknowledged records that are not there afterwards. */
  readonly lost: number;
  /** Answers or decisions that contradict the record, and silence that means "all is well". */
  readonly wrong: number;
  /** Longest time in seconds until everything worked again; a text where it is not a time. */
  readonly recovered: number | string;
  readonly user: string;
  readonly kept: string;
  readonly how: string;
}

export function report(row: FaultRow): void {
  const file = process.env['FAULT_ROWS'];
  const load = (loadavg()[0] ?? 0).toFixed(1);
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ ...row, load })}\n`);
}

/** `FAULT_ROUNDS` makes it shorter, or longer. */
export function rounds(full: number): number {
  const asked = Number(process.env['FAULT_ROUNDS'] ?? '');
  return Number.isInteger(asked) && asked > 0 ? asked : full;
}

/** Tries until it is so; the milliseconds that took. Throws when it takes longer than a few minutes. */
export async function until(what: string, isSo: () => Promise<boolean>, patienceMs = 240_000): Promise<number> {
  const begun = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begun > patienceMs) throw new Error(`not within ${String(patienceMs)} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - begun;
}

export const seconds = (ms: number): number => Math.round(ms / 100) / 10;

export const count = (number: number, what: string): string => `${number.toLocaleString('en-US')} ${what}`;
