// Calendar dates and clock times of a place. Arithmetic on dates is done in UTC, where every day has 24 hours.

const DAY = 86_400_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The calendar date, `YYYY-MM-DD`, that people in `zone` write at this instant. */
export function localDate(instant: Date, zone: string): string {
  const shown = fields(instant.getTime(), zone);
  return new Date(shown).toISOString().slice(0, 10);
}

/** The instant at which clocks in `zone` show this date and time, as milliseconds. */
export function instantOf(wallClock: number, zone: string): number {
  const guess = wallClock - offset(wallClock, zone);
  return wallClock - offset(guess, zone);
}

/** `2026-12-15T08:00:00-06:00`: the local time with the offset in force there on that day. */
export function atLocalTime(date: string, time: string, zone: string): string {
  const wallClock = Date.parse(`${date}T${time}:00Z`);
  const minutes = Math.round((wallClock - instantOf(wallClock, zone)) / 60_000);
  const sign = minutes < 0 ? '-' : '+';
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${date}T${time}:00${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** True only for a date that exists: 2026-02-30 is not one. */
export function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function offset(instant: number, zone: string): number {
  return fields(instant, zone) - Math.floor(instant / 1000) * 1000;
}

function fields(instant: number, zone: string): number {
  const part = Object.fromEntries(
    clockOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}
