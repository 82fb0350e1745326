/** Brings the worklist into line with a new decision: opens, moves and closes a patient's cases. */
import type { Kysely } from 'kysely';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { Decision, VisitDecision } from '../../domain/decision/decision.ts';
import { daysBetween, plainDate } from '../../domain/kernel/plain-date.ts';
import type { AuthorizationCase, NewCase } from '../store/cases.ts';
import { closeCase, moveCase, openCase, openCasesOf } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import type { DecidedCall } from '../worklist/cases-of-decision.ts';
import { casesOfDecision } from '../worklist/cases-of-decision.ts';

export interface CaseCounts {
  opened: number;
  updated: number;
  moved: number;
  closed: number;
}

export const noCases = (): CaseCounts => ({ opened: 0, updated: 0, moved: 0, closed: 0 });

export interface Settling {
  readonly call: DecidedCall;
  /** Visits that stand otherwise than when they were last looked at: only these make work. */
  readonly changed: ReadonlySet<string>;
  /** Visits that were seen before: a case never moves onto one of them. */
  readonly seen: ReadonlySet<string>;
  /** The record as it was read; undefined where the visits could not all be read, and none is then taken for gone. */
  readonly record: readonly RawResource[] | undefined;
}

/** In one transaction with what it follows from. A case that somebody changes meanwhile keeps their change. */
export async function settleCases(db: Kysely<Database>, settling: Settling): Promise<CaseCounts> {
  const { call, changed } = settling;
  const counts = noCases();
  const wanted = casesOfDecision(call);
  for (const open of await openCasesOf(db, call.tenant, call.snapshot.patient.ref))
    await settleOne(db, open, wanted, settling, counts);
  for (const work of wanted.filter(({ appointmentKey }) => changed.has(appointmentKey))) {
    const { opened } = await openCase(db, work);
    counts[opened ? 'opened' : 'updated'] += 1;
  }
  return counts;
}

async function settleOne(
  db: Kysely<Database>,
  open: AuthorizationCase,
  wanted: readonly NewCase[],
  settling: Settling,
  counts: CaseCounts,
): Promise<void> {
  const { decision, at } = settling.call;
  const seen = { tenant: open.tenant, id: open.id, version: open.version };
  const visit = decision.visits.find(({ appointment }) => appointment === open.appointment_key);
  if (visit !== undefined) {
    if (wanted.some((work) => isSameWork(work, open))) return;
    if ((await closeCase(db, seen, at, whyDone(visit, wanted))).ok) counts.closed += 1;
    return;
  }
  const target = movedTo(open, settling, wanted);
  if (target !== undefined) {
    const to = { appointmentKey: target.appointment, visitDate: target.date };
    if ((await moveCase(db, seen, to)).ok) counts.moved += 1;
  } else if (isGone(open, settling)) {
    if ((await closeCase(db, seen, at, 'The visit is no longer booked.')).ok) counts.closed += 1;
  }
}

const isSameWork = (work: NewCase, open: AuthorizationCase): boolean =>
  work.appointmentKey === open.appointment_key &&
  (work.orderRef ?? null) === open.order_ref &&
  work.workKind === open.work_kind;

/** What the new decision says instead, for whoever wonders where the case went. */
function whyDone(visit: VisitDecision, wanted: readonly NewCase[]): string {
  const other = wanted.find(({ appointmentKey }) => appointmentKey === visit.appointment);
  if (other !== undefined) return `Replaced: the visit now needs work of another kind (${other.workKind}).`;
  const because = visit.drugs.map(({ authorization }) => authorization.because).filter((text) => text !== '');
  return ['A new decision leaves nothing to do for this visit.', ...because].join(' ');
}

/** The same order on a visit nobody has seen before, nearest in time: a draft that was booked, or a visit that was moved. */
function movedTo(
  open: AuthorizationCase,
  { call, seen, record }: Settling,
  wanted: readonly NewCase[],
): VisitDecision | undefined {
  const isDraft = open.appointment_key.startsWith('draft ');
  if (open.order_ref === null || (!isDraft && record === undefined)) return undefined;
  const day = plainDate(open.visit_date);
  const away = ({ date }: VisitDecision): number => Math.abs(daysBetween(day, date));
  const candidates = call.decision.visits
    .filter(({ appointment, drugs }) => !seen.has(appointment) && drugs.some(({ order }) => order === open.order_ref))
    .filter((visit) => (isDraft ? visit.date === day : isWanted(visit, open, wanted)))
    .sort((a, b) => away(a) - away(b));
  return candidates[0];
}

/** Another case goes there only where it finds its own work: what the move settled is closed as done instead. */
const isWanted = ({ appointment }: VisitDecision, open: AuthorizationCase, wanted: readonly NewCase[]): boolean =>
  wanted.some((work) => isSameWork(work, { ...open, appointment_key: appointment }));

/** Not booked any more, from today on. What took place keeps its case: a denial of it can still be worked on. */
function isGone(open: AuthorizationCase, { call, record }: Settling): boolean {
  if (record === undefined || !open.appointment_key.startsWith('Appointment/')) return false;
  const { today }: Pick<Decision, 'today'> = call.decision;
  const id = open.appointment_key.slice('Appointment/'.length);
  const tookPlace = record.some(
    (one) => one.resourceType === 'Appointment' && one['id'] === id && one['status'] === 'fulfilled',
  );
  return open.visit_date >= today && !tookPlace;
}
