/** Keeps what a sweep decided about one patient: decision, standings, changes and cases in one transaction, once a run. */
import type { Kysely, Transaction } from 'kysely';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { bookedMark } from '../margin/booked-doses.ts';
import { keepAnsweredRequests } from '../store/answered-requests.ts';
import type { Database } from '../store/database.ts';
import { decisionsIn, newDecisionId } from '../store/decisions.ts';
import type { NewChange } from '../store/standings.ts';
import { forgetStandings, keepChanges, keepStandings, standingsOfPatient } from '../store/standings.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import { settleCases } from '../worklist/settle-cases.ts';
import { claimPatients } from './claim-patients.ts';
import type { Swept, SweptPatient } from './compare-swept.ts';
import { compareSwept } from './compare-swept.ts';
import type { SweepRun } from './sweeping.ts';

export interface KeptSweep {
  readonly kept: boolean;
  readonly visits: number;
  readonly changes: { readonly new: number; readonly changed: number; readonly gone: number };
  readonly cases: CaseCounts;
  /** Known to be as at the last look, and not decided. */
  readonly asBefore?: true;
}

/** Undefined when another process has dealt with this patient in this run, or has taken the run over. */
export function keepSwept(db: Kysely<Database>, run: SweepRun, patient: SweptPatient): Promise<KeptSweep | undefined> {
  const { assessed, at } = patient;
  return db.transaction().execute(async (transaction) => {
    const patientRef = assessed.snapshot.patient.ref;
    const claimed = await claimPatients(transaction, run, [{ ref: patientRef, visits: patient.visits.length }]);
    if (!claimed.has(patientRef)) return undefined;
    const before = await standingsOfPatient(transaction, run.tenant, patientRef);
    const swept = compareSwept(before, patient);
    const decisionId = await keepDecision(transaction, run, assessed, swept, at);
    await keepStanding(transaction, run, { assessed, swept, decisionId, at });
    const cases = await settleCases(transaction, {
      call: {
        ...{ decisionId, tenant: run.tenant, decision: assessed.decision, snapshot: assessed.snapshot, at },
        isSilent: run.isSilent,
      },
      seen: new Set(before.map(({ appointment }) => appointment)),
      record: swept.sawAllVisits ? assessed.resources : undefined,
      staff: run.staff,
    });
    const fresh = swept.news.filter(({ was }) => was === undefined).length;
    const changes = { new: fresh, changed: swept.news.length - fresh, gone: swept.gone.length };
    if (swept.mustKeep) {
      await noteKept(transaction, run, patientRef, swept);
      await keepAnsweredRequests(transaction, { tenant: run.tenant, snapshot: assessed.snapshot, at });
    }
    return { kept: swept.mustKeep, visits: swept.visits.length, changes, cases };
  });
}

/** The decision that holds now: a new one, or the kept one that it would repeat. */
async function keepDecision(
  db: Transaction<Database>,
  run: SweepRun,
  { decision, snapshot }: Assessed,
  { mustKeep, lastDecision }: Swept,
  at: Date,
): Promise<string> {
  if (!mustKeep) return lastDecision;
  const id = newDecisionId();
  const kept = await decisionsIn(db).keepDecision({
    id,
    tenant: run.tenant,
    service: 'sweep',
    hookInstance: `sweep-${run.id}`,
    receivedAt: at,
    answeredAt: new Date(),
    today: decision.today,
    patientRef: snapshot.patient.ref,
    role: 'system',
    decision: exactJson.stringify(decision),
    snapshot: exactJson.stringify(snapshot),
    rulesVersion: run.rulesVersion,
    cards: [],
    booked: bookedMark('sweep', decision, snapshot),
  });
  if (!kept.ok)
    throw new Error(`the decision was not kept (${kept.problem})`, {
      cause: 'cause' in kept ? kept.cause : kept.problem,
    });
  return id;
}

interface Keeping {
  readonly assessed: Assessed;
  readonly swept: Swept;
  readonly decisionId: string;
  readonly at: Date;
}

async function keepStanding(
  db: Transaction<Database>,
  { id: runId, tenant }: SweepRun,
  { assessed, swept, decisionId, at }: Keeping,
): Promise<void> {
  const patientRef = assessed.snapshot.patient.ref;
  const shared = { tenant, patient_ref: patientRef };
  await keepStandings(
    db,
    swept.visits.map(({ appointment, date, digest, standing }) => ({
      ...{ ...shared, appointment, visit_date: date, digest, standing },
      ...{ decision_id: decisionId, evaluated_at: at },
    })),
  );
  await forgetStandings(
    db,
    tenant,
    swept.gone.map(({ appointment }) => appointment),
  );
  const change = { ...shared, run_id: runId, at };
  const { today } = assessed.decision;
  await keepChanges(db, [
    ...swept.news.map(({ appointment, date, was, standing }): NewChange => ({
      ...{ ...change, appointment, visit_date: date, kind: was === undefined ? 'new' : 'changed' },
      ...{ was: was?.standing ?? null, now_is: standing },
    })),
    ...swept.gone
      .filter(({ visit_date }) => visit_date >= today)
      .map(({ appointment, visit_date, standing }): NewChange => ({
        ...{ ...change, appointment, visit_date, kind: 'gone', was: standing, now_is: null },
      })),
  ]);
}

async function noteKept(db: Transaction<Database>, run: SweepRun, patientRef: string, swept: Swept): Promise<void> {
  await db
    .updateTable('sweep_patient')
    .set({ outcome: 'kept', changed: swept.news.length + swept.gone.length })
    .where('run_id', '=', run.id)
    .where('patient_ref', '=', patientRef)
    .execute();
}

/** A patient whose record could not be read or decided: said in the report, tried again by the next run. */
export async function noteFailure(db: Kysely<Database>, run: SweepRun, patientRef: string, why: string): Promise<void> {
  const failed = { run_id: run.id, patient_ref: patientRef, outcome: 'failed' as const, why };
  await db
    .insertInto('sweep_patient')
    .values(failed)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
