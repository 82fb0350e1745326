/** The worklist's cases: opened once per visit, order and kind of work; every change names the version it saw. */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable, type Updateable } from 'kysely';

import type { AuthorizationCaseTable, CaseState, Database } from './database.ts';

export type AuthorizationCase = Readonly<Selectable<AuthorizationCaseTable>>;

/** Work to be done on a visit. */
export interface NewCase {
  readonly tenant: string;
  readonly patientRef: string;
  /** `YYYY-MM-DD` */
  readonly visitDate: string;
  /** The Appointment's reference; for a draft, what the caller will find it by again. */
  readonly appointmentKey: string;
  readonly orderRef?: string;
  readonly workKind: string;
  readonly hcpcs?: string;
  readonly route: string;
  readonly why: string;
  readonly dueBy?: string;
  readonly openedByDecision?: string;
  readonly openedAt: Date;
  /** Set for a draft that is not booked yet: the case lapses then. */
  readonly lapsesAt?: Date;
}

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

const OPEN_STATES: readonly CaseState[] = ['open', 'assigned', 'waiting'];

/**
 * Opens a case, or brings the one that is open for the same visit, order and kind up to date (route, why, due date, and
 * no lapse once a booking has been seen), keeping its owner. `opened` tells which.
 */
export async function openCase(
  db: Kysely<Database>,
  work: NewCase,
): Promise<{ readonly case: AuthorizationCase; readonly opened: boolean }> {
  const id = randomUUID();
  const row = await db
    .insertInto('authorization_case')
    .values(rowOf(id, work))
    .onConflict((conflict) =>
      conflict
        .expression(sql`tenant, patient_ref, appointment_key, coalesce(order_ref, ''), work_kind`)
        .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
        .doUpdateSet((excluded) => ({
          visit_date: excluded.ref('excluded.visit_date'),
          hcpcs: excluded.ref('excluded.hcpcs'),
          route: excluded.ref('excluded.route'),
          why: excluded.ref('excluded.why'),
          due_by: excluded.ref('excluded.due_by'),
          lapses_at: sql`case when authorization_case.lapses_at is null then null else excluded.lapses_at end`,
          version: sql`authorization_case.version + 1`,
        })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { case: row, opened: row.id === id };
}

export async function findCase(
  db: Kysely<Database>,
  tenant: string,
  id: string,
): Promise<AuthorizationCase | undefined> {
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** The cases of a patient that are not closed, by visit. */
export async function openCasesOf(
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<readonly AuthorizationCase[]> {
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .where('state', 'in', OPEN_STATES)
    .orderBy('visit_date')
    .orderBy('id')
    .execute();
}

export interface WorklistQuery {
  readonly tenant: string;
  readonly route?: string;
  /** Null asks for cases without an owner. */
  readonly owner?: string | null;
  /** At most 200. */
  readonly limit: number;
}

/** Cases that are not closed: soonest due first, those without a due date last, then by visit. */
export async function worklist(db: Kysely<Database>, query: WorklistQuery): Promise<readonly AuthorizationCase[]> {
  const { route, owner } = query;
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', query.tenant)
    .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
    .$if(route !== undefined, (cases) => cases.where('route', '=', route ?? ''))
    .$if(owner === null, (cases) => cases.where('owner', 'is', null))
    .$if(typeof owner === 'string', (cases) => cases.where('owner', '=', owner ?? ''))
    .orderBy('due_by')
    .orderBy('visit_date')
    .orderBy('id')
    .limit(Math.min(query.limit, 200))
    .execute();
}

/** Gives the case to `owner`, from whoever had it. */
export function assignCase(db: Kysely<Database>, seen: SeenCase, owner: string): Promise<CaseChange> {
  return change(db, seen, { state: 'assigned', owner });
}

/** Says that somebody took note, as when the card's Task was accepted. Keeps an earlier note. */
export function acknowledgeCase(db: Kysely<Database>, seen: SeenCase, at: Date): Promise<CaseChange> {
  return change(db, seen, { acknowledged_at: sql<Date>`coalesce(acknowledged_at, ${at})` });
}

/** The answer lies with somebody else (a payer); owner and due date stay. */
export function letCaseWait(db: Kysely<Database>, seen: SeenCase, why: string): Promise<CaseChange> {
  return change(db, seen, { state: 'waiting', why });
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
export function closeCase(db: Kysely<Database>, seen: SeenCase, at: Date, reason: string): Promise<CaseChange> {
  return change(db, seen, { state: 'resolved', closed_at: at, close_reason: reason });
}

/** Lapses the cases of drafts that were not booked in time, in every tenant. Gives the count. */
export async function lapseDrafts(db: Kysely<Database>, now: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('authorization_case')
    .set({ state: 'lapsed', closed_at: now, close_reason: 'never booked', version: sql`version + 1` })
    .where('lapses_at', '<=', now)
    .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

type RawUpdate = { [Column in keyof Updateable<AuthorizationCaseTable>]: unknown };

async function change(db: Kysely<Database>, seen: SeenCase, values: RawUpdate): Promise<CaseChange> {
  const row = await db
    .updateTable('authorization_case')
    .set({ ...(values as Updateable<AuthorizationCaseTable>), version: seen.version + 1 })
    .where('tenant', '=', seen.tenant)
    .where('id', '=', seen.id)
    .where('version', '=', seen.version)
    .where('state', 'in', OPEN_STATES)
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { ok: true, case: row };
  return { ok: false, problem: await whyUnchanged(db, seen) };
}

async function whyUnchanged(db: Kysely<Database>, seen: SeenCase): Promise<'unknown' | 'stale' | 'closed'> {
  const row = await findCase(db, seen.tenant, seen.id);
  if (row === undefined) return 'unknown';
  return OPEN_STATES.includes(row.state) ? 'stale' : 'closed';
}

function rowOf(id: string, work: NewCase) {
  return {
    id,
    tenant: work.tenant,
    patient_ref: work.patientRef,
    visit_date: work.visitDate,
    appointment_key: work.appointmentKey,
    order_ref: work.orderRef ?? null,
    work_kind: work.workKind,
    hcpcs: work.hcpcs ?? null,
    state: 'open' as const,
    route: work.route,
    why: work.why,
    due_by: work.dueBy ?? null,
    opened_by_decision: work.openedByDecision ?? null,
    opened_at: work.openedAt,
    lapses_at: work.lapsesAt ?? null,
    owner: null,
    acknowledged_at: null,
    closed_at: null,
    close_reason: null,
  };
}
