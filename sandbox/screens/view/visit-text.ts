/** Visits in words and in order. */
import type { BookedVisits, Visit } from '../../screens-api/screens.schema.ts';
import { localDate } from '../../local-time.ts';
import { clockText, longDayText } from './date-text.ts';

export interface Place {
  readonly today: string;
  readonly timeZone: string;
}

const OPEN = ['proposed', 'pending', 'booked', 'waitlist', 'arrived', 'checked-in'];

/** Open visits of today or later, and all the others. */
export function sortedVisits(visits: readonly Visit[], { today, timeZone }: Place) {
  const isUpcoming = ({ status, start }: Visit): boolean =>
    OPEN.includes(status) && localDate(new Date(start), timeZone) >= today;
  return { upcoming: visits.filter(isUpcoming), earlier: visits.filter((visit) => !isUpcoming(visit)) };
}

/** `Tue, Dec 15, 2026, 08:00` */
export const whenText = (start: string, timeZone: string): string =>
  `${longDayText(localDate(new Date(start), timeZone))}, ${clockText(start, timeZone)}`;

/** `Booked 3 visits: Tue, Dec 1, 2026, 08:00; ...` */
export function bookedText({ visits }: BookedVisits, timeZone: string): string {
  const count = visits.length === 1 ? '1 visit' : `${visits.length} visits`;
  return `Booked ${count}: ${visits.map(({ start }) => whenText(start, timeZone)).join('; ')}`;
}
