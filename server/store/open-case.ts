/** Opens the worklist's cases: one for each visit, order and kind of work. */
import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';

import type { CaseFacts, CaseState } from './case-tables.ts';
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
 * Opens cases of which none is there. Gives what was opened, by the place among `works`; fewer where somebody opened one in
 * the same moment.
 */
export async function openNewCases(
  db: Kysely<Database>,
  works: readonly NewCase[],
): Promise<readonly { readonly id: string; readonly version: number; readonly work: NewCase }[]> {
  const byId = new Map(works.map((work) => [randomUUID() as string, work]));
  const opened = await insertRows<{ id: string; version: number }>(db, {
    table: 'authorization_case',
    rows: [...byId].map(([id, work]) => ({ ...rowOf(id, work), facts: work.facts ?? {} })),
    tail: 'on conflict do nothing returning id, version',
  });
  return opened.flatMap(({ id, version }) => {
    const work = byId.get(id);
    return work === undefined ? [] : [{ id, version, work }];
  });
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

/** Of these kinds of work, those that somebody has closed by hand as `closedByHand` means it. */
export async function amongClosedByHand(
  db: Kysely<Database>,
  works: readonly NewCase[],
  since: Date,
): Promise<ReadonlySet<NewCase>> {
  if (works.length === 0) return new Set();
  const asked = works.map(({ tenant, patientRef, appointmentKey, orderRef = '', workKind, digest = '' }, place) => ({
    ...{ place, tenant, patient: patientRef, appointment: appointmentKey, ordered: orderRef, kind: workKind, digest },
  }));
  const { rows } = await sql<{ place: number }>`
    select place from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
      as w (place int, tenant text, patient text, appointment text, ordered text, kind text, digest text)
    where exists (
      select from authorization_case c
      where c.tenant = w.tenant and patient_ref = w.patient and appointment_key = w.appointment
        and coalesce(order_ref, '') = w.ordered and work_kind = w.kind and state = 'resolved'
        and closed_by is not null and closed_at > ${since}::timestamptz and standing_digest = w.digest)
  `.execute(db);
  return new Set(rows.flatMap(({ place }) => works[place] ?? []));
}

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
