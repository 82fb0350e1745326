/** Changes of the worklist's cases; each names the version that its maker saw. */
import { sql, type Kysely, type Updateable } from 'kysely';

import type { AuthorizationCaseTable, CaseOutcome } from './case-tables.ts';
import { findCase, isOpenState, OPEN_STATES } from './cases.ts';
import type { AuthorizationCase } from './cases.ts';
import type { Database } from './database.ts';

/** The case as it is now, or why it was not changed: `unknown` to this tenant, `stale` version, or `closed` already. */
export type CaseChange =
  | { readonly ok: true; readonly case: AuthorizationCase }
  | { readonly ok: false; readonly problem: 'unknown' | 'stale' | 'closed' };

/** Which case, in which tenant, and the version that the caller saw. */
export interface SeenCase {
  readonly tenant: string;
  readonly id: string;
  readonly version: number;
}

export type CaseColumns = Readonly<Partial<Omit<AuthorizationCase, 'id' | 'tenant' | 'version' | 'facts'>>>;

/** Gives the case to `owner`, from whoever had it. */
export function assignCase(db: Kysely<Database>, seen: SeenCase, owner: string): Promise<CaseChange> {
  return change(db, seen, { state: 'assigned', owner });
}

/** Says that somebody took note, as when the card's Task was accepted. Keeps an earlier note. */
export function acknowledgeCase(db: Kysely<Database>, seen: SeenCase, at: Date): Promise<CaseChange> {
  return change(db, seen, { acknowledged_at: sql<Date>`coalesce(acknowledged_at, ${at})` });
}

/** The visit was moved: its case goes with it under the new appointment. */
export function moveCase(
  db: Kysely<Database>,
  seen: SeenCase,
  to: { readonly appointmentKey: string; readonly visitDate: string },
): Promise<CaseChange> {
  return change(db, seen, { appointment_key: to.appointmentKey, visit_date: to.visitDate, lapses_at: null });
}

/** Closes the case for good; a later decision opens a new one. */
export function closeCase(
  db: Kysely<Database>,
  seen: SeenCase,
  at: Date,
  reason: string,
  outcome?: CaseOutcome,
): Promise<CaseChange> {
  return change(db, seen, {
    ...{ state: 'resolved', closed_at: at, close_reason: reason, news: null },
    ...(outcome === undefined ? {} : { outcome }),
  });
}

/** Changes the columns of an open case that is still as the caller saw it. */
export function changeCase(db: Kysely<Database>, seen: SeenCase, values: CaseColumns): Promise<CaseChange> {
  return change(db, seen, values);
}

/** Changes a closed case that is still as the caller saw it; not where another one is open for the same work. */
export async function changeClosedCase(db: Kysely<Database>, seen: SeenCase, values: CaseColumns): Promise<CaseChange> {
  const row = await changing(db, seen, values)
    .where('state', 'not in', OPEN_STATES)
    .where(
      sql<boolean>`not exists (select from authorization_case other
      where other.tenant = authorization_case.tenant and other.patient_ref = authorization_case.patient_ref
        and other.appointment_key = authorization_case.appointment_key
        and coalesce(other.order_ref, '') = coalesce(authorization_case.order_ref, '')
        and other.work_kind = authorization_case.work_kind and other.state in ('open', 'assigned', 'waiting'))`,
    )
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? { ok: false, problem: 'stale' } : { ok: true, case: row };
}

type RawUpdate = { [Column in keyof Updateable<AuthorizationCaseTable>]: unknown };

/** The row is still as the caller saw it, or there is none to change. */
const changing = (db: Kysely<Database>, seen: SeenCase, values: RawUpdate) =>
  db
    .updateTable('authorization_case')
    .set({ ...(values as Updateable<AuthorizationCaseTable>), version: seen.version + 1 })
    .where('tenant', '=', seen.tenant)
    .where('id', '=', seen.id)
    .where('version', '=', seen.version);

async function change(db: Kysely<Database>, seen: SeenCase, values: RawUpdate): Promise<CaseChange> {
  const row = await changing(db, seen, values).where('state', 'in', OPEN_STATES).returningAll().executeTakeFirst();
  if (row !== undefined) return { ok: true, case: row };
  return { ok: false, problem: await whyUnchanged(db, seen) };
}

async function whyUnchanged(db: Kysely<Database>, seen: SeenCase): Promise<'unknown' | 'stale' | 'closed'> {
  const row = await findCase(db, seen.tenant, seen.id);
  if (row === undefined) return 'unknown';
  return isOpenState(row.state) ? 'stale' : 'closed';
}

/** The owner has looked: what was new is known. No change of the case itself. */
export async function clearNews(db: Kysely<Database>, tenant: string, id: string): Promise<void> {
  await db
    .updateTable('authorization_case')
    .set({ news: null })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute();
}
