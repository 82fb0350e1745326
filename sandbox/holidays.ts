// The days on which the invented clinic and its payers are closed: no visit and no due date falls on one.
import { addDays } from './local-time.ts';

/** Six US holidays of the year of the day and of the next one, `YYYY-MM-DD`. */
export function holidaysFrom(day: string): readonly string[] {
  const year = Number(day.slice(0, 4));
  return [year, year + 1].flatMap(holidaysOf);
}

/** The date itself, or the next one that is neither a weekend nor a holiday: a day on which visits take place. */
export function openDayFrom(date: string): string {
  return isOpen(date) ? date : openDayFrom(addDays(date, 1));
}

/** Whether the clinic is open. */
export function isOpen(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidaysOf(Number(date.slice(0, 4))).includes(date);
}

const holidaysOf = (year: number): readonly string[] => [
  `${String(year)}-01-01`,
  lastMonday(year, MAY),
  `${String(year)}-07-04`,
  nthWeekday(year, SEPTEMBER, MONDAY, 1),
  nthWeekday(year, NOVEMBER, THURSDAY, 4),
  `${String(year)}-12-25`,
];

/** Months as Date counts them. */
const MAY = 4;
const SEPTEMBER = 8;
const NOVEMBER = 10;
const MONDAY = 1;
const THURSDAY = 4;

function nthWeekday(year: number, month: number, weekday: number, n: number): string {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return isoDay(year, month, 1 + ((weekday - first + 7) % 7) + (n - 1) * 7);
}

function lastMonday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return isoDay(year, month, last.getUTCDate() - ((last.getUTCDay() - MONDAY + 7) % 7));
}

const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
