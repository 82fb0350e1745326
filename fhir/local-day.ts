import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { addDays, lastDayOfMonth, parsePlainDate } from '../domain/kernel/plain-date.ts';

/** The calendar day at the site of something written as an instant, a dateTime or a date. */
export interface LocalDay {
  readonly date: PlainDate;
  /** Only UTC is known: the other day that it may be locally. */
  readonly mayBe?: PlainDate;
  /** A time without any offset: the day is taken as written. */
  readonly withoutZone?: true;
}

const TIMED = /^(\d{4}-\d{2}-\d{2})T(\d{2}):\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** The local day in the zone; without a zone the offset that is written counts. Undefined for what is no date. */
export function localDay(written: string, zone: string | undefined): LocalDay | undefined {
  const days = rememberedIn(zone);
  const known = days.get(written);
  if (known !== undefined) return known;
  const day = readLocalDay(written, zone);
  if (days.size >= MOST_REMEMBERED) days.clear();
  if (day !== undefined) days.set(written, day);
  return day;
}

/** One record writes few days many times, and a clinic has the same slots for all its patients. */
const remembered = new Map<string | undefined, Map<string, LocalDay>>();
const MOST_REMEMBERED = 20_000;

/** By zone first: one key of both texts would have to be built and hashed at every look-up. */
function rememberedIn(zone: string | undefined): Map<string, LocalDay> {
  const known = remembered.get(zone);
  if (known !== undefined) return known;
  const days = new Map<string, LocalDay>();
  remembered.set(zone, days);
  return days;
}

function readLocalDay(written: string, zone: string | undefined): LocalDay | undefined {
  if (written.length === 10) return dayAsWritten(written);
  const [, date, hour, offset] = TIMED.exec(written) ?? [];
  const day = dayAsWritten(date ?? '');
  const epoch = Date.parse(written);
  if (day === undefined || Number.isNaN(epoch)) return undefined;
  if (offset === undefined) return { date: day.date, withoutZone: true };
  return zone === undefined ? atOffset(day, offset, Number(hour)) : { date: dayInZone(epoch, zone) };
}

const atOffset = (day: LocalDay, offset: string, hour: number): LocalDay =>
  isUtc(offset) ? { date: day.date, mayBe: addDays(day.date, hour < 12 ? -1 : 1) } : day;

function dayAsWritten(written: string): LocalDay | undefined {
  const date = parsePlainDate(written);
  return date.ok ? { date: date.value } : undefined;
}

/** Servers that normalize to UTC write either; neither tells where the site is. */
const isUtc = (offset: string): boolean => offset === 'Z' || offset === '+00:00' || offset === '-00:00';

/** First and last day of what may be a year, a month, a day or a moment. */
export function daysOf(
  written: string,
  zone: string | undefined,
): { readonly first: PlainDate; readonly last: PlainDate } | undefined {
  if (written.length === 4) return between(`${written}-01-01`, `${written}-12-31`);
  if (written.length === 7) return monthOf(written);
  const day = localDay(written, zone);
  return day === undefined ? undefined : { first: day.date, last: day.date };
}

function monthOf(written: string): { readonly first: PlainDate; readonly last: PlainDate } | undefined {
  const first = parsePlainDate(`${written}-01`);
  if (!first.ok) return undefined;
  return { first: first.value, last: lastDayOfMonth(Number(written.slice(0, 4)), Number(written.slice(5, 7))) };
}

function between(from: string, to: string): { readonly first: PlainDate; readonly last: PlainDate } | undefined {
  const [first, last] = [parsePlainDate(from), parsePlainDate(to)];
  return first.ok && last.ok ? { first: first.value, last: last.value } : undefined;
}

/** Whether the runtime knows the IANA zone: settings are checked with this before they reach a reader. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

interface ZoneCalendar {
  readonly format: Intl.DateTimeFormat;
  readonly days: Map<number, PlainDate | undefined>;
}

const calendars = new Map<string, ZoneCalendar>();
const QUARTER_HOUR = 900_000;

/** Days begin on a quarter of an hour of UTC in every zone of today, so one answer serves the whole quarter. */
function dayInZone(epoch: number, zone: string): PlainDate {
  const { format, days } = calendarOf(zone);
  const quarter = Math.floor(epoch / QUARTER_HOUR);
  const remembered = days.get(quarter);
  if (remembered !== undefined) return remembered;
  const date = formatted(format, epoch);
  if (days.size >= MOST_REMEMBERED) days.clear();
  days.set(quarter, date);
  return date;
}

/** Making a formatter costs far more than using one. An unknown zone throws: settings are checked before. */
function calendarOf(zone: string): ZoneCalendar {
  const known = calendars.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const calendar = { format, days: new Map<number, PlainDate>() };
  calendars.set(zone, calendar);
  return calendar;
}

function formatted(format: Intl.DateTimeFormat, epoch: number): PlainDate {
  const parts = new Map(format.formatToParts(epoch).map(({ type, value }) => [type, value]));
  const iso = `${(parts.get('year') ?? '').padStart(4, '0')}-${parts.get('month') ?? ''}-${parts.get('day') ?? ''}`;
  const date = parsePlainDate(iso);
  if (!date.ok) throw new Error('the calendar of a time zone gave no date');
  return date.value;
}
