/** The tables with the imported quarters, from the running server or from the database itself. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LimitRow } from '../../reference-data/drug-tables.ts';
import { loadDrugIndex } from '../../reference-data/load.ts';
import { ConfigRefused } from '../config/config-refused.ts';
import type { Config, Environment } from '../config/load-config.ts';
import { drugsWith } from '../imports/knowledge-in-force.ts';
import {
  limitsOnLine,
  PAYMENT_LIMITS,
  paymentLimitsHandler,
  ratesOnLine,
  stampIn,
} from '../imports/payment-limits.handler.ts';
import type { OppsRate } from '../margin/opps-table.ts';
import { CommandRefused } from '../store/command-socket.ts';
import { DataFolderHeld, SOCKET_NAME } from '../store/data-folder-lock.ts';
import { configOfCommand, onDatabase } from './on-database.ts';
import type { PriceTables } from './price-tables.ts';
import { PriceTablesUnread } from './price-tables.ts';

/** Rejects with `PriceTablesUnread` where there is a database and it cannot be read. No database is ever made. */
export async function drugsInForce(environment: Environment): Promise<PriceTables> {
  try {
    const config = configOfCommand(environment);
    return hasDatabase(config) ? await withImportedLimits(config) : { ...loadDrugIndex(), table: 'shipped' };
  } catch (error) {
    if (isForPeople(error)) throw new PriceTablesUnread(error.message || 'the database cannot be reached');
    throw error;
  }
}

const hasDatabase = ({ databaseUrl, dataDir }: Config): boolean =>
  databaseUrl !== undefined || ['database', SOCKET_NAME].some((name) => existsSync(join(dataDir, name)));

async function withImportedLimits(config: Config): Promise<PriceTables> {
  const limits: LimitRow[] = [];
  const rates = new Map<string, OppsRate>();
  const result = await onDatabase(
    config,
    { command: PAYMENT_LIMITS },
    ({ db }) => paymentLimitsHandler(db),
    (line) => {
      limits.push(...limitsOnLine(line));
      for (const [key, rate] of ratesOnLine(line)) rates.set(key, rate);
    },
  );
  return { ...drugsWith({ limits, stamp: stampIn(result) }), opps: { quarters: new Set(), rates } };
}

/** Errors of the system and of the database carry a code: ECONNREFUSED, ENOSPC, 28P01. */
const isForPeople = (error: unknown): error is Error =>
  error instanceof ConfigRefused ||
  error instanceof CommandRefused ||
  error instanceof DataFolderHeld ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string');
