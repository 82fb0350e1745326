/** The schedule as one reader may see it: dollars and staffing are left out for those who are not shown them. */
import type { Board, BoardVisit } from '../../api-contract/board.schema.ts';
import type { Sight } from '../../api-contract/role.schema.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import { readProblemWords } from './read-problem-words.ts';
import type { Schedule, ScheduledVisit } from './scheduled-visits.ts';
import type { NameOf } from './staff-names.ts';

export interface BoardReader {
  readonly sight: Sight;
  readonly today: string;
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  readonly site: string | undefined;
  readonly now: Date;
  readonly nameOf: NameOf;
}

export function boardOf(schedule: Schedule, reader: BoardReader): Board {
  const { today, timeZone, from, to, now, sight, site } = reader;
  const visits = schedule.visits.filter(({ place }) => site === undefined || place === site);
  return {
    ...{ today, timeZone, from, to },
    madeAt: now.toISOString(),
    visits: visits.map((visit) => boardVisitOf(visit, reader)),
    notEvaluated: schedule.notEvaluated.map(({ patient, at, why }) => ({
      patient,
      at: at.toISOString(),
      why: readProblemWords(why),
    })),
    ...(schedule.lastSweep === undefined
      ? {}
      : { lastSweep: { ...schedule.lastSweep, finishedAt: schedule.lastSweep.finishedAt.toISOString() } }),
    showsDollars: sight.exposure,
  };
}

function boardVisitOf(visit: ScheduledVisit, { sight, today, nameOf }: BoardReader): BoardVisit {
  const { appointment, date, place, chair, patient, payer, state, sentence, decisionId, evaluatedAt, isStale } = visit;
  const failure = visit.notReadSince;
  return {
    ...{ appointment, date, patient, state },
    ...definedOnly({ start: instantOf(visit.start), end: instantOf(visit.end), place, chair, payer, sentence }),
    drugs: visit.drugs.map(({ name, hcpcs, state: drugState }) => ({ name, hcpcs, state: drugState })),
    decision: decisionId,
    evaluatedAt: evaluatedAt.toISOString(),
    stale: isStale,
    ...(failure === undefined
      ? {}
      : { notReadSince: { at: failure.at.toISOString(), why: readProblemWords(failure.why) } }),
    ...mixingOf(visit, today),
    ...(sight.exposure ? { atRisk: visit.atRisk } : {}),
    ...(sight.routeTarget && visit.case !== undefined ? { case: caseOf(visit.case, nameOf) } : {}),
  };
}

/** Where the pharmacy records nothing with us, and of days that are over, nothing is claimed. */
function mixingOf({ isPrepared, date }: ScheduledVisit, today: string): Pick<BoardVisit, 'mixing'> {
  if (isPrepared === true) return { mixing: 'mixed' };
  return isPrepared === false && date >= today ? { mixing: 'not-mixed' } : {};
}

const caseOf = (
  { route, owner, dueBy }: NonNullable<ScheduledVisit['case']>,
  nameOf: NameOf,
): NonNullable<BoardVisit['case']> => ({
  route,
  ...(owner === null ? {} : { owner: nameOf(owner) }),
  ...(dueBy === null ? {} : { dueBy }),
});

/** Only a whole instant is shown as one. */
export const instantOf = (start: string | undefined): string | undefined =>
  start !== undefined && /T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(start) ? start : undefined;
