/** Patients with news of whom nothing open needs closing, moving or changing: many of them in one transaction. */
import type { Kysely, Transaction } from 'kysely';
import { keepAnsweredRequests } from '../store/answered-requests.ts';
import { recordEvents } from '../store/audit.ts';
import { addCaseEvents } from '../store/case-events.ts';
import { keepIdentities, keepServiceStarts } from '../store/case-keepsakes.ts';
import type { Database } from '../store/database.ts';
import { keepDecisions, newDecisionId } from '../store/decisions.ts';
import type { NewCase } from '../store/open-case.ts';
import { amongClosedByHand, openNewCases } from '../store/open-case.ts';
import type { Stands } from '../store/stands.ts';
import { QUIET_MS, identityOf, isSameWork, lockPatients, noCases, openedEvent } from '../worklist/case-keeping.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import { casesOfDecision } from '../worklist/cases-of-decision.ts';
import { mayOwnAtOnce } from '../worklist/own-critical.ts';
import { serviceStarts } from '../worklist/start-of-service.ts';
import { claimPatients } from './claim-patients.ts';
import type { Swept, SweptPatient } from './compare-swept.ts';
import { compareSwept } from './compare-swept.ts';
import { isInOrder, standsByPatient } from './keep-quiet.ts';
import type { KeptSweep } from './keep-swept.ts';
import { callOf, changesOf, keepStanding, recordOf } from './keep-swept.ts';
import type { SweepRun } from './sweeping.ts';

export interface NewPatient {
  readonly patient: SweptPatient;
  readonly swept: Swept;
  readonly call: DecidedCall;
  /** The work that is not open yet. */
  readonly work: readonly NewCase[];
}

/** As `settleCases` would deal with them, where it would open cases and do nothing else. */
export function newAmong(
  run: SweepRun,
  patients: readonly SweptPatient[],
  standsOfPatient: (ref: string) => Stands,
): readonly NewPatient[] {
  return patients.flatMap((patient): NewPatient[] => {
    const stands = standsOfPatient(patient.assessed.snapshot.patient.ref);
    const swept = compareSwept(stands.standings, patient);
    if (!swept.mustKeep) return [];
    const call = callOf(run, patient, newDecisionId());
    const wanted = casesOfDecision(call);
    const work = wanted.filter((one) => !stands.cases.some((open) => isSameWork(one, open)));
    const isSimple = isInOrder(call, wanted, stands.cases) && !work.some((one) => mayOwnAtOnce(run.staff, one));
    return isSimple ? [{ patient, swept, call, work }] : [];
  });
}

/**
 * What became of each patient; those whom this run has dealt with are left out. Throws, and keeps nothing, where what was
 * seen before the transaction is not so any more: each is then kept alone.
 */
export function keepNew(
  db: Kysely<Database>,
  run: SweepRun,
  fresh: readonly NewPatient[],
): Promise<ReadonlyMap<SweptPatient, KeptSweep>> {
  return db.transaction().execute(async (transaction) => {
    const claimed = await claimPatients(transaction, run, fresh.map(claimOf));
    const patients = fresh.map(({ patient }) => patient).filter((one) => claimed.has(refOf(one)));
    if (patients.length === 0) return new Map();
    await lockPatients(transaction, run.tenant, patients.map(refOf));
    const stands = await standsByPatient(transaction, run.tenant, patients.map(refOf));
    const still = newAmong(run, patients, stands);
    if (still.length !== patients.length) throw new Error('somebody else has settled one of them meanwhile');
    await keepDecisions(
      transaction,
      still.map(({ patient, call }) => recordOf(run, patient, call.decisionId)),
    );
    await keepStanding(
      transaction,
      run,
      still.map(({ patient: { assessed, at }, swept, call: { decisionId } }) => ({ assessed, swept, decisionId, at })),
    );
    const opened = await openCases(transaction, run, still);
    await keepServiceStarts(
      transaction,
      still.flatMap(({ call }) => serviceStarts(call)),
    );
    await keepAnsweredRequests(
      transaction,
      still.map(({ call }) => call),
    );
    return new Map(still.map((one) => [one.patient, keptOf(one, opened.get(one) ?? 0)]));
  });
}

const refOf = ({ assessed }: SweptPatient): string => assessed.snapshot.patient.ref;

const claimOf = ({ patient, swept }: NewPatient) => ({
  ref: refOf(patient),
  visits: patient.visits.length,
  changed: swept.news.length + swept.gone.length,
});

const keptOf = ({ swept }: NewPatient, opened: number): KeptSweep => ({
  ...{ kept: true, visits: swept.visits.length, changes: changesOf(swept), cases: { ...noCases(), opened } },
});

/** How many were opened for each, with their history and one record in the chain for each patient. */
async function openCases(
  db: Transaction<Database>,
  run: SweepRun,
  fresh: readonly NewPatient[],
): Promise<ReadonlyMap<NewPatient, number>> {
  const quiet = await amongClosedByHand(
    db,
    fresh.flatMap(({ work }) => work),
    quietSince(fresh),
  );
  const wanted = fresh.flatMap(({ work }) => work).filter((one) => !quiet.has(one));
  const opened = await openNewCases(db, wanted);
  if (opened.length !== wanted.length) throw new Error('one of the cases was opened meanwhile');
  const told = fresh.flatMap((one) => {
    const events = opened.filter(({ work }) => one.work.includes(work)).map((row) => openedEvent(one.call, row));
    return events.length === 0 ? [] : [{ one, events }];
  });
  await keepIdentities(
    db,
    told.map(({ one: { call } }) => identityOf({ tenant: run.tenant, patient: call.snapshot.patient, at: call.at })),
  );
  await addCaseEvents(
    db,
    told.flatMap(({ events }) => events),
  );
  await recordEvents(
    db,
    { kind: 'case-change', tenant: run.tenant },
    told.map(({ one: { call }, events }) => ({
      at: call.at,
      body: {
        ...{ patient: call.snapshot.patient.ref, decision: call.decisionId },
        cases: events.map(({ caseId, kind, version }) => ({ case: caseId, kind, version })),
      },
    })),
  );
  return new Map(told.map(({ one, events }) => [one, events.length]));
}

/** Of looks that came together the first tells how long ago is too long. */
const quietSince = (fresh: readonly NewPatient[]): Date =>
  new Date(Math.min(...fresh.map(({ call }) => call.at.getTime())) - QUIET_MS);
