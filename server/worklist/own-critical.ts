/** Gives a critical case its owner when it is opened: it is never nobody's. */
import type { Kysely } from 'kysely';
import { openDaysBetween } from '../../domain/kernel/business-calendar.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { assignCase } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import { absencesFrom, loadsOf } from '../store/staff.ts';
import type { StaffLoad } from './choose-owner.ts';
import { chooseOwner } from './choose-owner.ts';
import type { DecidedCall } from './cases-of-decision.ts';

/** `tenants[].staff`; empty where the tenant names nobody, and people then take cases themselves. */
export type StaffSettings = Tenant['staff'];

interface Owning {
  readonly call: DecidedCall;
  readonly staff: StaffSettings;
}

/** The case with its new owner; undefined where it is not critical, or nobody is there who does such work. */
export async function ownCritical(
  db: Kysely<Database>,
  { call, staff }: Owning,
  work: AuthorizationCase,
): Promise<AuthorizationCase | undefined> {
  if (staff.length === 0 || work.gravity_rank > 0 || work.owner !== null) return undefined;
  const dueBy = work.due_by ?? work.visit_date;
  const owner = chooseOwner(await staffLoads(db, { call, staff }, dueBy), work.route, daysLeft(call, dueBy));
  if (owner === undefined) return undefined;
  const assigned = await assignCase(db, { tenant: work.tenant, id: work.id, version: work.version }, owner);
  return assigned.ok ? assigned.case : undefined;
}

async function staffLoads(db: Kysely<Database>, { call, staff }: Owning, dueBy: string): Promise<readonly StaffLoad[]> {
  const { today } = call.decision;
  const loads = await loadsOf(db, call.tenant, { today, dueBy });
  const away = (await absencesFrom(db, call.tenant, today)).filter(({ from_day }) => from_day <= today);
  return staff.map(({ id, roles, capacityPerDay }) => ({
    ...{ id, roles, capacityPerDay },
    due: loads.find(({ owner }) => owner === id)?.dueBy ?? 0,
    isAway: away.some(({ user_ref }) => user_ref === id),
  }));
}

/** Open days to work in, today among them. */
function daysLeft({ decision, snapshot }: DecidedCall, dueBy: string): number {
  const day = parsePlainDate(dueBy);
  if (!day.ok) return 1;
  return openDaysBetween(decision.today, day.value, new Set(snapshot.knowledge.holidays)) + 1;
}
