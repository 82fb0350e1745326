import type { PlainDate } from './plain-date.ts';
import { dateOfDayNumber, dayNumber, weekdayOfNumber } from './plain-date.ts';

/** The days on which an office is closed, besides Saturdays and Sundays. */
export type Holidays = ReadonlySet<PlainDate>;

export const isOpen = (date: PlainDate, holidays: Holidays): boolean =>
  isWorkday(dayNumber(date)) && !holidays.has(date);

/** The open days after `from` up to and including `to`; zero when `to` is not later. */
export function openDaysBetween(from: PlainDate, to: PlainDate, holidays: Holidays): number {
  if (to <= from) return 0;
  const closed = [...holidays].filter((day) => from < day && day <= to && isWorkday(dayNumber(day)));
  return workdaysUpTo(dayNumber(to)) - workdaysUpTo(dayNumber(from)) - closed.length;
}

/** The date so many open days later (or earlier, for a negative count). */
export function addOpenDays(from: PlainDate, days: number, holidays: Holidays): PlainDate {
  const step = days < 0 ? -1 : 1;
  let [day, left] = [dayNumber(from), Math.abs(days)];
  while (left > 0) {
    day += step;
    if (isOpenNumber(day, holidays)) left -= 1;
  }
  return dateOfDayNumber(day);
}

/** The date itself, or the last open day before it: work is never due on a closed day. */
export const openDayOnOrBefore = (date: PlainDate, holidays: Holidays): PlainDate => nearestOpen(date, -1, holidays);

export const openDayOnOrAfter = (date: PlainDate, holidays: Holidays): PlainDate => nearestOpen(date, 1, holidays);

function nearestOpen(date: PlainDate, step: 1 | -1, holidays: Holidays): PlainDate {
  let day = dayNumber(date);
  while (!isOpenNumber(day, holidays)) day += step;
  return dateOfDayNumber(day);
}

const isWorkday = (day: number): boolean => weekdayOfNumber(day) !== 0 && weekdayOfNumber(day) !== 6;

const isOpenNumber = (day: number, holidays: Holidays): boolean =>
  isWorkday(day) && (holidays.size === 0 || !holidays.has(dateOfDayNumber(day)));

/** Mondays to Fridays from a fixed Monday long ago up to the day: two of these make a count without a loop. */
function workdaysUpTo(day: number): number {
  const sinceMonday = day - A_MONDAY;
  const weeks = Math.floor(sinceMonday / 7);
  return weeks * 5 + Math.min(5, sinceMonday - weeks * 7 + 1);
}

/** 1600-01-03. */
const A_MONDAY = -135_138;
