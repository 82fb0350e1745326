/** Who works on cases: names as the EHR gives them, what each has to do, and who is away. */
import { sql, type Kysely, type Selectable } from 'kysely';

import { atSite } from './case-site.ts';
import type { StaffAbsenceTable, StaffMemberTable } from './case-tables.ts';
import type { Database } from './database.ts';

export type StaffMember = Readonly<Selectable<StaffMemberTable>>;
export type StaffAbsence = Readonly<Selectable<StaffAbsenceTable>>;

/** Notes who opened the worklist; the row is written only where name or role are otherwise. */
export async function noteStaff(db: Kysely<Database>, member: StaffMember): Promise<void> {
  await db
    .insertInto('staff_member')
    .values(member)
    .onConflict((conflict) =>
      conflict
        .columns(['tenant', 'user_ref'])
        .doUpdateSet((excluded) => ({
          name: sql`coalesce(excluded.name, staff_member.name)`,
          role: excluded.ref('excluded.role'),
          seen_at: excluded.ref('excluded.seen_at'),
        }))
        .where(
          sql<boolean>`(staff_member.name, staff_member.role)
            is distinct from (coalesce(excluded.name, staff_member.name), excluded.role)`,
        ),
    )
    .execute();
}

export function staffOf(db: Kysely<Database>, tenant: string): Promise<readonly StaffMember[]> {
  return db.selectFrom('staff_member').selectAll().where('tenant', '=', tenant).orderBy('user_ref').execute();
}

/** Absences that touch the days from `day` on, soonest first. */
export function absencesFrom(db: Kysely<Database>, tenant: string, day: string): Promise<readonly StaffAbsence[]> {
  return db
    .selectFrom('staff_absence')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('ended_at', 'is', null)
    .where('until_day', '>=', day)
    .orderBy('from_day')
    .orderBy('id')
    .execute();
}

export async function addAbsence(db: Kysely<Database>, absence: Omit<StaffAbsence, 'ended_at'>): Promise<void> {
  await db
    .insertInto('staff_absence')
    .values({ ...absence, ended_at: null })
    .execute();
}

/** False where there is no such absence, or it has ended. */
export async function endAbsence(db: Kysely<Database>, tenant: string, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('staff_absence')
    .set({ ended_at: at })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Open cases of an owner: all, due by a day, and past their due day. */
export interface OwnerLoad {
  readonly owner: string;
  readonly open: number;
  readonly dueBy: number;
  readonly overdue: number;
}

export async function loadsOf(
  db: Kysely<Database>,
  tenant: string,
  { today, dueBy, site }: { readonly today: string; readonly dueBy: string; readonly site?: string },
): Promise<readonly OwnerLoad[]> {
  const { rows } = await sql<{ owner: string; open: string; due_by: string; overdue: string }>`
    select owner, count(*) as open, count(*) filter (where due_rank <= ${dueBy}::date) as due_by,
      count(*) filter (where due_rank < ${today}::date) as overdue
    from authorization_case
    where tenant = ${tenant} and state in ('open', 'assigned', 'waiting') and owner is not null
      and ${site === undefined ? sql`true` : atSite(site)}
    group by owner order by owner
  `.execute(db);
  return rows.map(({ owner, open, due_by, overdue }) => ({
    owner,
    open: Number(open),
    dueBy: Number(due_by),
    overdue: Number(overdue),
  }));
}
