/** Keeps what a sweep found of some patients in one transaction, each once a run: decisions, standings, changes and cases. */
import type { Kysely, Transaction } from 'kysely';
import { groupBy } from '../../domain/kernel/group-by.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { bookedMark } from '../margin/booked-doses.ts';
import { keepAnsweredRequests } from '../store/answered-requests.ts';
import { keepServiceStarts } from '../store/case-keepsakes.ts';
import type { Database } from '../store/database.ts';
import type { CallRecord } from '../store/decisions.ts';
import { keepDecisions, newDecisionId } from '../store/decisions.ts';
import type { NewCase } from '../store/open-case.ts';
import { seenAgain, standingsOf } from '../store/standings.ts';
import type { CaseCounts } from '../worklist/case-keeping.ts';
import { noCases } from '../worklist/case-keeping.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import { casesOfDecision } from '../worklist/cases-of-decision.ts';
import type { Settling } from '../worklist/settle-cases.ts';
import { settleAll } from '../worklist/settle-cases.ts';
import { claimPatients, noteNews } from './claim-patients.ts';
import type { Swept, SweptPatient } from './compare-swept.ts';
import { compareSwept } from './compare-swept.ts';
import { keepStanding } from './keep-standing.ts';
import type { Looked, SamePatient } from './look-at-patient.ts';
import { isDecided, isSame, refOf, visitsOf } from './look-at-patient.ts';
import type { SweepRun } from './sweeping.ts';

export interface KeptSweep {
  readonly kept: boolean;
  readonly visits: number;
  readonly changes: { readonly new: number; readonly changed: number; readonly gone: number };
  readonly cases: CaseCounts;
  /** What the decision that holds now calls for; absent of whom all is as at the last look, and who was not decided. */
  readonly settled?: Pick<Settled, 'call' | 'wanted'>;
}

/** Without those whom another process has dealt with in this run; nobody where another one has taken the run over. */
export function keepSwept(
  db: Kysely<Database>,
  run: SweepRun,
  batch: readonly Looked[],
): Promise<ReadonlyMap<Looked, KeptSweep>> {
  return db.transaction().execute(async (transaction) => {
    const claimed = await claimPatients(
      transaction,
      run,
      batch.map((one) => ({ ref: refOf(one), visits: visitsOf(one) })),
    );
    const ours = batch.filter((one) => claimed.has(refOf(one)));
    const [decided, same] = [ours.filter(isDecided), ours.filter(isSame)];
    const settled = await compared(transaction, run, decided);
    await keepNews(
      transaction,
      run,
      settled.filter(({ swept }) => swept.mustKeep),
    );
    await keepStanding(transaction, run, settled);
    const cases = await settleAll(transaction, run.tenant, settled.map(settlingIn(run)));
    await keepSame(transaction, run, same);
    return new Map<Looked, KeptSweep>([
      ...settled.map((one, at) => [one.patient, keptOf(one, cases[at] ?? noCases())] as const),
      ...same.map((one) => [one, asBefore(one)] as const),
    ]);
  });
}

/** One patient as this run found them, beside how they stood. */
export interface Settled {
  readonly patient: SweptPatient;
  readonly swept: Swept;
  /** With the decision that holds now: a new one, or the kept one that it would repeat. */
  readonly call: DecidedCall;
  readonly wanted: readonly NewCase[];
  /** Visits that were seen before. */
  readonly seen: ReadonlySet<string>;
}

async function compared(
  db: Transaction<Database>,
  run: SweepRun,
  patients: readonly SweptPatient[],
): Promise<readonly Settled[]> {
  const standings = await standingsOf(db, run.tenant, patients.map(refOf));
  const byPatient = groupBy(standings, ({ patient_ref }) => patient_ref);
  return patients.map((patient) => {
    const before = byPatient.get(refOf(patient)) ?? [];
    const swept = compareSwept(before, patient);
    const call = callOf(run, patient, swept.mustKeep ? newDecisionId() : swept.lastDecision);
    const seen = new Set(before.map(({ appointment }) => appointment));
    return { patient, swept, call, wanted: casesOfDecision(call), seen };
  });
}

const callOf = (
  { tenant, isSilent }: SweepRun,
  { assessed: { decision, snapshot }, at }: SweptPatient,
  decisionId: string,
): DecidedCall => ({ decisionId, tenant, decision, snapshot, at, isSilent });

const settlingIn =
  ({ staff }: SweepRun) =>
  ({ call, wanted, seen, swept, patient }: Settled): Settling => ({
    ...{ call, wanted, seen, staff },
    record: swept.sawAllVisits ? patient.assessed.resources : undefined,
  });

async function keepNews(db: Transaction<Database>, run: SweepRun, news: readonly Settled[]): Promise<void> {
  if (news.length === 0) return;
  await keepDecisions(
    db,
    news.map(({ call }) => recordOf(run, call)),
  );
  await noteNews(
    db,
    run,
    news.map(({ patient, swept }) => ({ ref: refOf(patient), changed: swept.news.length + swept.gone.length })),
  );
  await keepAnsweredRequests(
    db,
    news.map(({ call }) => call),
  );
}

const recordOf = (run: SweepRun, { decisionId: id, decision, snapshot, at }: DecidedCall): CallRecord => ({
  ...{ id, tenant: run.tenant, service: 'sweep', hookInstance: `sweep-${run.id}`, role: 'system' },
  ...{ receivedAt: at, answeredAt: new Date(), today: decision.today, patientRef: snapshot.patient.ref },
  decision: exactJson.stringify(decision),
  snapshot: exactJson.stringify(snapshot),
  ...{ rulesVersion: run.rulesVersion, cards: [], booked: bookedMark('sweep', decision, snapshot) },
});

/** Of whom all is as at the last look, only the moment is written. */
async function keepSame(db: Transaction<Database>, run: SweepRun, same: readonly SamePatient[]): Promise<void> {
  await seenAgain(
    db,
    run.tenant,
    same.map(({ ref, at }) => ({ patient: ref, at })),
  );
  await keepServiceStarts(
    db,
    same.flatMap(({ look, at }) => look.starts.map((start) => ({ ...start, noted_at: at }))),
  );
}

function keptOf({ swept: { mustKeep, visits, news, gone }, call, wanted }: Settled, cases: CaseCounts): KeptSweep {
  const fresh = news.filter(({ was }) => was === undefined).length;
  const changes = { new: fresh, changed: news.length - fresh, gone: gone.length };
  return { kept: mustKeep, visits: visits.length, changes, cases, settled: { call, wanted } };
}

const asBefore = (same: SamePatient): KeptSweep => ({
  ...{ kept: false, visits: visitsOf(same), changes: { new: 0, changed: 0, gone: 0 }, cases: noCases() },
});
