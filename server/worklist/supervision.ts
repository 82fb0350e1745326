/** What a supervisor sees at a glance: what lies unowned or late, who has room, who is away, what was handed over. */
import type { Kysely } from 'kysely';
import type { Supervision } from '../../api-contract/supervisor.schema.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Tenant } from '../config/config.schema.ts';
import { caseChoices, countCases, listCases } from '../store/case-list.ts';
import type { Database } from '../store/database.ts';
import { newestHandoffs } from '../store/handoffs.ts';
import type { OwnerLoad, StaffAbsence } from '../store/staff.ts';
import { absencesFrom, loadsOf, staffOf } from '../store/staff.ts';
import type { Reading } from './case-row.ts';
import { caseRowOf } from './case-row.ts';
import type { CaseWorker } from './case-staff.ts';
import { caseStaff } from './case-staff.ts';

const SHOWN = 50;
const NOTES = 10;

interface Supervising {
  readonly reading: Reading;
  readonly site: string | undefined;
}

export async function supervisionOf(
  db: Kysely<Database>,
  tenant: Tenant,
  { reading, site }: Supervising,
): Promise<Supervision> {
  const { today, me, nameOf } = reading;
  const filters = { tenant: tenant.id, today, me, ...definedOnly({ site }) };
  const [tabs, unowned, overdue, loads, away, notes, { sites }, seen] = await Promise.all([
    countCases(db, filters),
    listCases(db, { ...filters, tab: 'unowned', limit: SHOWN }),
    listCases(db, { ...filters, tab: 'overdue', limit: SHOWN }),
    loadsOf(db, tenant.id, { today, dueBy: today, ...definedOnly({ site }) }),
    absencesFrom(db, tenant.id, today),
    newestHandoffs(db, tenant.id, site, NOTES),
    caseChoices(db, tenant.id),
    staffOf(db, tenant.id),
  ]);
  const absences = away.map((one) => absenceOf(one, reading));
  return {
    today,
    unowned: { count: tabs.unowned, cases: unowned.cases.map((row) => caseRowOf(row, reading)) },
    overdue: { count: tabs.overdue, cases: overdue.cases.map((row) => caseRowOf(row, reading)) },
    load: withStrangers(caseStaff(tenant, seen), loads).map((worker) => loadOf(worker, { loads, absences, reading })),
    absences,
    handoffs: notes.map(({ at, author, site: place, note }) => ({
      ...{ at: at.toISOString(), by: { ref: author, name: nameOf(author) }, note },
      ...definedOnly({ site: place ?? undefined }),
    })),
    sites: [...sites],
  };
}

type Absence = Supervision['absences'][number];

function absenceOf({ id, user_ref, from_day, until_day, cover }: StaffAbsence, { today, nameOf }: Reading): Absence {
  return {
    ...{ id, who: { ref: user_ref, name: nameOf(user_ref) }, from: from_day, until: until_day },
    ...(cover === null ? {} : { cover: { ref: cover, name: nameOf(cover) } }),
    isNow: from_day <= today,
  };
}

/** Who owns cases is shown, whether the configuration still knows them or not. */
function withStrangers(staff: readonly CaseWorker[], loads: readonly OwnerLoad[]): readonly CaseWorker[] {
  const known = new Set(staff.map(({ ref }) => ref));
  return [...staff, ...loads.filter(({ owner }) => !known.has(owner)).map(({ owner }) => ({ ref: owner, roles: [] }))];
}

function loadOf(
  { ref, roles, capacityPerDay }: CaseWorker,
  {
    loads,
    absences,
    reading,
  }: { readonly loads: readonly OwnerLoad[]; readonly absences: readonly Absence[]; readonly reading: Reading },
): Supervision['load'][number] {
  const load = loads.find(({ owner }) => owner === ref);
  const absence = absences.find(({ who, isNow }) => who.ref === ref && isNow);
  return {
    who: { ref, name: reading.nameOf(ref) },
    roles: [...roles],
    ...{ open: load?.open ?? 0, dueToday: load?.dueBy ?? 0, overdue: load?.overdue ?? 0 },
    ...definedOnly({ capacityPerDay, absence }),
  };
}
