/** What the database must hold: our tables, a chain that is being sealed, and prices of the running quarter. */
import { sql } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quarterOf } from '../../domain/kernel/plain-date.ts';
import { loadDrugIndex, loadDrugTables } from '../../reference-data/load.ts';
import { importedTables } from '../store/imported-tables.ts';
import type { CommandHandler } from '../store/command-socket.ts';
import { MIGRATIONS } from '../store/migrations/in-order.ts';
import type { Store } from '../store/open-store.ts';
import type { Check } from './check.ts';
import { ok, warn } from './check.ts';
import { paymentLimitsCheck } from './payment-limits-check.ts';

/** `doctor` for whoever holds the database. */
export function doctorHandler(store: Store, today: () => PlainDate): CommandHandler {
  return async () => [await tablesCheck(store), await sealingCheck(store), await pricesCheck(store, today())];
}

async function tablesCheck({ db, engine }: Store): Promise<Check> {
  const { rows } = await sql<{ version: string; ran: string }>`
    select current_setting('server_version') as version, count(*) as ran from kysely_migration
  `.execute(db);
  const [row] = rows;
  const ahead = Number(row?.ran ?? 0) - Object.keys(MIGRATIONS).length;
  const what = `database: ${engine === 'pglite' ? 'embedded' : 'server'}, PostgreSQL ${row?.version ?? '?'}`;
  return ahead > 0
    ? warn(`${what}, tables of a newer version`, 'Another replica is newer; update this one soon.')
    : ok(`${what}, tables up to date`);
}

const LATE_SECONDS = 60;

async function sealingCheck({ db }: Store): Promise<Check> {
  const { rows } = await sql<{ waiting: string; late: boolean | null }>`
    select count(*) as waiting, min(at) < now() - make_interval(secs => ${LATE_SECONDS}) as late from (
      select at from audit_event where position is null
      union all select answered_at from cds_call where sealed_seq is null) w
  `.execute(db);
  const waiting = `audit: ${rows[0]?.waiting ?? '?'} record(s) wait to be sealed`;
  return rows[0]?.late === true
    ? warn(
        `${waiting}, some for over a minute`,
        'A running server seals within a second: see its log for "not sealed".',
      )
    : ok(waiting);
}

async function pricesCheck({ db }: Store, today: PlainDate): Promise<Check> {
  const imported = await importedTables(db);
  const limits = [...loadDrugTables().limits, ...imported.limits].map(({ limit }) => limit);
  return paymentLimitsCheck(loadDrugIndex().version.slice(0, 24), limits, quarterOf(today).label);
}
