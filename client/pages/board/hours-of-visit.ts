/** When a visit takes its chair: minutes of its own day on the clock of the site. Pure. */
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import { addDays, daysBetween, parsePlainDate } from '../../../domain/kernel/plain-date.ts';
import type { Span } from './hours-layout.ts';

/** What a visit without an end in the record is drawn as; it is said beside it, as nobody knows. */
const ASSUMED_MINUTES = 60;
const DAY_MINUTES = 24 * 60;

export interface HoursOfVisit extends Span {
  /** The record has no end, or one that is not after the start. */
  readonly isAssumed: boolean;
  /** The day, where it is another one: what lies there is cut off at midnight, and has to be said. */
  readonly startsOn: string | undefined;
  readonly endsOn: string | undefined;
}

/** Minutes from the beginning of `day` to a moment; undefined where the moment or the zone cannot be read. */
export type MinutesOn = (instant: string, day: string) => number | undefined;

/** Undefined where the record has no start that can be read: such a visit has no place among the hours. */
export function hoursOfVisit(
  { date, start, end }: Pick<BoardVisit, 'date' | 'start' | 'end'>,
  minutesOn: MinutesOn,
): HoursOfVisit | undefined {
  const from = start === undefined ? undefined : minutesOn(start, date);
  if (from === undefined) return undefined;
  const written = end === undefined ? undefined : minutesOn(end, date);
  const hasEnd = written !== undefined && written > from;
  const until = hasEnd ? written : from + ASSUMED_MINUTES;
  return {
    from: within(0, from, DAY_MINUTES - 1),
    until: within(1, until, DAY_MINUTES),
    isAssumed: !hasEnd,
    startsOn: otherDay(date, from),
    // What ends with the day has its last minute on it.
    endsOn: hasEnd ? otherDay(date, until - 1) : undefined,
  };
}

const within = (least: number, value: number, most: number): number => Math.min(Math.max(value, least), most);

function otherDay(date: string, minutes: number): string | undefined {
  const [days, day] = [Math.floor(minutes / DAY_MINUTES), parsePlainDate(date)];
  return days === 0 || !day.ok ? undefined : addDays(day.value, days);
}

/** By what the clock on the wall shows: a day on which it is put forward or back keeps its hours where people read them. */
export function minutesIn(timeZone: string): MinutesOn {
  const writer = writerFor(timeZone);
  return (instant, day) => {
    const moment = new Date(instant);
    if (writer === undefined || Number.isNaN(moment.getTime())) return undefined;
    const part = new Map(writer.formatToParts(moment).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes): number => Number(part.get(type));
    const days = daysFrom(day, `${part.get('year') ?? ''}-${part.get('month') ?? ''}-${part.get('day') ?? ''}`);
    return days === undefined ? undefined : days * DAY_MINUTES + number('hour') * 60 + number('minute');
  };
}

function daysFrom(day: string, to: string): number | undefined {
  const [a, b] = [parsePlainDate(day), parsePlainDate(to)];
  return a.ok && b.ok ? daysBetween(a.value, b.value) : undefined;
}

function writerFor(timeZone: string): Intl.DateTimeFormat | undefined {
  const two = '2-digit';
  try {
    const shape = { year: 'numeric', month: two, day: two, hour: two, minute: two } as const;
    return new Intl.DateTimeFormat('en-US', { ...shape, hourCycle: 'h23', timeZone });
  } catch {
    // A zone that this browser does not know: the wrong hour is worse than none.
    return undefined;
  }
}
