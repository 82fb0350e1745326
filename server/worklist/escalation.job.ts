import type { Kysely } from 'kysely';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import type { Database } from '../store/database.ts';
import { escalateMissed } from './escalate.ts';

const EVERY_MS = 10 * 60 * 1000;

interface Escalating {
  readonly db: Kysely<Database>;
  readonly desks: ReadonlyMap<string, TenantDesk>;
  readonly now: () => Date;
  readonly log: Log;
}

/** Looks for missed due days at the start and every ten minutes; the day turns at a different hour for each tenant. */
export function keepEscalating(escalating: Escalating): { readonly stop: () => void } {
  const { log } = escalating;
  const look = (): void => {
    escalateAll(escalating).catch((error: unknown) => {
      log.error('missed due days not looked for', { error: errorFields(error) });
    });
  };
  const timer = setInterval(look, EVERY_MS);
  timer.unref();
  look();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}

async function escalateAll({ db, desks, now, log }: Escalating): Promise<void> {
  for (const { tenant, site } of desks.values()) {
    const cases = await escalateMissed(db, { tenant: tenant.id, today: site.today(), at: now() });
    if (cases > 0) log.info('missed due days escalated', { tenant: tenant.id, why: `${String(cases)} cases` });
  }
}
