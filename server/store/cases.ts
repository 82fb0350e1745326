/** The worklist's cases: opened once per visit, order and kind of work; every change names the version it saw. */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable, type Updateable } from 'kysely';

import type { AuthorizationCaseTable, CaseFacts, CaseOutcome, CaseState } from './case-tables.ts';
import type { Database } from './database.ts';

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
  readonly severity?: 'critical' | 'warning' | 'info';
  /** Dollars as decimal text; absent where nobody can tell. */
  readonly expectedLoss?: string;
  readonly payer?: string;
  readonly site?: string;
  readonly facts?: CaseFacts;
  /** How the visit stands (standing.ts). */
  readonly digest?: string;
  /** The tenant shows no cards. */
  readonly isSilent?: boolean;
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
 * Opens a case, or brings the one that is open for the same visit, order and kind up to date (route, why, due date,
 * rank, what is shown, and no lapse once a booking has been seen), keeping its owner and its stated urgency. `opened`
 * tells which. The version counts only what its owner acts on: a figure that moves with the days makes nobody stale.
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
          due_by: dueOf('due_by'),
          due_rank: dueOf('due_rank'),
          gravity_rank: excluded.ref('excluded.gravity_rank'),
          dollar_rank: excluded.ref('excluded.dollar_rank'),
          payer: excluded.ref('excluded.payer'),
          site: excluded.ref('excluded.site'),
          facts: sql`excluded.facts`,
          decision_id: excluded.ref('excluded.decision_id'),
          evaluated_at: excluded.ref('excluded.evaluated_at'),
          standing_digest: excluded.ref('excluded.standing_digest'),
          lapses_at: sql`case when authorization_case.lapses_at is null then null else excluded.lapses_at end`,
          news: sql`case when authorization_case.owner is not null and ${OTHERWISE}
            then excluded.why else authorization_case.news end`,
          version: sql`authorization_case.version + case when ${OTHERWISE} then 1 else 0 end`,
        })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { case: row, opened: row.id === id };
}

/**
 * A due day stays while the work is the same: a decision made after it has passed would put it off from day to day, and
 * nobody would ever be late.
 */
const dueOf = (column: 'due_by' | 'due_rank') => sql<string>`case
  when (authorization_case.route, authorization_case.visit_date) = (excluded.route, excluded.visit_date)
    and authorization_case.due_by < excluded.due_by then authorization_case.${sql.ref(column)}
  else excluded.${sql.ref(column)} end`;

/** What the owner of a case would want to hear. */
const OTHERWISE = sql`(authorization_case.route, authorization_case.why, authorization_case.due_by,
  authorization_case.visit_date, authorization_case.standing_digest)
  is distinct from (excluded.route, excluded.why, ${dueOf('due_by')}, excluded.visit_date, excluded.standing_digest)`;

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

/** Kinds of work that charting leaves behind. Decisions neither open nor close them. */
export const CHARTING_KINDS: readonly string[] = ['charting', 'remainder'];

