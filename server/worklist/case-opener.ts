import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Decision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { patientKey, patientsWithCases } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { Decisions } from '../store/decisions.ts';
import type { DecidedCall } from './cases-of-decision.ts';
import type { StaffSettings } from './own-critical.ts';
import { settleCases } from './settle-cases.ts';

export interface CaseOpener {
  /** Returns at once; nobody waits at the booking screen for the worklist. */
  readonly open: (call: DecidedCall) => void;
  /**
   * Resolves when the worklist says what every call so far decided, or that has failed and been said. What is not done
   * within the time is left to the next sweep.
   */
  readonly drain: (withinMs?: number) => Promise<void>;
  /** Decisions that the worklist does not show yet, for metrics. */
  readonly waiting: number;
}

export interface OpenerSetting {
  readonly db: Kysely<Database>;
  readonly decisions: Pick<Decisions, 'findDecision'>;
  readonly log: Log;
  readonly staffOf?: (tenant: string) => StaffSettings;
}

/** Long enough for the answer to leave first and for calls that come together to share a look-up. */
const GATHER_MS = 20;
/** Of more calls than these only the ids are held; they are read from the store when it is their turn. */
const AT_HAND = 64;
/** Beyond these the worklist waits for the next sweep, which settles the cases of every patient again. */
const MOST = 20_000;

/**
 * Settles the cases of each decision after its answer, one call after the other, so that two calls about one visit meet
 * one open case. Most calls find nothing to do and nothing open: one query tells that for all that have gathered.
 */
export function caseOpener({ db, decisions, log, staffOf = () => [] }: OpenerSetting): CaseOpener {
  const waiting: (DecidedCall | Slip)[] = [];
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
      const calls = newestOfEach(await wholeCalls(waiting.splice(0, AT_HAND), decisions, log));
      for (const call of await thatConcernUs(db, calls, log)) await settle(call);
    }
    working = undefined;
  };
  const leaveToSweep = (): void => {
    log.error('cases left to the next sweep', { count: waiting.length });
    waiting.length = 0;
  };

  return {
    open(call) {
      if (waiting.length >= MOST) leaveToSweep();
      waiting.push(waiting.length < AT_HAND ? call : slipOf(call));
      working ??= workOff();
    },
    drain: async (withinMs) => {
      const late = withinMs === undefined ? undefined : setTimeout(leaveToSweep, withinMs);
      while (working !== undefined) await working;
      clearTimeout(late);
    },
    get waiting() {
      return waiting.length;
    },
  };
}

/** What finds a call again in the store. Its record is not there: without it a case may be opened, and none is taken for gone. */
type Slip = Omit<DecidedCall, 'decision' | 'snapshot' | 'record'>;

function slipOf({ decisionId, tenant, at, settles, isSilent }: DecidedCall): Slip {
  return { decisionId, tenant, at, ...definedOnly({ settles, isSilent }) };
}

async function wholeCalls(
  waiting: readonly (DecidedCall | Slip)[],
  decisions: OpenerSetting['decisions'],
  log: Log,
): Promise<readonly DecidedCall[]> {
  const read = async (one: DecidedCall | Slip): Promise<readonly DecidedCall[]> => {
    if ('decision' in one) return [one];
    try {
      const kept = await decisions.findDecision(one.tenant, one.decisionId);
      if (kept === undefined) throw new Error('the decision is not kept');
      const decision = exactJson.parse(kept.decision) as Decision;
      return [{ ...one, decision, snapshot: exactJson.parse(kept.snapshot) as Snapshot }];
    } catch (error) {
      log.error('cases not settled', { decision: one.decisionId, tenant: one.tenant, error: errorFields(error) });
      return [];
    }
  };
  return (await Promise.all(waiting.map(read))).flat();
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
