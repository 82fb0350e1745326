/** Go, no-go or cannot tell for every visit of today and the next three business days. */
import type { Readiness, ReadinessAnswer, ReadinessDay, ReadinessVisit } from '../../api-contract/readiness.schema.ts';
import { addOpenDays, isOpen } from '../../domain/kernel/business-calendar.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays } from '../../domain/kernel/plain-date.ts';
import type { Database } from '../store/database.ts';
import type { Kysely } from 'kysely';
import type { TenantDesk } from '../http/tenant-desk.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { instantOf } from './board-view.ts';
import { drugName } from './drug-name.ts';
import type { KeptCourses } from './kept-courses.ts';
import { readProblemWords } from './read-problem-words.ts';
import type { Schedule, ScheduledVisit } from './scheduled-visits.ts';
import { scheduleOf } from './scheduled-visits.ts';
import type { NameOf, StaffNames } from './staff-names.ts';
import { staffNames } from './staff-names.ts';

const OPEN_DAYS_AHEAD = 3;
/** The day before the visit on which the list has to answer, in business days. */
const ANSWER_OPEN_DAYS_BEFORE = 2;

export interface ReadinessDesk {
  readonly db: Kysely<Database>;
  readonly courses: KeptCourses;
  readonly now: () => Date;
}

export async function makeReadiness({ db, courses, now }: ReadinessDesk, desk: TenantDesk): Promise<Readiness> {
  const { tenant, site, timeZone } = desk;
  const today = site.today();
  const holidays = new Set(site.knowledge.holidays);
  const to = addOpenDays(today, OPEN_DAYS_AHEAD, holidays);
  const at = now();
  const schedule = await scheduleOf({ db, courses, tenant: tenant.id, from: today, to, now: at });
  const names = await staffNames(db, tenant);
  return {
    ...{ tenant: tenant.name, today, timeZone },
    madeAt: at.toISOString(),
    source: 'live',
    chargeNurses: [...names.withRole('charge-nurse')],
    clearanceLeads: leads(names),
    days: daysOf(schedule, { today, to, holidays, nameOf: names.nameOf }),
    notEvaluated: schedule.notEvaluated.map(({ patient, at: tried, why }) => ({
      ...{ patient, at: tried.toISOString(), why: readProblemWords(why) },
    })),
    ...(schedule.lastSweep === undefined ? {} : { lastSweepAt: schedule.lastSweep.finishedAt.toISOString() }),
  };
}

/** The supervisor leads clearance; where there is none, the seniors do. */
function leads(names: StaffNames): string[] {
  const supervisors = names.withRole('supervisor');
  return [...(supervisors.length > 0 ? supervisors : names.withRole('senior-specialist'))];
}

interface Span {
  readonly today: PlainDate;
  readonly to: PlainDate;
  readonly holidays: ReadonlySet<PlainDate>;
  readonly nameOf: NameOf;
}

/** Every open day of the span, and closed days on which somebody is booked all the same. */
function daysOf({ visits }: Schedule, { today, to, holidays, nameOf }: Span): ReadinessDay[] {
  const days: ReadinessDay[] = [];
  for (let date = today; date <= to; date = addDays(date, 1)) {
    const ofDay = visits.filter((visit) => visit.date === date);
    if (ofDay.length === 0 && !isOpen(date, holidays)) continue;
    const answerBy = addOpenDays(date, -ANSWER_OPEN_DAYS_BEFORE, holidays);
    days.push({ date, answerBy, visits: ofDay.map((visit) => readinessVisitOf(visit, nameOf)) });
  }
  return days;
}

function readinessVisitOf(visit: ScheduledVisit, nameOf: NameOf): ReadinessVisit {
  const { appointment, place, patient, payer, evaluatedAt, isStale } = visit;
  const answer = answerOf(visit);
  return {
    ...{ appointment, patient, answer },
    ...definedOnly({ start: instantOf(visit.start), place, payer }),
    drugs: visit.drugs.map(drugName),
    why: whyOf(visit, answer),
    evaluatedAt: evaluatedAt.toISOString(),
    stale: isStale,
    ...(visit.case === undefined
      ? {}
      : {
          case: {
            route: visit.case.route,
            ...definedOnly({
              owner: visit.case.owner === null ? undefined : nameOf(visit.case.owner),
              dueBy: visit.case.dueBy ?? undefined,
            }),
          },
        }),
  };
}

/** An old confirmation is no go: what it says may have ended since, and nobody could look. */
export function answerOf({
  ofTheDay,
  isStale,
  notReadSince,
}: Pick<ScheduledVisit, 'ofTheDay' | 'isStale' | 'notReadSince'>): ReadinessAnswer {
  switch (ofTheDay) {
    case 'confirmed':
      return isStale || notReadSince !== undefined ? 'cannot-tell' : 'go';
    case 'action-needed':
    case 'waiting':
      return 'no-go';
    case 'cannot-tell':
    case 'not-evaluated':
      return 'cannot-tell';
  }
}

function whyOf({ ofTheDay: state, sentence, isStale, notReadSince }: ScheduledVisit, answer: ReadinessAnswer): string {
  if (answer === 'go') return '';
  if (state === 'confirmed' && notReadSince !== undefined)
    return `Confirmed earlier, but since then: ${readProblemWords(notReadSince.why)}`;
  if (state === 'confirmed' && isStale) return 'Confirmed more than a day ago and not looked at since.';
  return sentence ?? (state === 'waiting' ? 'The payer has not answered yet.' : 'Open the visit for the findings.');
}