/** The cases of a patient that decisions opened and that are not closed, by visit. */
export const openCasesOf = (
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<readonly AuthorizationCase[]> =>
  openOfPatient(db, tenant, patientRef).where('work_kind', 'not in', CHARTING_KINDS).execute();

/** The cases of a patient that gaps in charting opened and that are not closed, by visit. */
export const openChartingCasesOf = (
  db: Kysely<Database>,
  tenant: string,
  patientRef: string,
): Promise<readonly AuthorizationCase[]> =>
  openOfPatient(db, tenant, patientRef).where('work_kind', 'in', CHARTING_KINDS).execute();

const openOfPatient = (db: Kysely<Database>, tenant: string, patientRef: string) =>
  db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .where('state', 'in', OPEN_STATES)
    .orderBy('visit_date')
    .orderBy('id');

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
  const row = await db
    .updateTable('authorization_case')
    .set({ ...(values as Updateable<AuthorizationCaseTable>), version: seen.version + 1 })
    .where('tenant', '=', seen.tenant)
    .where('id', '=', seen.id)
    .where('version', '=', seen.version)
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

export type CaseColumns = Readonly<Partial<Omit<AuthorizationCase, 'id' | 'tenant' | 'version' | 'facts'>>>;

export const isOpenState = (state: CaseState): boolean => OPEN_STATES.includes(state);

/**
 * When somebody last closed a case of this work by hand although the visit stood as it stands now: what they settled
 * outside does not come back at once as a new case.
 */
export async function closedByHand(
  db: Kysely<Database>,
  work: NewCase,
  since: Date,
): Promise<AuthorizationCase | undefined> {
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', work.tenant)
    .where('patient_ref', '=', work.patientRef)
    .where('appointment_key', '=', work.appointmentKey)
    .where(sql`coalesce(order_ref, '')`, '=', work.orderRef ?? '')
    .where('work_kind', '=', work.workKind)
    .where('state', '=', 'resolved')
    .where('closed_by', 'is not', null)
    .where('closed_at', '>', since)
    .where('standing_digest', '=', work.digest ?? '')
    .limit(1)
    .executeTakeFirst();
}

/** Which of these patients have a case that is not closed. */
export async function patientsWithCases(
  db: Kysely<Database>,
  patients: readonly { readonly tenant: string; readonly patientRef: string }[],
): Promise<ReadonlySet<string>> {
  if (patients.length === 0) return new Set();
  const rows = await db
    .selectFrom('authorization_case')
    .select(['tenant', 'patient_ref'])
    .distinct()
    .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
    .where('tenant', 'in', [...new Set(patients.map(({ tenant }) => tenant))])
    .where('patient_ref', 'in', [...new Set(patients.map(({ patientRef }) => patientRef))])
    .execute();
  return new Set(rows.map(({ tenant, patient_ref }) => patientKey(tenant, patient_ref)));
}

export const patientKey = (tenant: string, patientRef: string): string => `${tenant} ${patientRef}`;

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
    ...{ id, tenant: work.tenant, patient_ref: work.patientRef, visit_date: work.visitDate },
    ...{ appointment_key: work.appointmentKey, work_kind: work.workKind, state: 'open' as const },
    ...{ route: work.route, why: work.why, opened_at: work.openedAt, evaluated_at: work.openedAt },
    ...orNull({
      ...{ order_ref: work.orderRef, hcpcs: work.hcpcs, due_by: work.dueBy, payer: work.payer, site: work.site },
      ...{ opened_by_decision: work.openedByDecision, decision_id: work.openedByDecision },
      standing_digest: work.digest,
    }),
    lapses_at: work.lapsesAt ?? null,
    ...ranksOf(work),
    facts: JSON.stringify(work.facts ?? {}),
    opened_silently: work.isSilent ?? false,
    ...{ owner: null, acknowledged_at: null, closed_at: null, close_reason: null },
  };
}

/** What is not known is null in the table. */
const orNull = <Column extends string>(columns: Readonly<Record<Column, string | undefined>>) =>
  Object.fromEntries(Object.entries(columns).map(([column, value]) => [column, value ?? null])) as Record<
    Column,
    string | null
  >;

const GRAVITY = { critical: 0, warning: 1, info: 2 } as const;

/** Unknown dollars lie between nothing and something. */
const UNKNOWN_DOLLARS = 0.00001;

/** The columns that a list is sorted by, in the order of `byNeed`. */
function ranksOf({ severity, dueBy, expectedLoss }: NewCase) {
  const dollars = expectedLoss === undefined ? UNKNOWN_DOLLARS : Number(expectedLoss);
  return { gravity_rank: GRAVITY[severity ?? 'info'], due_rank: dueBy ?? NEVER, dollar_rank: -dollars };
}

const NEVER = '9999-12-31';

/** The owner has looked: what was new is known. No change of the case itself. */
export async function clearNews(db: Kysely<Database>, tenant: string, id: string): Promise<void> {
  await db
    .updateTable('authorization_case')
    .set({ news: null })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute();
}

/** Open cases of one owner, most pressing first. */
export function openCasesOfOwner(
  db: Kysely<Database>,
  tenant: string,
  owner: string,
  limit: number,
): Promise<readonly AuthorizationCase[]> {
  return db
    .selectFrom('authorization_case')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('owner', '=', owner)
    .where('state', 'in', sql<CaseState>`('open', 'assigned', 'waiting')`)
    .orderBy('due_rank')
    .orderBy('id')
    .limit(limit)
    .execute();
}
