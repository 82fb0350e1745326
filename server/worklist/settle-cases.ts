/** Brings the worklist into line with a new decision: opens, updates, moves and closes a patient's cases. */
import type { Kysely } from 'kysely';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { Decision, VisitDecision } from '../../domain/decision/decision.ts';
import { daysBetween, plainDate } from '../../domain/kernel/plain-date.ts';
import { keepReschedule, keepServiceStarts } from '../store/case-keepsakes.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { openCasesOfPatients } from '../store/cases.ts';
import type { NewCase } from '../store/open-case.ts';
import { moveCase } from '../store/change-case.ts';
import type { Database } from '../store/database.ts';
import { standingsOfPatient } from '../store/standings.ts';
import type { CaseCounts, CaseKeeping, Closing } from './case-keeping.ts';
import { bringAbout, closeWith, isSameWork, noCases, note, openKeepings, seenAs, tell } from './case-keeping.ts';
import type { DecidedCall } from './cases-of-decision.ts';
import { casesOfDecision } from './cases-of-decision.ts';
import { DOSES_DONE, DOSES_INSTEAD, isDoseKey, isDoseLookedAt, isOvertaken } from './dose-cases.ts';
import type { StaffSettings } from './own-critical.ts';
import { serviceStarts } from './start-of-service.ts';

export interface Settling {
  readonly call: DecidedCall;
  /** Its `casesOfDecision`, where the caller has them at hand. */
  readonly wanted?: readonly NewCase[];
  /** Visits that were seen before: a case never moves onto one of them. Looked up where it is not given. */
  readonly seen?: ReadonlySet<string>;
  /** The record as it was read; undefined where the visits could not all be read, and none is then taken for gone. */
  readonly record: readonly RawResource[] | undefined;
  readonly staff: StaffSettings;
}

/**
 * The one way from a decision to the worklist, for hook, app, feedback and sweep. Runs in the caller's transaction, so
 * that the worklist says what the kept decision says. A case that somebody changes meanwhile keeps their change.
 */
export async function settleCases(db: Kysely<Database>, settling: Settling): Promise<CaseCounts> {
  const [counts] = await settleAll(db, settling.call.tenant, [settling]);
  return counts ?? noCases();
}

/** The same of many patients of a tenant, each once, in the same few statements. Counts are in their order. */
export async function settleAll(
  db: Kysely<Database>,
  tenant: string,
  settlings: readonly Settling[],
): Promise<readonly CaseCounts[]> {
  if (settlings.length === 0) return [];
  const keepings = await openKeepings(db, tenant, settlings.map(occasionOf), openCasesOfPatients);
  const works: Work[] = [];
  for (const [at, keeping] of keepings.entries()) {
    const settling = settlings[at];
    if (settling !== undefined) works.push(await settleOpen(keeping, settling));
  }
  await bringAbout(db, works);
  await keepServiceStarts(
    db,
    settlings.flatMap(({ call }) => serviceStarts(call)),
  );
  await tell(db, tenant, keepings);
  return keepings.map(({ counts }) => counts);
}

const occasionOf = ({ call, staff }: Settling) => ({
  ...{
    tenant: call.tenant,
    at: call.at,
    today: call.decision.today,
    holidays: call.snapshot.knowledge.holidays,
    staff,
  },
  ...{ patient: call.snapshot.patient, decisionId: call.decisionId },
});

/** What one settling has at hand. */
interface Work {
  readonly keeping: CaseKeeping;
  readonly settling: Settling;
  readonly wanted: readonly NewCase[];
  readonly seen: ReadonlySet<string>;
}

/** What is open is closed, moved or left to `bringAbout`. */
async function settleOpen(keeping: CaseKeeping, settling: Settling): Promise<Work> {
  const wanted = settling.wanted ?? casesOfDecision(settling.call);
  const open = [...keeping.open.values()];
  const seen = settling.seen ?? (await seenVisits(keeping.db, settling, open));
  const work: Work = { keeping, settling, wanted, seen };
  for (const one of open) await settleOne(work, one);
  return work;
}

/** Only a draft's case, or one whose visit is gone, asks which visits were there before. */
async function seenVisits(
  db: Kysely<Database>,
  { call }: Settling,
  open: readonly AuthorizationCase[],
): Promise<ReadonlySet<string>> {
  const here = new Set(call.decision.visits.map(({ appointment }) => appointment));
  if (open.every(({ appointment_key }) => here.has(appointment_key))) return new Set();
  const standings = await standingsOfPatient(db, call.tenant, call.snapshot.patient.ref);
  return new Set([...standings.map(({ appointment }) => appointment), ...open.map((one) => one.appointment_key)]);
}

async function settleOne(work: Work, open: AuthorizationCase): Promise<void> {
  const { decision } = work.settling.call;
  const visit = decision.visits.find(({ appointment }) => appointment === open.appointment_key);
  if (visit !== undefined) {
    if (visit.date !== open.visit_date) await noteReschedule(work, open, visit);
    const isStillWanted = work.wanted.some((one) => isSameWork(one, open));
    if (!isStillWanted && mayClear(work.settling)) await closeWith(work.keeping, open, whyDone(visit, work.wanted));
    return;
  }
  if (isDoseKey(open.appointment_key)) await settleDoses(work, open);
  else await settleAbsent(work, open);
}

