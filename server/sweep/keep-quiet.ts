/** Patients of whom a sweep found nothing new and left nothing to settle: many of them in one transaction. */
import type { Kysely } from 'kysely';
import { groupBy } from '../../domain/kernel/group-by.ts';
import { keepServiceStarts } from '../store/case-keepsakes.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import { lookedAtAgain, seenAgain } from '../store/standings.ts';
import type { NewCase } from '../store/open-case.ts';
import type { Stands } from '../store/stands.ts';
import { standsOf, standsPrint } from '../store/stands.ts';
import { isSameWork, saysTheSame } from '../worklist/case-keeping.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import { casesOfDecision } from '../worklist/cases-of-decision.ts';
import { isDoseKey } from '../worklist/dose-cases.ts';
import { serviceStarts } from '../worklist/start-of-service.ts';
import { claimPatients } from './claim-patients.ts';
import type { SweptPatient } from './compare-swept.ts';
import { compareSwept } from './compare-swept.ts';
import { callOf } from './keep-swept.ts';
import type { SamePatient } from './look-at-patient.ts';
import type { SweepRun } from './sweeping.ts';

/** One with nothing new, and the call that its standing decision answers. */
export interface QuietPatient {
  readonly patient: SweptPatient;
  readonly call: DecidedCall;
  /** Of the rows that were found to agree with it. */
  readonly stands: string;
}

/**
 * Those whose visits stand as they stood, and whose open cases are exactly the work that the decision calls for, in the
 * same words. What a person does meanwhile is left alone: of these patients nothing of a case is written.
 */
export function quietAmong(
  run: SweepRun,
  patients: readonly SweptPatient[],
  standsOfPatient: (ref: string) => Stands,
): readonly QuietPatient[] {
  return patients.flatMap((patient): QuietPatient[] => {
    const stands = standsOfPatient(patient.assessed.snapshot.patient.ref);
    const { mustKeep, lastDecision } = compareSwept(stands.standings, patient);
    if (mustKeep) return [];
    const call = callOf(run, patient, lastDecision);
    return isSettled(call, stands.cases) ? [{ patient, call, stands: standsPrint(stands) }] : [];
  });
}

/** How the store stands about each of them. */
export async function standsByPatient(
  db: Kysely<Database>,
  tenant: string,
  references: readonly string[],
): Promise<(ref: string) => Stands> {
  const { standings, cases } = await standsOf(db, tenant, references);
  const [standingsBy, casesBy] = [groupBy(standings, patientOf), groupBy(cases, patientOf)];
  return (ref) => ({ standings: standingsBy.get(ref) ?? [], cases: casesBy.get(ref) ?? [] });
}

const patientOf = ({ patient_ref }: { readonly patient_ref: string }): string => patient_ref;

/** As `settleCases` would leave it: every open case belongs to work that is wanted, and all that is wanted is there. */
function isSettled(call: DecidedCall, open: readonly AuthorizationCase[]): boolean {
  const wanted = casesOfDecision(call);
  const isThere = (work: NewCase): boolean => open.some((one) => isSameWork(work, one) && saysTheSame(one, work));
  return isInOrder(call, wanted, open) && wanted.every(isThere);
}

/** Every open case is at its visit, is about work that is wanted, and says what would be written there now. */
export function isInOrder(
  { decision }: Pick<DecidedCall, 'decision'>,
  wanted: readonly NewCase[],
  open: readonly AuthorizationCase[],
): boolean {
  const dayOf = new Map<string, string>(decision.visits.map(({ appointment, date }) => [appointment, date]));
  const isInPlace = ({ appointment_key, visit_date }: AuthorizationCase): boolean =>
    isDoseKey(appointment_key) || dayOf.get(appointment_key) === visit_date;
  return open.every((one) => isInPlace(one) && wanted.some((work) => isSameWork(work, one) && saysTheSame(one, work)));
}

/** Whom nothing new is to be kept of: decided and found quiet, or not decided because all is as it was. */
export interface NothingNew {
  readonly quiet: readonly QuietPatient[];
  readonly same: readonly SamePatient[];
}

/** The patients, by reference, whom this run had not dealt with; none where another process has taken it over. */
export function keepQuiet(
  db: Kysely<Database>,
  run: SweepRun,
  { quiet, same }: NothingNew,
): Promise<ReadonlySet<string>> {
  return db.transaction().execute(async (transaction) => {
    const claimed = await claimPatients(transaction, run, [
      ...quiet.map(({ patient: { assessed, visits } }) => ({
        ref: assessed.snapshot.patient.ref,
        visits: visits.length,
      })),
      ...same.map(({ ref, look }) => ({ ref, visits: look.visits })),
    ]);
    const ours = quiet.filter(({ call }) => claimed.has(call.snapshot.patient.ref));
    const oursAsBefore = same.filter(({ ref }) => claimed.has(ref));
    await lookedAtAgain(
      transaction,
      run.tenant,
      ours.flatMap(({ patient: { visits, at } }) =>
        visits.map(({ appointment, standing }) => ({ appointment, standing, at })),
      ),
    );
    await seenAgain(
      transaction,
      run.tenant,
      oursAsBefore.map(({ ref, at }) => ({ patient: ref, at })),
    );
    await keepServiceStarts(transaction, [
      ...ours.flatMap(({ call }) => serviceStarts(call)),
      ...oursAsBefore.flatMap(({ look, at }) => look.starts.map((start) => ({ ...start, noted_at: at }))),
    ]);
    return claimed;
  });
}
