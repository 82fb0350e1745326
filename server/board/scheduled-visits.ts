/**
 * The booked visits of a span of days with the newest answer about each: of the sweep, or of a hook or page that looked
 * at the chart since. Whoever could not be looked at is named as not evaluated.
 */
import type { Kysely } from 'kysely';
import type { VisitState } from '../../api-contract/visit-state.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { Database } from '../store/database.ts';
import type { FailedLook, FinishedSweep, Look, VisitCase } from '../store/schedule.ts';
import {
  failedLooksSince,
  lastFinishedSweep,
  looksSince,
  openCasesBetween,
  preparedBetween,
  standingsBetween,
} from '../store/schedule.ts';
import { lastDecisionId } from '../store/last-decision.ts';
import type { KnownStanding } from '../store/standings.ts';
import type { KeptCourse, KeptCourses, KeptPatient, KeptVisit } from './kept-courses.ts';
import type { KeptStanding } from './standing-words.ts';
import { readStanding, statesOfStanding } from './standing-words.ts';

export interface ScheduledVisit extends Omit<KeptVisit, 'state' | 'ofTheDay' | 'isBooked'> {
  readonly patient: KeptPatient;
  readonly state: VisitState | 'not-evaluated';
  /** Whether this visit can take place, whatever is open about later ones. */
  readonly ofTheDay: VisitState | 'not-evaluated';
  readonly decisionId: string;
  readonly evaluatedAt: Date;
  readonly notReadSince?: FailedLook;
  readonly isStale: boolean;
  readonly isPrepared: boolean | undefined;
  readonly case?: VisitCase;
}

export interface UnreadPatient extends FailedLook {
  readonly patient: KeptPatient;
}

export interface Schedule {
  readonly visits: readonly ScheduledVisit[];
  readonly notEvaluated: readonly UnreadPatient[];
  readonly lastSweep?: FinishedSweep;
}

