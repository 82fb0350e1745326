/** Checks that were promised and are not done: kept until their decision is, so that no restart forgets one. */
import { sql, type Kysely, type Selectable } from 'kysely';

import { compressText, decompressText } from './compressed-text.ts';
import type { Database } from './database.ts';
import type { QueuedCheckTable } from './operation-tables.ts';

export interface QueuedCheck {
  /** The decision will be kept under this id. */
  readonly decisionId: string;
  readonly tenant: string;
  readonly patientRef: string;
  readonly service: string;
  readonly askedAt: Date;
  /** What was asked, as JSON text; never with a token. */
  readonly asked: string;
}

export interface ClaimedCheck extends QueuedCheck {
  /** With this one. */
  readonly tries: number;
}

/** For so long whoever was asked works on it by themselves; a claim holds it from others as long. */
const HELD_SECONDS = 45;

export async function queueCheck(db: Kysely<Database>, check: QueuedCheck): Promise<void> {
  await db
    .insertInto('queued_check')
    .values({
      decision_id: check.decisionId,
      tenant: check.tenant,
      patient_ref: check.patientRef,
      service: check.service,
      asked_at: check.askedAt,
      asked: compressText(check.asked),
      next_try_at: sql<Date>`now() + make_interval(secs => ${HELD_SECONDS})`,
    })
    .execute();
}

/** It is done, or given up. */
export async function forgetCheck(db: Kysely<Database>, decisionId: string): Promise<void> {
  await db.deleteFrom('queued_check').where('decision_id', '=', decisionId).execute();
}

/** Takes the checks of these tenants whose turn it is, oldest first; the next try, if there must be one, comes later and later. */
export async function claimChecks(
  db: Kysely<Database>,
  { tenants, most }: { readonly tenants: readonly string[]; readonly most: number },
): Promise<readonly ClaimedCheck[]> {
  if (tenants.length === 0) return [];
  const { rows } = await sql<Selectable<QueuedCheckTable>>`
    update queued_check set tries = tries + 1,
      next_try_at = now() + make_interval(secs => ${HELD_SECONDS} * power(2, tries))
    where decision_id in (
      select decision_id from queued_check
      where tenant in (${sql.join([...tenants])}) and next_try_at <= now()
      order by next_try_at, decision_id limit ${most} for update skip locked)
    returning *
  `.execute(db);
  return rows.map((row) => ({
    decisionId: row.decision_id,
    tenant: row.tenant,
    patientRef: row.patient_ref,
    service: row.service,
    askedAt: row.asked_at,
    asked: decompressText(row.asked),
    tries: row.tries,
  }));
}