/**
 * A case about doses given stands for no visit: it is open while decisions speak of them. Where they do not look back so
 * far any more, their silence settles nothing, and a person closes it.
 */
async function settleDoses(work: Work, open: AuthorizationCase): Promise<void> {
  const isStillWanted = work.wanted.some((one) => isSameWork(one, open));
  if (!isStillWanted && mayClear(work.settling) && isDoseLookedAt(open, work.settling.call.decision.today))
    await closeWith(work.keeping, open, { reason: DOSES_DONE, outcome: 'cleared' });
}

/** Its visit was moved, has taken place, or is gone. */
async function settleAbsent(work: Work, open: AuthorizationCase): Promise<void> {
  const target = movedTo(work, open);
  if (target !== undefined) await move(work, open, target);
  else if (isOvertaken(open, work.wanted))
    await closeWith(work.keeping, open, { reason: DOSES_INSTEAD, outcome: 'replaced' });
  else if (isGone(open, work.settling))
    await closeWith(work.keeping, open, { reason: 'The visit is no longer booked.', outcome: 'visit-gone' });
}

/** What was decided about a draft, or without a part of the record, is no reason to leave work undone. */
const mayClear = ({ call: { settles, snapshot } }: Settling): boolean =>
  settles !== false && !snapshot.gaps.some(({ path }) => READ_KINDS.has(path));

/** A kind of record that could not be read stands among the gaps under its prefetch key. */
const READ_KINDS: ReadonlySet<string> = new Set([
  'coverages',
  'medications',
  'appointments',
  'services',
  'claimResponses',
]);

/** What the new decision says instead, for whoever wonders where the case went. */
function whyDone(visit: VisitDecision, wanted: readonly NewCase[]): Closing {
  const other = wanted.find(({ appointmentKey }) => appointmentKey === visit.appointment);
  if (other !== undefined) {
    const reason = `Replaced: the visit now needs work of another kind (${other.workKind}).`;
    return { reason, outcome: 'replaced' };
  }
  const because = visit.drugs.map(({ authorization }) => authorization.because).filter((text) => text !== '');
  return { reason: ['A new decision leaves nothing to do for this visit.', ...because].join(' '), outcome: 'cleared' };
}

async function move(work: Work, open: AuthorizationCase, target: VisitDecision): Promise<void> {
  const to = { appointmentKey: target.appointment, visitDate: target.date };
  const { keeping } = work;
  const moved = await moveCase(keeping.db, seenAs(open), to);
  if (!moved.ok) return;
  keeping.counts.moved += 1;
  keeping.open.set(open.id, moved.case);
  note(keeping, moved.case, 'moved', { from: open.appointment_key, to: target.appointment });
  if (!isDraftKey(open.appointment_key)) await noteReschedule(work, open, target);
}

/** The day of a visit with an open case was changed: kept, because the authorization is taken for the cause. */
async function noteReschedule(
  { keeping: { db }, settling }: Work,
  open: AuthorizationCase,
  visit: VisitDecision,
): Promise<void> {
  if (open.visit_date === visit.date) return;
  const { tenant, at, decisionId } = settling.call;
  await keepReschedule(db, {
    ...{ tenant, at, case_id: open.id, patient_ref: open.patient_ref, order_ref: open.order_ref },
    ...{ from_appointment: open.appointment_key, from_date: open.visit_date },
    ...{ to_appointment: visit.appointment, to_date: visit.date, case_route: open.route, decision_id: decisionId },
  });
}

const isDraftKey = (key: string): boolean => key.startsWith('draft ');

/** The same order on a visit nobody has seen before, nearest in time: a draft that was booked, or a visit that was moved. */
function movedTo({ keeping, settling, seen, wanted }: Work, open: AuthorizationCase): VisitDecision | undefined {
  const { call, record } = settling;
  const isDraft = isDraftKey(open.appointment_key);
  if (open.order_ref === null || (!isDraft && record === undefined)) return undefined;
  const day = plainDate(open.visit_date);
  const away = ({ date }: VisitDecision): number => Math.abs(daysBetween(day, date));
  const candidates = call.decision.visits
    .filter(({ appointment }) => !seen.has(appointment) && !appointment.includes('#'))
    .filter(({ drugs }) => drugs.some(({ order }) => order === open.order_ref))
    .filter((visit) => (isDraft ? visit.date === day : isWanted(visit, open, wanted)))
    .filter((visit) => !hasOwnCase(visit, open, keeping))
    .sort((a, b) => away(a) - away(b));
  return candidates[0];
}

/** A booked visit that was looked at before any sweep may have a case of the same work: one visit, one case. */
const hasOwnCase = ({ appointment }: VisitDecision, open: AuthorizationCase, { open: all }: CaseKeeping): boolean =>
  [...all.values()].some(
    (other) =>
      other.appointment_key === appointment && other.order_ref === open.order_ref && other.work_kind === open.work_kind,
  );

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
