import type { Kysely } from 'kysely';
import type { Decision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { recordEvent } from '../store/audit.ts';
import { addCaseEvents } from '../store/case-events.ts';
import { openCasesOf } from '../store/cases.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { acknowledgeCase } from '../store/change-case.ts';
import type { Database } from '../store/database.ts';
import { keptDecision } from '../store/kept-decision.ts';
import type { Showing } from '../store/showings.ts';
import { settleCases } from './settle-cases.ts';

const MOST_TRIES = 3;

/**
 * Notes on the case behind a card that somebody took it up: once, however often the acceptance is told. Gives whether
 * a case was found. Another writer may change the case meanwhile; then the newer version is tried.
 */
export async function acknowledgeShowing(db: Kysely<Database>, showing: Showing, at: Date): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const work = (await caseOf(db, showing)) ?? (await openedNow(db, showing, at));
    if (work === undefined) return false;
    if (work.acknowledged_at !== null) return true;
    if (await acknowledged(db, work, showing, at)) return true;
  }
  return false;
}

/** The case, its history and the chain say it together, or none of them. The EHR does not tell who accepted. */
function acknowledged(db: Kysely<Database>, work: AuthorizationCase, showing: Showing, at: Date): Promise<boolean> {
  const { tenant, id, version, patient_ref: patient } = work;
  return db.transaction().execute(async (transaction) => {
    const changed = await acknowledgeCase(transaction, { tenant, id, version }, at);
    if (!changed.ok) return false;
    const now = changed.case.version;
    await addCaseEvents(transaction, [{ tenant, caseId: id, at, kind: 'acknowledged', version: now }]);
    const cases = [{ case: id, kind: 'acknowledged', version: now }];
    const body = { patient, decision: showing.decisionId, card: showing.cardUuid, cases };
    await recordEvent(transaction, 'case-change', { at, tenant, body });
    return true;
  });
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

/**
 * A card was shown and accepted, yet its case was never opened, as when the server was killed just after its answer: it
 * is opened from the decision that the card showed. A case that has been closed since stays closed.
 */
async function openedNow(db: Kysely<Database>, showing: Showing, at: Date): Promise<AuthorizationCase | undefined> {
  const { tenant, decisionId } = showing;
  if (showing.work === undefined || (await wasOpened(db, showing.work, tenant))) return undefined;
  const kept = await keptDecision(db, decisionId);
  if (typeof kept === 'string') return undefined;
  const call = {
    ...{ decisionId, tenant, at, settles: false },
    decision: exactJson.parse(kept.decision) as Decision,
    snapshot: exactJson.parse(kept.snapshot) as Snapshot,
  };
  await db.transaction().execute((transaction) => settleCases(transaction, { call, record: undefined, staff: [] }));
  return caseOf(db, showing);
}

async function wasOpened(
  db: Kysely<Database>,
  { patientRef, appointmentKey, workKind }: NonNullable<Showing['work']>,
  tenant: string,
): Promise<boolean> {
  const found = await db
    .selectFrom('authorization_case')
    .select('id')
    .where('tenant', '=', tenant)
    .where('patient_ref', '=', patientRef)
    .where('appointment_key', '=', appointmentKey)
    .where('work_kind', '=', workKind)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
