import type { Kysely } from 'kysely';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { lapseDrafts } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import { deleteExpiredSessions } from '../store/sessions.ts';
import { deleteExpiredTokens } from '../store/used-tokens.ts';

const EVERY_MS = 5 * 60 * 1000;

/** Lapses the cases of drafts that nobody booked, and forgets sessions and tokens that are over. */
export function keepHouse(db: Kysely<Database>, log: Log): { readonly stop: () => void } {
  const timer = setInterval(() => {
    tidyUp(db, new Date()).catch((error: unknown) => {
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

async function tidyUp(db: Kysely<Database>, now: Date): Promise<void> {
  await lapseDrafts(db, now);
  await deleteExpiredSessions(db, now);
  await deleteExpiredTokens(db, now);
}
