/** After a batch is kept: of whom a look that finds the same again would change nothing, that is remembered. */
import type { Kysely } from 'kysely';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { NewCase } from '../store/open-case.ts';
import type { Stands } from '../store/stands.ts';
import { standsOf, standsPrint } from '../store/stands.ts';
import { isSameWork, saysTheSame } from '../worklist/case-keeping.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import { isDoseKey } from '../worklist/dose-cases.ts';
import { serviceStarts } from '../worklist/start-of-service.ts';
import type { SweptPatient } from './compare-swept.ts';
import { compareSwept } from './compare-swept.ts';
import type { Settled } from './keep-swept.ts';
import type { Sweeping } from './sweeping.ts';
import type { WithCharting } from './watch-swept.ts';
import { isWithoutCharting } from './watch-swept.ts';

export type KeptPatient = Pick<Settled, 'patient' | 'call' | 'wanted'>;

/** What the store says by now decides: somebody may have changed a case since the patient was kept. */
export async function rememberLooks(
  sweeping: Sweeping,
  charting: WithCharting,
  kept: readonly KeptPatient[],
): Promise<void> {
  const worthwhile = kept.filter((one) => wasReadWhole(sweeping, charting, one.patient));
  const references = worthwhile.map(({ call }) => call.snapshot.patient.ref);
  const standsOfPatient = await standsByPatient(sweeping.db, sweeping.run.tenant, references);
  for (const one of worthwhile) {
    const stands = standsOfPatient(one.call.snapshot.patient.ref);
    if (isSettled(one, stands)) remember(sweeping, one, standsPrint(stands));
  }
}

/** Only then is deciding again all that the next look would do. */
function wasReadWhole({ desk }: Sweeping, charting: WithCharting, { assessed, print }: SweptPatient): boolean {
  const isWhole = assessed.notRead.every(({ key, why }) => why === 'not-offered' && key !== 'appointments');
  const hasLedger = (desk.site.withLedger === undefined) === (assessed.ledger === undefined);
  return print !== undefined && isWhole && hasLedger && isWithoutCharting(desk, charting, assessed);
}

async function standsByPatient(
  db: Kysely<Database>,
  tenant: string,
  references: readonly string[],
): Promise<(ref: string) => Stands> {
  const { standings, cases } = await standsOf(db, tenant, references);
  const [standingsBy, casesBy] = [groupBy(standings, patientOf), groupBy(cases, patientOf)];
  return (ref) => ({ standings: standingsBy.get(ref) ?? [], cases: casesBy.get(ref) ?? [] });
}

const patientOf = ({ patient_ref }: { readonly patient_ref: string }): string => patient_ref;

/** The visits stand as the decision says, and the open cases are exactly the work that it calls for, in the same words. */
function isSettled({ patient, call, wanted }: KeptPatient, { standings, cases }: Stands): boolean {
  const isThere = (work: NewCase): boolean => cases.some((open) => isSameWork(work, open) && saysTheSame(open, work));
  const isWanted = (open: AuthorizationCase): boolean => wanted.some((work) => isSameWork(work, open));
  return (
    !compareSwept(standings, patient).mustKeep &&
    cases.every((open) => isInPlace(call, open) && isWanted(open)) &&
    wanted.every(isThere)
  );
}

const isInPlace = ({ decision }: DecidedCall, { appointment_key: key, visit_date: day }: AuthorizationCase): boolean =>
  isDoseKey(key) || decision.visits.some(({ appointment, date }) => appointment === key && date === day);

function remember({ lastLooks, run }: Sweeping, { patient, call }: KeptPatient, stands: string): void {
  const { assessed, visits, print } = patient;
  if (print === undefined) return;
  const { snapshot, ledger } = assessed;
  lastLooks.remember(run.tenant, snapshot.patient.ref, snapshot.today, {
    ...{ print, stands, visits: visits.length, starts: serviceStarts(call) },
    ...(ledger === undefined ? {} : { ledger: { print: ledger.print(), printNow: ledger.printNow } }),
  });
}
