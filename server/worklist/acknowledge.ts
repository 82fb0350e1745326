import type { Kysely } from 'kysely';
import { acknowledgeCase, openCasesOf } from '../store/cases.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { Showing } from '../store/showings.ts';

const MOST_TRIES = 3;

/**
 * Notes on the case behind a card that somebody took it up: once, however often the acceptance is told. Gives whether
 * a case was found. Another writer may change the case meanwhile; then the newer version is tried.
 */
export async function acknowledgeShowing(db: Kysely<Database>, showing: Showing, at: Date): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const work = await caseOf(db, showing);
    if (work === undefined) return false;
    if (work.acknowledged_at !== null) return true;
    const { tenant, id, version } = work;
    const changed = await acknowledgeCase(db, { tenant, id, version }, at);
    if (changed.ok) return true;
  }
  return false;
}

async function caseOf(db: Kysely<Database>, { tenant, work }: Showing): Promise<AuthorizationCase | undefined> {
  if (work === undefined) return undefined;
  const cases = await openCasesOf(db, tenant, work.patientRef);
  return cases.find(
    (one) =>
      one.appointment_key === work.appointmentKey &&
      one.order_ref === (work.orderRef ?? null) &&
      one.work_kind === work.workKind,
  );
}
