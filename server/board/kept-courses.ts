/** What the board shows of a kept decision. A kept decision never changes, so what was read of it is remembered a while. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { VisitState } from '../../api-contract/visit-state.ts';
import { stateOfTheDay, visitState } from '../../api-contract/visit-state.ts';
import { concernsOf } from '../../cds-hooks/concerns.ts';
import type { AuthorizationState, Decision, VisitDecision } from '../../domain/decision/decision.ts';
import { exactJson } from '../../domain/kernel/exact-json.ts';
import { usdText } from '../../domain/kernel/usd.ts';
import type { Snapshot } from '../../domain/visit/snapshot.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { KeptTexts } from '../store/schedule.ts';
import { keptTexts } from '../store/schedule.ts';
import { scheduledAs } from '../sweep/standing.ts';
import type { IdleMemory } from './idle-memory.ts';
import { idleMemory } from './idle-memory.ts';

export interface KeptPatient {
  readonly ref: string;
  readonly name?: string;
  readonly birthDate?: string;
}

export interface KeptVisit {
  readonly appointment: string;
  readonly date: string;
  readonly isBooked: boolean;
  readonly start?: string;
  readonly end?: string;
  readonly place?: string;
  readonly chair?: string;
  readonly payer?: string;
  readonly drugs: readonly {
    readonly order: string;
    readonly name: string;
    readonly hcpcs: string | null;
    readonly state: AuthorizationState;
  }[];
  readonly state: VisitState;
  /** The same without what stands against later visits only. */
  readonly ofTheDay: VisitState;
  readonly sentence?: string;
  /** Dollars; null where the code has no payment limit. */
  readonly atRisk: string | null;
}

/** One kept decision: whose, and by visit. */
export interface KeptCourse {
  readonly patient: KeptPatient;
  /** It judged a visit that is not booked yet, whose units may be missing from the booked ones. */
  readonly hasDraft: boolean;
  readonly visits: ReadonlyMap<string, KeptVisit>;
}

export type KeptCourses = (tenant: string, ids: readonly string[]) => Promise<ReadonlyMap<string, KeptCourse>>;

/** A deleted body is forgotten after this time at the latest. */
const REMEMBERED_MS = 15 * 60_000;
/** A patient's next decision takes the place of the one before on every page, and nobody asks for that one again. */
const IDLE_MS = 3 * 60_000;
const MOST = 20_000;
/** So many are read at a time before other requests get their turn. */
const BATCH = 20;

/** One memory for all pages of a store. */
const memories = new WeakMap<Kysely<Database>, IdleMemory<KeptCourse>>();

function memoryOf(db: Kysely<Database>): IdleMemory<KeptCourse> {
  const limits = { idleMs: IDLE_MS, lastsMs: REMEMBERED_MS, most: MOST, now: () => performance.now() };
  const memory = memories.get(db) ?? idleMemory<KeptCourse>(limits);
  memories.set(db, memory);
  return memory;
}

export function keptCoursesIn(db: Kysely<Database>): KeptCourses {
  const seen = memoryOf(db);
  return async (tenant, ids) => {
    const wanted = [...new Set(ids)];
    const key = (id: string): string => `${tenant} ${id}`;
    const found = new Map<string, KeptCourse>();
    for (const id of wanted) {
      const course = seen.get(key(id));
      if (course !== undefined) found.set(id, course);
    }
    const missing = wanted.filter((id) => !found.has(id));
    for (let from = 0; from < missing.length; from += BATCH) {
      for (const kept of await keptTexts(db, tenant, missing.slice(from, from + BATCH))) {
        const course = courseOf(kept);
        seen.set(key(kept.id), course);
        found.set(kept.id, course);
      }
      await nextTurn();
    }
    return found;
  };
}

function courseOf(kept: KeptTexts): KeptCourse {
  const decision = exactJson.parse(kept.decision) as Decision;
  const snapshot = exactJson.parse(kept.snapshot) as Snapshot;
  const { ref, name, birthDate } = snapshot.patient;
  return {
    patient: { ref, ...definedOnly({ name, birthDate }) },
    hasDraft: snapshot.visits.some((visit) => visit.status === 'proposed' || visit.ref.includes('#')),
    visits: new Map(decision.visits.map((visit) => [visit.appointment, visitOf(visit, snapshot)])),
  };
}

function visitOf(visit: VisitDecision, snapshot: Snapshot): KeptVisit {
  const booked = snapshot.visits.find(({ ref }) => ref === visit.appointment);
  return {
    appointment: visit.appointment,
    date: visit.date,
    isBooked: booked !== undefined && booked.status !== 'proposed' && !booked.ref.includes('#'),
    ...scheduledAs(visit, snapshot),
    drugs: visit.drugs.map(({ order, name, hcpcs, authorization: { state } }) => ({ order, name, hcpcs, state })),
    state: visitState(visit),
    ofTheDay: stateOfTheDay(visit),
    ...definedOnly({ sentence: sentenceOf(visit) }),
    atRisk: visit.exposure === null ? null : usdText(visit.exposure.atRisk.total),
  };
}

/** The gravest open finding; of a visit that only waits, why it waits. */
function sentenceOf(visit: VisitDecision): string | undefined {
  const [gravest] = concernsOf({ visits: [visit] });
  return (
    gravest?.finding.sentence ??
    visit.drugs.find(({ authorization: { state } }) => state === 'pending')?.authorization.because
  );
}
