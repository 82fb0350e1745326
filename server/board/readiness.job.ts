/** Makes every tenant's readiness list anew every few minutes and keeps it for the hour in which the database is away. */
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { recordEvent } from '../store/audit.ts';
import { keptCoursesIn } from './kept-courses.ts';
import type { OwedViews } from './owed-views.ts';
import type { ReadinessDesk } from './readiness-list.ts';
import { makeReadiness } from './readiness-list.ts';
import type { ReadinessShelf } from './readiness-shelf.ts';

const EVERY_MS = 5 * 60 * 1000;
const FIRST_MS = 20 * 1000;

export interface ReadinessKeeper extends Pick<ReadinessDesk, 'db' | 'now'> {
  readonly desks: ReadonlyMap<string, TenantDesk>;
  readonly readinessShelf: ReadinessShelf;
  readonly owedViews: OwedViews;
  readonly log: Log;
}

export function keepReadiness(keeper: ReadinessKeeper): { readonly stop: () => Promise<void> } {
  const courses = keptCoursesIn(keeper.db);
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    running = running.then(() => keepAll(keeper, courses));
  };
  const timers = [setTimeout(run, FIRST_MS), setInterval(run, EVERY_MS)];
  for (const timer of timers) timer.unref();
  return {
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      await running;
    },
  };
}

/** One tenant's fault is written down and keeps no other from its list; the earlier file stays. */
export async function keepAll(keeper: ReadinessKeeper, courses = keptCoursesIn(keeper.db)): Promise<void> {
  for (const [tenant, desk] of keeper.desks) {
    try {
      await keeper.readinessShelf.keep(tenant, await makeReadiness({ ...keeper, courses }, desk));
    } catch (error) {
      keeper.log.error('readiness list not kept', { tenant, error: errorFields(error) });
    }
  }
  await payOwed(keeper);
}

/** Who looked at a kept list while nothing could be recorded is recorded now. */
async function payOwed({ db, owedViews: owed, log }: ReadinessKeeper): Promise<void> {
  for (let view = owed.next(); view !== undefined; view = owed.next()) {
    try {
      await recordEvent(db, 'patient-view', view);
    } catch (error) {
      owed.putBack(view);
      log.error('views of the readiness list not recorded yet', { error: errorFields(error) });
      return;
    }
  }
}
