/** Imported payment limits and hospital rates for a command that prices without a database of its own. */
import type { Kysely } from 'kysely';

import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { LimitRow } from '../../reference-data/drug-tables.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import type { Database } from '../store/database.ts';
import { importedTables } from '../store/imported-tables.ts';
import type { OppsRate } from '../margin/opps-table.ts';
import { oppsTable } from '../store/list-prices.ts';

export const PAYMENT_LIMITS = 'payment-limits';

/** Rows per line on the socket: a line is made, sent and read in one piece. */
const ROWS = 2000;

/** Prints the rows that count, some on each line, and answers with the stamp of the tables that they are from. */
export function paymentLimitsHandler(db: Kysely<Database>): CommandHandler {
  return async (_request, print) => {
    const { limits, stamp } = await importedTables(db);
    for (let at = 0; at < limits.length; at += ROWS) print(exactJson.stringify(limits.slice(at, at + ROWS)));
    const { rates } = await oppsTable(db);
    const hospital = [...rates];
    for (let at = 0; at < hospital.length; at += ROWS)
      print({ opps: exactJson.stringify(hospital.slice(at, at + ROWS)) });
    return { stamp };
  };
}

/** The rows of one printed line. Only the handler above ever writes one. */
export const limitsOnLine = (line: unknown): readonly LimitRow[] =>
  typeof line === 'string' ? (exactJson.parse(line) as readonly LimitRow[]) : [];

/** The hospital rates of one printed line, by their keys. */
export const ratesOnLine = (line: unknown): readonly (readonly [string, OppsRate])[] =>
  typeof line === 'object' && line !== null && 'opps' in line && typeof line.opps === 'string'
    ? (exactJson.parse(line.opps) as readonly (readonly [string, OppsRate])[])
    : [];

export const stampIn = (result: unknown): string =>
  typeof result === 'object' && result !== null && 'stamp' in result ? String(result.stamp) : '';
