/** Dates and times in words. A plain date (`YYYY-MM-DD`) has no zone; an instant is shown in the clinic's zone. */

/** `Tue, Dec 15` */
export const dayText = (date: string): string => written(date, { weekday: 'short', month: 'short', day: 'numeric' });

/** `Tue, Dec 15, 2026` */
export const longDayText = (date: string): string =>
  written(date, { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });

/** `Dec 15, 2026`, what was recorded when it is no full date, or `not recorded`. */
export function recordedDayText(date: string | null): string {
  if (date === null) return 'not recorded';
  const day = date.slice(0, 10);
  return FULL_DATE.test(day) ? written(day, { month: 'short', day: 'numeric', year: 'numeric' }) : date;
}

/** `08:00` */
export const clockText = (instant: string, timeZone: string): string =>
  new Date(instant).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });

/** Whole years at `today`; undefined unless the birth date is a full date. */
export function ageOn(today: string, birthDate: string | null): number | undefined {
  if (birthDate === null || !FULL_DATE.test(birthDate)) return undefined;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

const FULL_DATE = /^\d{4}-\d{2}-\d{2}$/;

const written = (date: string, form: Intl.DateTimeFormatOptions): string =>
  new Date(`${date}T00:00:00Z`).toLocaleDateString('en-US', { ...form, timeZone: 'UTC' });
