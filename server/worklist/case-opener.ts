import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { patientKey, patientsWithCases } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { DecidedCall } from './cases-of-decision.ts';
import type { StaffSettings } from './own-critical.ts';
import { settleCases } from './settle-cases.ts';

export interface CaseOpener {
  /** Returns at once; nobody waits at the booking screen for the worklist. */
  readonly open: (call: DecidedCall) => void;
  /** Resolves when the worklist says what every call so far decided, or that has failed and been said. */
  readonly drain: () => Promise<void>;
}

/** Long enough for the answer to leave first and for calls that come together to share a look-up. */
const GATHER_MS = 20;

/**
 * Settles the cases of each decision after its answer, one call after the other, so that two calls about one visit meet
 * one open case. Most calls find nothing to do and nothing open: one query tells that for all that have gathered.
 */
export function caseOpener(
  db: Kysely<Database>,
  log: Log,
  staffOf: (tenant: string) => StaffSettings = () => [],
): CaseOpener {
  let waiting: DecidedCall[] = [];
  let working: Promise<void> | undefined;

  const settle = async (call: DecidedCall): Promise<void> => {
    try {
      const settling = { call, record: call.record, staff: staffOf(call.tenant) };
      await db.transaction().execute((transaction) => settleCases(transaction, settling));
    } catch (error) {
      log.error('cases not settled', { decision: call.decisionId, tenant: call.tenant, error: errorFields(error) });
    }
  };
  const workOff = async (): Promise<void> => {
    while (waiting.length > 0) {
      await sleep(GATHER_MS);
      const calls = newestOfEach(waiting);
      waiting = [];
      for (const call of await thatConcernUs(db, calls, log)) await settle(call);
    }
    working = undefined;
  };

  return {
    open(call) {
      waiting.push(call);
      working ??= workOff();
    },
    drain: async () => {
      while (working !== undefined) await working;
    },
  };
}

/**
 * Of calls that gathered about the same visits of one patient, the newest says all that the others did. Calls about
 * other drafts are other work and stay.
 */
function newestOfEach(calls: readonly DecidedCall[]): readonly DecidedCall[] {
  const newest = new Map<string, DecidedCall>();
  for (const call of calls) {
    const visits = call.decision.visits.map(({ appointment, date }) => `${appointment} ${date}`);
    // Only a call that read the whole record may close cases, so it says more than a newer one that did not.
    const isWhole = call.record !== undefined;
    const key = JSON.stringify([call.tenant, call.snapshot.patient.ref, call.settles, call.isSilent, isWhole, visits]);
    // Taken out first, so that it stands where the newest stands.
    newest.delete(key);
    newest.set(key, call);
  }
  return [...newest.values()];
}

/** Calls that want a case, or whose patient has one that may now be done, or who is here today. */
async function thatConcernUs(
  db: Kysely<Database>,
  calls: readonly DecidedCall[],
  log: Log,
): Promise<readonly DecidedCall[]> {
  const quiet = calls.filter((call) => !makesWork(call));
  try {
    const busy = await patientsWithCases(
      db,
      quiet.map(({ tenant, snapshot }) => ({ tenant, patientRef: snapshot.patient.ref })),
    );
    return calls.filter((call) => makesWork(call) || busy.has(patientKey(call.tenant, call.snapshot.patient.ref)));
  } catch (error) {
    log.error('cases not looked up', { error: errorFields(error) });
    return calls;
  }
}

const makesWork = (call: DecidedCall): boolean =>
  call.decision.given !== undefined ||
  call.decision.visits.some(({ route, date }) => route.to !== 'none' || date === call.decision.today);
