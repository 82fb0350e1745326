// FHIR dates are stretches of time: `2026-03` is a whole month. Search compares stretches (R4 search, section 3.1.1.5.3).
import { instantOf } from '../local-time.ts';
import { isObject } from './stored-resource.ts';

/** From inclusive, to exclusive, in milliseconds. */
export interface DateRange {
  readonly from: number;
  readonly to: number;
}

export type DateComparison = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le';

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;

/** A date, dateTime, instant or Period; a date without zone is read on the clocks of `zone`. */
export function rangeOf(value: unknown, zone: string): DateRange | undefined {
  if (typeof value === 'string') return rangeOfText(value, zone);
  return isObject(value) ? rangeOfPeriod(value, zone) : undefined;
}

const COMPARE: Readonly<Record<DateComparison, (value: DateRange, asked: DateRange) => boolean>> = {
  eq: isWithin,
  ne: (value, asked) => !isWithin(value, asked),
  gt: (value, asked) => value.to > asked.to,
  lt: (value, asked) => value.from < asked.from,
  ge: (value, asked) => isWithin(value, asked) || value.to > asked.to,
  le: (value, asked) => isWithin(value, asked) || value.from < asked.from,
};

export function matches(comparison: DateComparison, value: DateRange, asked: DateRange): boolean {
  return COMPARE[comparison](value, asked);
}

function isWithin(value: DateRange, asked: DateRange): boolean {
  return value.from >= asked.from && value.to <= asked.to;
}

function rangeOfPeriod(period: Readonly<Record<string, unknown>>, zone: string): DateRange | undefined {
  const start = rangeOf(period['start'], zone);
  const end = rangeOf(period['end'], zone);
  if (start === undefined && end === undefined) return undefined;
  return { from: start?.from ?? -Infinity, to: end?.to ?? Infinity };
}

function rangeOfText(text: string, zone: string): DateRange | undefined {
  const found = DATE.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, written] = found;
  const parts = {
    year: Number(year),
    month: number(month),
    day: number(day),
    hour: number(hour),
    minute: number(minute),
  };
  const seconds = second === undefined ? undefined : Number(second + (fraction ?? ''));
  const start = wallClock(parts, seconds ?? 0);
  if (Number.isNaN(start)) return undefined;
  const end = endOf(parts, seconds, start, fraction !== undefined);
  const toInstant = (time: number): number =>
    written === undefined ? instantOf(time, zone) : time - offsetOf(written);
  return { from: toInstant(start), to: toInstant(end) };
}

interface Parts {
  readonly year: number;
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly hour: number | undefined;
  readonly minute: number | undefined;
}

function wallClock({ year, month = 1, day = 1, hour = 0, minute = 0 }: Parts, seconds: number): number {
  return Date.UTC(year, month - 1, day, hour, minute) + Math.round(seconds * 1000);
}

function endOf(parts: Parts, seconds: number | undefined, start: number, hasFraction: boolean): number {
  if (parts.month === undefined) return Date.UTC(parts.year + 1, 0, 1);
  if (parts.day === undefined) return Date.UTC(parts.year, parts.month, 1);
  if (parts.hour === undefined) return start + 86_400_000;
  if (seconds === undefined) return start + 60_000;
  return start + (hasFraction ? 1 : 1000);
}

function offsetOf(written: string): number {
  if (written === 'Z') return 0;
  const minutes = Number(written.slice(1, 3)) * 60 + Number(written.slice(4, 6));
  return (written.startsWith('-') ? -minutes : minutes) * 60_000;
}

function number(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
