import type { Kysely } from 'kysely';
import { reviewBudgets } from '../alerts/review-budgets.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import { lapseDrafts } from '../store/lapse-drafts.ts';
import { deleteExpiredSessions } from '../store/sessions.ts';
import { deleteExpiredTokens } from '../store/used-tokens.ts';

const EVERY_MS = 5 * 60 * 1000;

/** Lapses drafts that nobody booked, forgets sessions and tokens that are over, and reviews the budgets of the rules. */
export function keepHouse(
  db: Kysely<Database>,
  log: Log,
  tenants: readonly string[] = [],
): { readonly stop: () => void } {
  const timer = setInterval(() => {
    tidyUp(db, log, tenants).catch((error: unknown) => {
      log.error('housekeeping failed', { error: errorFields(error) });
    });
  }, EVERY_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}

async function tidyUp(db: Kysely<Database>, log: Log, tenants: readonly string[]): Promise<void> {
  const now = new Date();
  for (const tenant of tenants) {
    for (const { rule, loudness, state, why } of await reviewBudgets(db, tenant, now))
      log.info(`rule ${state === 'proposed' ? 'proposed to be' : 'is now'} ${loudness}`, { tenant, rule, why });
  }
  await lapseDrafts(db, now);
  await deleteExpiredSessions(db, now);
  await deleteExpiredTokens(db, now);
}
