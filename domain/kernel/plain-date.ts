import type { Brand } from './brand.ts';
import type { Result } from './result.ts';
import { ok, problem } from './result.ts';

/** A calendar day, `YYYY-MM-DD`, without a zone. Text order is date order. */
export type PlainDate = Brand<string, 'PlainDate'>;

export type PlainDateProblem = { readonly code: 'not-a-date'; readonly text: string };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

export function parsePlainDate(text: string): Result<PlainDate, PlainDateProblem> {
  const match = SHAPE.exec(text);
  if (match === null) return problem({ code: 'not-a-date', text: text.slice(0, 20) });
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const exists = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? ok(text as PlainDate) : problem({ code: 'not-a-date', text });
}

/** A literal of our own source; throws on a wrong one. */
export function plainDate(text: string): PlainDate {
  const parsed = parsePlainDate(text);
  if (!parsed.ok) throw new Error(`not a date literal: ${text}`);
  return parsed.value;
}

export const isBefore = (a: PlainDate, b: PlainDate): boolean => a < b;
export const isAfter = (a: PlainDate, b: PlainDate): boolean => a > b;
export const earlier = (a: PlainDate, b: PlainDate): PlainDate => (a <= b ? a : b);
export const later = (a: PlainDate, b: PlainDate): PlainDate => (a >= b ? a : b);
export const compareDates = (a: PlainDate, b: PlainDate): number => (a < b ? -1 : a > b ? 1 : 0);
export const yearOf = (date: PlainDate): number => Number(date.slice(0, 4));
export const monthOf = (date: PlainDate): number => Number(date.slice(5, 7));

/** Calendar days from the first date to the second; negative when the second is earlier. */
export const daysBetween = (from: PlainDate, to: PlainDate): number => dayNumber(to) - dayNumber(from);

export const addDays = (date: PlainDate, days: number): PlainDate => dateOfDayNumber(dayNumber(date) + days);

/** So many calendar months later; a day that the month lacks becomes its last day. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const counted = yearOf(date) * 12 + (monthOf(date) - 1) + months;
  const [year, month] = [Math.floor(counted / 12), (counted % 12) + 1];
  return fromParts(year, month, Math.min(Number(date.slice(8, 10)), daysInMonth(year, month)));
}

/** 0 is Sunday, 6 is Saturday. */
export const weekdayOf = (date: PlainDate): number => weekdayOfNumber(dayNumber(date));

/** 1970-01-01, day number 0, was a Thursday. */
export const weekdayOfNumber = (number: number): number => (((number + 4) % 7) + 7) % 7;

/** The first and last day of the calendar quarter that holds the date. */
export function quarterOf(date: PlainDate): {
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly label: string;
} {
  const quarter = Math.floor((monthOf(date) - 1) / 3);
  const year = yearOf(date);
  const last = quarter * 3 + 3;
  return {
    from: fromParts(year, quarter * 3 + 1, 1),
    until: fromParts(year, last, daysInMonth(year, last)),
    label: `${String(year)}Q${String(quarter + 1)}`,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Dec 15": for sentences about this and the coming year. */
export const dayText = (date: PlainDate): string =>
  `${MONTHS[monthOf(date) - 1] ?? ''} ${String(Number(date.slice(8, 10)))}`;

/** "Dec 15, 2026". */
export const dateText = (date: PlainDate): string => `${dayText(date)}, ${date.slice(0, 4)}`;

export const lastDayOfMonth = (year: number, month: number): PlainDate =>
  fromParts(year, month, daysInMonth(year, month));

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const fromParts = (year: number, month: number, day: number): PlainDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate;

/** Days since 1970-01-01 in the proleptic Gregorian calendar, counted in 400-year eras that start on March 1. */
export function dayNumber(date: PlainDate): number {
  const [month, day] = [monthOf(date), Number(date.slice(8, 10))];
  const year = month <= 2 ? yearOf(date) - 1 : yearOf(date);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The date of a day number: the inverse of `dayNumber`. */
export function dateOfDayNumber(number: number): PlainDate {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return fromParts(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}
