import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { parsePlainDate } from '../../domain/kernel/plain-date.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day in a zone. The zone was checked when it was configured. */
export function todayIn(zone: string, now: Date): PlainDate {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  formats.set(zone, format);
  const day = parsePlainDate(format.format(now));
  if (!day.ok) throw new Error(`the calendar of ${zone} gave no day`);
  return day.value;
}
