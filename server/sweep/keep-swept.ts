/** Keeps what a sweep decided about one patient: decision, standings, changes and cases in one transaction, once a run. */
import type { Kysely, Transaction } from 'kysely';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { bookedMark } from '../margin/booked-doses.ts';
import { keepAnsweredRequests } from '../store/answered-requests.ts';
import type { Database } from '../store/database.ts';
import type { CallRecord } from '../store/decisions.ts';
import { decisionsIn, newDecisionId } from '../store/decisions.ts';
import type { NewChange } from '../store/standings.ts';
import { forgetStandings, keepChanges, keepStandings, standingsOfPatient } from '../store/standings.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
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
    const decisionId = await keepDecision(transaction, run, patient, swept);
    await keepStanding(transaction, run, [{ assessed, swept, decisionId, at }]);
    const call = callOf(run, patient, decisionId);
    const cases = await settleCases(transaction, {
      call,
      seen: new Set(before.map(({ appointment }) => appointment)),
      record: swept.sawAllVisits ? assessed.resources : undefined,
      staff: run.staff,
    });
    if (swept.mustKeep) {
      await noteKept(transaction, run, patientRef, swept);
      await keepAnsweredRequests(transaction, [call]);
    }
    return { kept: swept.mustKeep, visits: swept.visits.length, changes: changesOf(swept), cases };
  });
}

/** The decision that holds now: a new one, or the kept one that it would repeat. */
async function keepDecision(
  db: Transaction<Database>,
  run: SweepRun,
  patient: Pick<SweptPatient, 'assessed' | 'at'>,
  { mustKeep, lastDecision }: Swept,
): Promise<string> {
  if (!mustKeep) return lastDecision;
  const id = newDecisionId();
  const kept = await decisionsIn(db).keepDecision(recordOf(run, patient, id));
  if (!kept.ok)
    throw new Error(`the decision was not kept (${kept.problem})`, {
      cause: 'cause' in kept ? kept.cause : kept.problem,
    });
  return id;
}

export function recordOf(
  run: SweepRun,
  { assessed: { decision, snapshot }, at }: Pick<SweptPatient, 'assessed' | 'at'>,
  id: string,
): CallRecord {
  return {
    ...{ id, tenant: run.tenant, service: 'sweep', hookInstance: `sweep-${run.id}`, role: 'system' },
    ...{ receivedAt: at, answeredAt: new Date(), today: decision.today, patientRef: snapshot.patient.ref },
    decision: exactJson.stringify(decision),
    snapshot: exactJson.stringify(snapshot),
    ...{ rulesVersion: run.rulesVersion, cards: [], booked: bookedMark('sweep', decision, snapshot) },
  };
}

export const callOf = (
  { tenant, isSilent }: Pick<SweepRun, 'tenant' | 'isSilent'>,
  { assessed: { decision, snapshot }, at }: SweptPatient,
  decisionId: string,
): DecidedCall => ({ decisionId, tenant, decision, snapshot, at, isSilent });

export function changesOf({ news, gone }: Swept): KeptSweep['changes'] {
  const fresh = news.filter(({ was }) => was === undefined).length;
  return { new: fresh, changed: news.length - fresh, gone: gone.length };
}

interface Keeping {
  readonly assessed: Assessed;
  readonly swept: Swept;
  readonly decisionId: string;
  readonly at: Date;
}

export async function keepStanding(
  db: Transaction<Database>,
  { id: runId, tenant }: SweepRun,
  patients: readonly Keeping[],
): Promise<void> {
  await keepStandings(
    db,
    patients.flatMap(({ assessed, swept, decisionId, at }) =>
      swept.visits.map(({ appointment, date, digest, standing }) => ({
        ...{ tenant, patient_ref: assessed.snapshot.patient.ref, appointment, visit_date: date, digest, standing },
        ...{ decision_id: decisionId, evaluated_at: at },
      })),
    ),
  );
  await forgetStandings(
    db,
    tenant,
    patients.flatMap(({ swept }) => swept.gone.map(({ appointment }) => appointment)),
  );
  await keepChanges(
    db,
    patients.flatMap((one) => changesIn(one, { tenant, runId })),
  );
}

function changesIn(
  { assessed, swept, at }: Keeping,
  { tenant, runId }: { readonly tenant: string; readonly runId: string },
): readonly NewChange[] {
  const change = { tenant, patient_ref: assessed.snapshot.patient.ref, run_id: runId, at };
  const { today } = assessed.decision;
  return [
    ...swept.news.map(({ appointment, date, was, standing }): NewChange => ({
      ...{ ...change, appointment, visit_date: date, kind: was === undefined ? 'new' : 'changed' },
      ...{ was: was?.standing ?? null, now_is: standing },
    })),
    ...swept.gone
      .filter(({ visit_date }) => visit_date >= today)
      .map(({ appointment, visit_date, standing }): NewChange => ({
        ...{ ...change, appointment, visit_date, kind: 'gone', was: standing, now_is: null },
      })),
  ];
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
