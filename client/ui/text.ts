/** Numbers, days and moments as people read them. Everything takes what it needs; nothing asks the clock. */
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { dateText, dayText, daysBetween, parsePlainDate, weekdayOf } from '../../domain/kernel/plain-date.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** "Tue, Dec 15, 2026"; a text that is no date is shown as it came. */
export const longDay = (day: string): string => withDate(day, (date) => `${weekday(date)}, ${dateText(date)}`);

/** "Dec 15, 2026". */
export const fullDay = (day: string): string => withDate(day, dateText);

/** "Tue, Dec 15", for lists in which the year is plain. */
export const shortDay = (day: string): string => withDate(day, (date) => `${weekday(date)}, ${dayText(date)}`);

/** "Tue, Dec 15", with the year where it is not the year of `today`. */
export const nearDay = (day: string, today: string): string =>
  day.slice(0, 4) === today.slice(0, 4) ? shortDay(day) : longDay(day);

/** "today", "tomorrow", "in 24 days", "3 days ago". */
export function relativeDay(day: string, today: string): string {
  const [to, from] = [parsePlainDate(day), parsePlainDate(today)];
  return to.ok && from.ok ? daysAway(daysBetween(from.value, to.value)) : '';
}

/** "Dec 10, 2026 to Mar 9, 2027", "until Dec 10, 2026", "from Dec 10, 2026". */
export function periodText(from: string | undefined, until: string | undefined): string | undefined {
  if (from !== undefined && until !== undefined) return `${fullDay(from)} to ${fullDay(until)}`;
  if (until !== undefined) return `until ${fullDay(until)}`;
  return from === undefined ? undefined : `from ${fullDay(from)}`;
}

/** "9:30 AM" in the site's zone; a moment or zone that cannot be read gives nothing. */
export const clockText = (instant: string, timeZone: string | undefined): string | undefined =>
  formatted(instant, timeZone, { hour: 'numeric', minute: '2-digit' });

/** "Nov 21, 2026, 10:05 AM". */
export const momentText = (instant: string, timeZone: string | undefined): string | undefined =>
  formatted(instant, timeZone, { dateStyle: 'medium', timeStyle: 'short' });

/** "1,200", with at most three decimals. */
export const countText = (count: number): string => COUNTS.format(count);

const COUNTS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** "1 unit", "1,200 units", "3 visits". */
export const unitsText = (count: number, basis: 'units' | 'visits' = 'units'): string =>
  `${countText(count)} ${count === 1 ? basis.slice(0, -1) : basis}`;

/** "94%"; the ends stay honest: only exactly nothing is 0 and only exactly everything is 100. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1%';
  if (share < 1 && share > 0.99) return 'over 99%';
  return `${String(Math.round(share * 100))}%`;
}

/** "+12 points": what a chance rises by. */
export const pointsText = (gain: number): string => {
  const points = Math.round(gain * 100);
  return points < 1 ? 'under 1 point' : `+${String(points)} ${points === 1 ? 'point' : 'points'}`;
};

/** "$12,129.00" from the wire's "12129.00". */
export const dollarsText = (amount: string): string =>
  amount.startsWith('-') ? `-$${grouped(amount.slice(1))}` : `$${grouped(amount)}`;

/** "MedicationRequest/m1" without its type, for lists. */
export const idOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** Separators between thousands, left of the point only. */
function grouped(amount: string): string {
  const [whole = '', ...decimals] = amount.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.');
}

const weekday = (date: PlainDate): string => WEEKDAYS[weekdayOf(date)] ?? '';

function withDate(day: string, say: (date: PlainDate) => string): string {
  const date = parsePlainDate(day);
  return date.ok ? say(date.value) : day;
}

function daysAway(days: number): string {
  if (days === 0) return 'today';
  if (Math.abs(days) === 1) return days === 1 ? 'tomorrow' : 'yesterday';
  return days > 0 ? `in ${String(days)} days` : `${String(-days)} days ago`;
}

function formatted(
  instant: string,
  timeZone: string | undefined,
  shape: Intl.DateTimeFormatOptions,
): string | undefined {
  const moment = new Date(instant);
  if (Number.isNaN(moment.getTime())) return undefined;
  return writerFor(timeZone, shape)?.format(moment);
}

/** To make one costs a thousand times what writing a moment with it does. */
const WRITERS = new Map<string, Intl.DateTimeFormat | undefined>();

function writerFor(timeZone: string | undefined, shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  const key = `${timeZone ?? ''} ${Object.keys(shape).join(' ')}`;
  if (!WRITERS.has(key)) WRITERS.set(key, newWriter(timeZone, shape));
  return WRITERS.get(key);
}

function newWriter(timeZone: string | undefined, shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', timeZone === undefined ? shape : { ...shape, timeZone });
  } catch {
    // A zone that this browser does not know: the wrong hour is worse than none.
    return undefined;
  }
}