export interface ScheduleQuestion {
  readonly db: Kysely<Database>;
  readonly courses: KeptCourses;
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly now: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A hook's answer is shown for a week where no sweep has looked since, grey after the first day. */
const LOOK_MS = 7 * DAY_MS;
/** Sweeps come at least nightly; a failure older than two nights was either mended or its visits are past. */
const FAILURE_MS = 2 * DAY_MS;

export async function scheduleOf(question: ScheduleQuestion): Promise<Schedule> {
  const { db, tenant, from, to, now, courses } = question;
  const before = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
  const standings = await standingsBetween(db, tenant, from, to);
  const looks = await looksSince(db, tenant, before(LOOK_MS));
  const failures = await failedLooksSince(db, tenant, before(FAILURE_MS));
  const cases = await openCasesBetween(db, tenant, from, to);
  const prepared = await preparedBetween(db, tenant, from, to);
  const lastSweep = await lastFinishedSweep(db, tenant);
  const kept = await courses(tenant, [
    ...standings.map(({ decision_id: id }) => id),
    ...looks.filter((look) => isNews(look, standings)).map(({ id }) => id),
  ]);
  const newest = newestAnswers(question, standings, looks, kept);
  const failed = new Map(failures.map((one) => [one.patientRef, one]));
  const visits = newest.map((visit): ScheduledVisit => {
    const open = cases.get(visit.appointment);
    const failure = failed.get(visit.patient.ref);
    return {
      ...visit,
      isStale: now.getTime() - visit.evaluatedAt.getTime() > DAY_MS,
      isPrepared: prepared?.has(visit.appointment),
      ...(open === undefined ? {} : { case: open }),
      ...(failure === undefined || failure.at <= visit.evaluatedAt ? {} : { notReadSince: failure }),
    };
  });
  return {
    visits: visits.sort(bySchedule),
    notEvaluated: await unreadPatients(question, failures, visits, looks),
    ...(lastSweep === undefined ? {} : { lastSweep }),
  };
}

/** Worth reading: made after the sweep looked at the patient's visits here, or where it looked at none. */
const isNews = (look: Look, standings: readonly KnownStanding[]): boolean =>
  standings.every((one) => one.patient_ref !== look.patientRef || one.evaluated_at < look.receivedAt);

type Answered = Omit<ScheduledVisit, 'isStale' | 'isPrepared' | 'case' | 'notReadSince'>;

function newestAnswers(
  { from, to }: ScheduleQuestion,
  standings: readonly KnownStanding[],
  looks: readonly Look[],
  kept: ReadonlyMap<string, KeptCourse>,
): Answered[] {
  const byVisit = new Map<string, Answered>();
  for (const standing of standings) {
    byVisit.set(standing.appointment, ofStanding(standing, kept.get(standing.decision_id)));
  }
  for (const visit of looks.flatMap((look) => seenIn(look, kept.get(look.id)))) {
    const known = byVisit.get(visit.appointment);
    const isInSpan = visit.date >= from && visit.date <= to;
    if (isInSpan && (known === undefined || known.evaluatedAt < visit.evaluatedAt)) {
      byVisit.set(visit.appointment, visit);
    }
  }
  return [...byVisit.values()];
}

/** The booked visits that a look at the chart judged; one that judged a draft too may have counted its units against them. */
function seenIn(look: Look, course: KeptCourse | undefined): Answered[] {
  if (course === undefined || course.hasDraft) return [];
  return [...course.visits.values()]
    .filter(({ isBooked }) => isBooked)
    .map((visit) => ({ ...visit, patient: course.patient, decisionId: look.id, evaluatedAt: look.receivedAt }));
}

/** Hour, place and payer as the last sweep read them; the words from the decision that still holds. */
function ofStanding(row: KnownStanding, course: KeptCourse | undefined): Answered {
  const standing = readStanding(row.standing);
  const said = saidOf(row, course, standing);
  return {
    appointment: row.appointment,
    date: row.visit_date,
    ...placed(standing?.scheduled ?? said),
    patient: course?.patient ?? { ref: row.patient_ref },
    drugs: said.drugs,
    ...(standing === undefined ? { state: said.state, ofTheDay: said.ofTheDay } : statesOfStanding(standing)),
    ...(said.sentence === undefined ? {} : { sentence: said.sentence }),
    atRisk: said.atRisk,
    decisionId: row.decision_id,
    evaluatedAt: row.evaluated_at,
  };
}

const saidOf = (row: KnownStanding, course: KeptCourse | undefined, standing: KeptStanding | undefined) =>
  course?.visits.get(row.appointment) ?? withoutDecision(standing);

/** Of a visit whose decision is not kept any more only the standing speaks. */
const withoutDecision = (
  standing: KeptStanding | undefined,
): Placed & Pick<Answered, 'state' | 'ofTheDay' | 'atRisk' | 'sentence' | 'drugs'> => ({
  state: 'not-evaluated',
  ofTheDay: 'not-evaluated',
  atRisk: null,
  drugs: (standing?.drugs ?? []).map(({ order, hcpcs, state }) => ({
    ...{ order, hcpcs, state },
    name: hcpcs ?? 'drug without a code',
  })),
});

interface Placed {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly place?: string | undefined;
  readonly chair?: string | undefined;
  readonly payer?: string | undefined;
}

const placed = ({ start, end, place, chair, payer }: Placed) => definedOnly({ start, end, place, chair, payer });

/** Patients of whom no visit is on the list and nobody has looked since the failure. */
async function unreadPatients(
  { db, tenant, courses }: ScheduleQuestion,
  failures: readonly FailedLook[],
  visits: readonly ScheduledVisit[],
  looks: readonly Look[],
): Promise<UnreadPatient[]> {
  const listed = new Set(visits.map(({ patient: { ref } }) => ref));
  const lookedAt = new Map(looks.map((look) => [look.patientRef, look.receivedAt]));
  const unread = failures.filter(
    ({ patientRef, at }) => !listed.has(patientRef) && (lookedAt.get(patientRef) ?? new Date(0)) < at,
  );
  return Promise.all(
    unread.map(async (failure) => {
      const id = await lastDecisionId(db, tenant, failure.patientRef);
      const course = id === undefined ? undefined : (await courses(tenant, [id])).get(id);
      return { ...failure, patient: course?.patient ?? { ref: failure.patientRef } };
    }),
  );
}

/** By day and hour; a visit whose hour is not known comes last of its day. */
function bySchedule(a: ScheduledVisit, b: ScheduledVisit): number {
  const [left, right] = [a, b].map(
    ({ date, start, appointment }) => [date, start === undefined ? '~' : instantOf(start), appointment] as const,
  );
  if (left === undefined || right === undefined) return 0;
  const position = left.findIndex((part, index) => part !== right[index]);
  return position < 0 ? 0 : (left[position] ?? '') < (right[position] ?? '') ? -1 : 1;
}

function instantOf(start: string): string {
  const at = new Date(start);
  return Number.isNaN(at.getTime()) ? start : at.toISOString();
}
