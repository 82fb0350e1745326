import type { Kysely } from 'kysely';
import type { TenantDesk } from '../http/tenant-desk.ts';
import type { Database } from '../store/database.ts';
import type { Decisions } from '../store/decisions.ts';
import type { ChartingWatch } from './gap-cases.ts';

/** The charting of one tenant as hooks, app and sweep watch over it. */
export function chartingWatch(
  { db, decisions }: { readonly db: Kysely<Database>; readonly decisions: Pick<Decisions, 'findDecision'> },
  { tenant, timeZone, site }: TenantDesk,
  now: Date,
): ChartingWatch {
  return {
    ...{ db, decisions, tenant: tenant.id, timeZone, today: site.today(), drugs: site.knowledge.drugs },
    ...{ policy: tenant.waste, now, staff: tenant.staff, holidays: site.knowledge.holidays },
    isSilent: tenant.cards.silent,
  };
}
