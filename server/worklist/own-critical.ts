/** Gives a case that may not lie unowned its owner when it is opened: critical ones, and gaps in charting. */
import type { Kysely } from 'kysely';
import { openDaysBetween } from '../../domain/kernel/business-calendar.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';
import type { Tenant } from '../config/config.schema.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { CHARTING_KINDS } from '../store/cases.ts';
import type { NewCase } from '../store/open-case.ts';
import { assignCase } from '../store/change-case.ts';
import type { Database } from '../store/database.ts';
import { absencesFrom, loadsOf } from '../store/staff.ts';
import type { StaffLoad } from './choose-owner.ts';
import { chooseOwner } from './choose-owner.ts';

/** `tenants[].staff`; empty where the tenant names nobody, and people then take cases themselves. */
export type StaffSettings = Tenant['staff'];

export interface Owning {
  readonly tenant: string;
  readonly today: PlainDate;
  readonly holidays: readonly PlainDate[];
  readonly staff: StaffSettings;
}

/** The case with its new owner; undefined where it may wait for one, or nobody is there who does such work. */
export async function ownAtOnce(
  db: Kysely<Database>,
  owning: Owning,
  work: AuthorizationCase,
): Promise<AuthorizationCase | undefined> {
  if (owning.staff.length === 0 || !mustBeOwned(work) || work.owner !== null) return undefined;
  const owner = await ownerFor(db, owning, work, work.route);
  if (owner === undefined) return undefined;
  const assigned = await assignCase(db, { tenant: work.tenant, id: work.id, version: work.version }, owner);
  return assigned.ok ? assigned.case : undefined;
}

/** Whether such a case may get its owner when it is opened: who that is depends on what everybody has to do by then. */
export const mayOwnAtOnce = (staff: StaffSettings, { severity, workKind }: Pick<NewCase, 'severity' | 'workKind'>) =>
  staff.length > 0 && (severity === 'critical' || CHARTING_KINDS.includes(workKind));

/** Of those who work on the route, whoever has most room until the case is due; undefined where nobody is there. */
export async function ownerFor(
  db: Kysely<Database>,
  owning: Owning,
  { due_by, visit_date }: AuthorizationCase,
  route: string,
): Promise<string | undefined> {
  const dueBy = due_by ?? visit_date;
  return chooseOwner(await staffLoads(db, owning, dueBy), route, daysLeft(owning, dueBy));
}

/** What was given and not charted holds back a claim, and nobody at a booking screen will meet it again. */
const mustBeOwned = ({ gravity_rank, work_kind }: AuthorizationCase): boolean =>
  gravity_rank === 0 || CHARTING_KINDS.includes(work_kind);

async function staffLoads(
  db: Kysely<Database>,
  { tenant, today, staff }: Owning,
  dueBy: string,
): Promise<readonly StaffLoad[]> {
  const loads = await loadsOf(db, tenant, { today, dueBy });
  const away = (await absencesFrom(db, tenant, today)).filter(({ from_day }) => from_day <= today);
  return staff.map(({ id, roles, capacityPerDay }) => ({
    ...{ id, roles, capacityPerDay },
    due: loads.find(({ owner }) => owner === id)?.dueBy ?? 0,
    isAway: away.some(({ user_ref }) => user_ref === id),
  }));
}

/** Open days to work in, today among them. */
function daysLeft({ today, holidays }: Owning, dueBy: string): number {
  const day = parsePlainDate(dueBy);
  if (!day.ok) return 1;
  return openDaysBetween(today, day.value, new Set(holidays)) + 1;
}
