/** Keeps what a sweep decided about one patient: decision, standings, changes and cases in one transaction, once a run. */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Assessed } from '../assessment/assess-patient.ts';
import { keepAnsweredRequests } from '../store/answered-requests.ts';
import type { Database } from '../store/database.ts';
import { decisionsIn, newDecisionId } from '../store/decisions.ts';
import type { KnownStanding, NewChange } from '../store/standings.ts';
import { forgetStandings, keepChanges, keepStandings, standingsOfPatient } from '../store/standings.ts';
import type { StaffSettings } from '../worklist/own-critical.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import { settleCases } from '../worklist/settle-cases.ts';
import type { VisitStanding } from './standing.ts';
import { standingOf } from './standing.ts';

/** Which run, and by whom: a process that lost its lease keeps nothing any more. */
export interface SweepRun {
  readonly id: string;
  readonly holder: string;
  readonly tenant: string;
  readonly rulesVersion: string;
  /** Who may be given a critical case. */
  readonly staff: StaffSettings;
  readonly isSilent: boolean;
}

export interface KeptSweep {
  readonly kept: boolean;
  readonly visits: number;
  readonly changes: { readonly new: number; readonly changed: number; readonly gone: number };
  readonly cases: CaseCounts;
}

/** Undefined when another process has dealt with this patient in this run, or has taken the run over. */
export function keepSwept(
  db: Kysely<Database>,
  run: SweepRun,
  assessed: Assessed,
  at: Date,
): Promise<KeptSweep | undefined> {
  return db.transaction().execute(async (transaction) => {
    const patientRef = assessed.snapshot.patient.ref;
    if (!(await claimPatient(transaction, run, patientRef, assessed.decision.visits.length))) return undefined;
    const before = await standingsOfPatient(transaction, run.tenant, patientRef);
    const swept = compare(before, assessed);
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

/** Written first, so that of two processes one waits for the other and then finds the patient done. */
async function claimPatient(
  db: Transaction<Database>,
  run: SweepRun,
  patientRef: string,
  visits: number,
): Promise<boolean> {
  const { rows } = await sql<{ patient_ref: string }>`
    insert into sweep_patient (run_id, patient_ref, outcome, visits, changed)
    select id, ${patientRef}, 'unchanged', ${visits}::int, 0 from job_run
    where id = ${run.id}::bigint and holder = ${run.holder} and state = 'running'
    on conflict do nothing returning patient_ref
  `.execute(db);
  return rows.length === 1;
}

interface SweptVisit extends VisitStanding {
  readonly appointment: string;
  readonly date: string;
  readonly was: KnownStanding | undefined;
}

interface Swept {
  readonly visits: readonly SweptVisit[];
  readonly news: readonly SweptVisit[];
  readonly gone: readonly KnownStanding[];
  readonly sawAllVisits: boolean;
  /** Without news the decision that was kept last says the same. */
  readonly mustKeep: boolean;
  readonly lastDecision: string;
}

function compare(before: readonly KnownStanding[], { decision, snapshot, notRead }: Assessed): Swept {
  const known = new Map(before.map((one) => [one.appointment, one]));
  const visits = decision.visits.map((visit): SweptVisit => {
    const { appointment, date } = visit;
    return { appointment, date, was: known.get(appointment), ...standingOf(visit, snapshot) };
  });
  const news = visits.filter(({ was, digest }) => was?.digest !== digest);
  const sawAllVisits = notRead.every(({ key }) => key !== 'appointments');
  const here = new Set(visits.map(({ appointment }) => appointment));
  const gone = sawAllVisits ? before.filter(({ appointment }) => !here.has(appointment)) : [];
  const lastDecision = before[0]?.decision_id ?? '';
  // A case about doses that no visit tells of must be able to show what was decided.
  const isWithoutDecision = decision.given !== undefined && lastDecision === '';
  const mustKeep = news.length > 0 || gone.length > 0 || isWithoutDecision;
  return { visits, news, gone, sawAllVisits, lastDecision, mustKeep };
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
