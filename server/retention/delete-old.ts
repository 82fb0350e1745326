/** Deletes what is older than the tenant keeps it, oldest first, in batches that nobody has to wait for. */
import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Retention, RetentionKind } from '../config/retention.schema.ts';
import { deleteBodies } from '../store/audit.ts';
import type { Database } from '../store/database.ts';

export interface OldQuestion {
  readonly tenant: string;
  readonly retention: Retention;
  readonly now: Date;
  /** The tenant's calendar day: what stands behind a visit from this day on is not old. */
  readonly today: string;
}

/** How many records of each kind went; a kind that is kept forever is not named. */
export type Deleted = Partial<Record<RetentionKind, number>>;

/** Asked between two batches; false ends the work, which the next run goes on with. */
export type GoOn = () => Promise<boolean> | boolean;

const BATCH = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

export async function deleteOld(
  db: Kysely<Database>,
  { tenant, retention, now, today }: OldQuestion,
  goOn: GoOn = () => true,
): Promise<Deleted> {
  const deleted: Deleted = {};
  for (const [kind, deleteBatch] of Object.entries(BATCHES) as [RetentionKind, DeleteBatch][]) {
    const days = retention[kind];
    if (days === undefined) continue;
    const old = { tenant, today, now, days, before: new Date(now.getTime() - days * DAY_MS) };
    let total = 0;
    while (await goOn()) {
      const gone = await deleteBatch(db, old);
      total += gone;
      if (gone < BATCH) break;
    }
    deleted[kind] = total;
  }
  return deleted;
}

interface Old {
  readonly tenant: string;
  readonly before: Date;
  readonly today: string;
  readonly now: Date;
  readonly days: number;
}

type DeleteBatch = (db: Kysely<Database>, old: Old) => Promise<number>;

const BATCHES: Readonly<Record<RetentionKind, DeleteBatch>> = {
  decisionDays: async (db, old) => deleteSealed(db, old, 'decisionDays', await oldDecisions(db, old)),
  auditBodyDays: async (db, old) => deleteSealed(db, old, 'auditBodyDays', await oldBodies(db, old)),
  feedbackDays: (db, { tenant, before }) =>
    deleteRows(db, sql`feedback`, sql`tenant = ${tenant} and received_at < ${before}::timestamptz`),
  showingDays: (db, { tenant, before }) =>
    deleteRows(db, sql`card_showing`, sql`tenant = ${tenant} and shown_at < ${before}::timestamptz`),
  changeDays: async (db, { tenant, before }) => {
    const changes = await deleteRows(db, sql`visit_change`, sql`tenant = ${tenant} and at < ${before}::timestamptz`);
    // What each run found of each patient goes with the run.
    const runs = await deleteRows(
      db,
      sql`job_run`,
      sql`tenant = ${tenant} and state in ('done', 'failed') and finished_at < ${before}::timestamptz`,
    );
    return changes + runs;
  },
  caseDays: async (db, old) => {
    const { tenant, before } = old;
    const cases = await deleteCases(db, old);
    return (
      cases +
      (await deleteRows(db, sql`answered_request`, sql`tenant = ${tenant} and noted_at < ${before}::timestamptz`))
    );
  },
};

async function deleteRows(db: Kysely<Database>, table: RawBuilder<unknown>, old: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${table} where ctid = any (array(select ctid from ${table} where ${old} limit ${BATCH}))
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** A decision that an open case or a coming visit still stands on is kept, however old it is. */
async function oldDecisions(db: Kysely<Database>, { tenant, before, today }: Old): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from cds_call c
    where c.tenant = ${tenant} and c.received_at < ${before}::timestamptz and c.sealed_seq is not null
      and exists (select from audit_event e where e.body_id = c.id and e.position is not null)
      and not exists (select from visit_standing v
        where v.tenant = c.tenant and v.decision_id = c.id and v.visit_date >= ${today}::date)
      and not exists (select from booked_dose b
        where b.tenant = c.tenant and b.decision_id = c.id and b.visit_date >= ${today}::date)
      and not exists (select from authorization_case a
        where a.tenant = c.tenant and (a.decision_id = c.id or a.opened_by_decision = c.id)
          and a.state in ('open', 'assigned', 'waiting'))
    order by c.received_at limit ${BATCH}
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** Records of no tenant, as imports for all of them, are nobody's to delete. */
async function oldBodies(db: Kysely<Database>, { tenant, before }: Old): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select b.id from audit_event e join audit_body b on b.id = e.body_id
    where e.tenant = ${tenant} and e.at < ${before}::timestamptz and e.position is not null
      and e.kind not in ('decision', 'body-deleted')
    order by e.seq limit ${BATCH}
  `.execute(db);
  return rows.map(({ id }) => id);
}

async function deleteSealed(
  db: Kysely<Database>,
  { tenant, now, days }: Old,
  kind: RetentionKind,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  return deleteBodies(db, { ids, why: `retention: ${kind} ${String(days)}`, at: now, tenant });
}

/** The history of cases refuses deletion, but for a transaction that says that it purges. */
function deleteCases(db: Kysely<Database>, { tenant, before }: Old): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await sql`set local chairready.purging = 'on'`.execute(transaction);
    const { rows } = await sql<{ id: string }>`
      delete from authorization_case where id in (
        select id from authorization_case
        where tenant = ${tenant} and state in ('resolved', 'lapsed') and closed_at < ${before}::timestamptz
        order by closed_at limit ${BATCH})
      returning id
    `.execute(transaction);
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0)
      await sql`
        delete from case_event where tenant = ${tenant} and case_id in (${sql.join(ids)})
      `.execute(transaction);
    return ids.length;
  });
}
