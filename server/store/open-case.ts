/** Opens the worklist's cases: one for each visit, order and kind of work. */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';

import type { CaseFacts } from './case-tables.ts';
import type { AuthorizationCase } from './cases.ts';
import type { Database } from './database.ts';
import { insertRows } from './insert-rows.ts';

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

export interface OpenedCase {
  readonly case: AuthorizationCase;
  readonly opened: boolean;
}

/**
 * Opens cases, or brings those that are open for the same visit, order and kind up to date (route, why, due date, rank,
 * what is shown, and no lapse once a booking has been seen), keeping their owner and stated urgency. `opened` tells which.
 * The version counts only what an owner acts on: a figure that moves with the days makes nobody stale. Each work once;
 * gives the cases in the order of the works.
 */
export async function openCases(db: Kysely<Database>, works: readonly NewCase[]): Promise<readonly OpenedCase[]> {
  const rows = works.map((work) => rowOf(randomUUID(), work));
  const kept = await insertRows<AuthorizationCase>(db, {
    table: 'authorization_case',
    rows,
    tail: OR_BRING_UP_TO_DATE,
  });
  const byWork = new Map(kept.map((row) => [workKey(row), row]));
  return rows.map((row) => {
    const there = byWork.get(workKey(row));
    if (there === undefined) throw new Error('a case was neither opened nor found');
    return { case: there, opened: there.id === row.id };
  });
}

/** One of them by itself. */
export async function openCase(db: Kysely<Database>, work: NewCase): Promise<OpenedCase> {
  const [opened] = await openCases(db, [work]);
  if (opened === undefined) throw new Error('no case was opened');
  return opened;
}

type KeyColumns = Pick<AuthorizationCase, 'tenant' | 'patient_ref' | 'appointment_key' | 'order_ref' | 'work_kind'>;

/** What one open case there may be of, as the index says it. */
const workKey = ({ tenant, patient_ref, appointment_key, order_ref, work_kind }: KeyColumns): string =>
  JSON.stringify([tenant, patient_ref, appointment_key, order_ref ?? '', work_kind]);

/**
 * A due day stays while the work is the same: a decision made after it has passed would put it off from day to day, and
 * nobody would ever be late.
 */
const dueOf = (column: 'due_by' | 'due_rank'): string => `case
  when (authorization_case.route, authorization_case.visit_date) = (excluded.route, excluded.visit_date)
    and authorization_case.due_by < excluded.due_by then authorization_case.${column}
  else excluded.${column} end`;

/** What the owner of a case would want to hear. */
const OTHERWISE = `(authorization_case.route, authorization_case.why, authorization_case.due_by,
  authorization_case.visit_date, authorization_case.standing_digest)
  is distinct from (excluded.route, excluded.why, ${dueOf('due_by')}, excluded.visit_date, excluded.standing_digest)`;

const OR_BRING_UP_TO_DATE = `
  on conflict (tenant, patient_ref, appointment_key, coalesce(order_ref, ''), work_kind)
    where state in ('open', 'assigned', 'waiting')
  do update set visit_date = excluded.visit_date, hcpcs = excluded.hcpcs, route = excluded.route, why = excluded.why,
    due_by = ${dueOf('due_by')}, due_rank = ${dueOf('due_rank')},
    gravity_rank = excluded.gravity_rank, dollar_rank = excluded.dollar_rank, payer = excluded.payer,
    site = excluded.site, facts = excluded.facts, decision_id = excluded.decision_id,
    evaluated_at = excluded.evaluated_at, standing_digest = excluded.standing_digest,
    lapses_at = case when authorization_case.lapses_at is null then null else excluded.lapses_at end,
    news = case when authorization_case.owner is not null and ${OTHERWISE}
      then excluded.why else authorization_case.news end,
    version = authorization_case.version + case when ${OTHERWISE} then 1 else 0 end
  returning *`;

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
    facts: work.facts ?? {},
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

/**
 * Of these works, those that somebody closed a case of by hand not long ago although the visit stood as it stands now: what
 * they settled outside does not come back at once as a new case.
 */
export async function amongClosedByHand(
  db: Kysely<Database>,
  works: readonly NewCase[],
  withinMs: number,
): Promise<ReadonlySet<NewCase>> {
  if (works.length === 0) return new Set();
  const asked = works.map(({ tenant, patientRef, appointmentKey, orderRef = '', workKind, ...work }, place) => ({
    ...{ place, tenant, patient: patientRef, appointment: appointmentKey, ordered: orderRef, kind: workKind },
    ...{ digest: work.digest ?? '', since: new Date(work.openedAt.getTime() - withinMs) },
  }));
  const { rows } = await sql<{ place: number }>`
    select place from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as w (place int, tenant text, patient text,
      appointment text, ordered text, kind text, digest text, since timestamptz)
    where exists (
      select from authorization_case c
      where c.tenant = w.tenant and patient_ref = w.patient and appointment_key = w.appointment
        and coalesce(order_ref, '') = w.ordered and work_kind = w.kind and state = 'resolved'
        and closed_by is not null and closed_at > w.since and standing_digest = w.digest)
  `.execute(db);
  return new Set(rows.flatMap(({ place }) => works[place] ?? []));
}
