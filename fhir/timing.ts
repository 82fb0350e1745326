import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { namesOf } from './coding.ts';
import type { Element } from './element.ts';
import { child, children, number, text, texts } from './element.ts';
import { daysOf } from './local-day.ts';
import type { Days } from './period.ts';
import { daysOfPeriod } from './period.ts';
import type { Reading } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** When an order is to be given, as far as its dosage instructions say. */
export interface Planned {
  readonly events: readonly PlainDate[];
  readonly bounds: readonly Days[];
  readonly intervalDays?: number;
}

export function plannedTimes(reading: Reading, order: Resource): Planned {
  const timings = children(order.element, 'dosageInstruction', reading.faults).flatMap((instruction) => {
    const timing = child(instruction, 'timing', reading.faults);
    return timing === undefined ? [] : [timing];
  });
  const intervals = new Set(timings.map((timing) => intervalOf(reading, timing)).filter((days) => days !== undefined));
  const [interval] = intervals;
  return {
    events: timings.flatMap((timing) => eventDays(reading, timing)),
    bounds: timings.flatMap((timing) => boundsOf(reading, timing, order)),
    ...(interval === undefined || intervals.size > 1 ? {} : { intervalDays: interval }),
  };
}

export const eventDays = (reading: Reading, timing: Element): readonly PlainDate[] =>
  texts(timing, 'event', reading.faults).flatMap((event) => {
    const day = daysOf(event, reading.zone)?.first;
    return day === undefined ? [] : [day];
  });

/** True when the order says that it is meant for this day. A period with neither start nor end says nothing. */
export const isPlannedFor = ({ events, bounds }: Planned, date: PlainDate): boolean =>
  events.includes(date) || bounds.some((days) => isBounded(days) && isWithin(days, date));

const isBounded = ({ from, to }: Days): boolean => from !== undefined || to !== undefined;

export const isWithin = ({ from, to }: Days, date: PlainDate): boolean =>
  (from === undefined || from <= date) && (to === undefined || date <= to);

function boundsOf(reading: Reading, timing: Element, order: Resource): readonly Days[] {
  const repeat = child(timing, 'repeat', reading.faults);
  const period = repeat === undefined ? undefined : child(repeat, 'boundsPeriod', reading.faults);
  const days = period === undefined ? undefined : daysOfPeriod(reading, period, 'dosageInstruction.timing', order);
  return days === undefined ? [] : [days];
}

const DAYS_IN: Readonly<Partial<Record<string, number>>> = { h: 1 / 24, d: 1, wk: 7, mo: 30, a: 365 };

/** Whole days from one dose to the next; undefined where it is less than a day or not said. */
function intervalOf(reading: Reading, timing: Element): number | undefined {
  const repeat = child(timing, 'repeat', reading.faults) ?? {};
  const period = number(repeat, 'period', reading.faults);
  const unit = text(repeat, 'periodUnit', reading.faults);
  if (period === undefined || unit === undefined) return intervalInWords(reading, timing);
  const days = (period * (DAYS_IN[unit] ?? Number.NaN)) / (number(repeat, 'frequency', reading.faults) ?? 1);
  return days >= 1 ? Math.round(days) : undefined;
}

const IN_WORDS = /\b(?:every|q)\s*(\d{1,3})\s*(d|days?|w|wks?|weeks?|mo|months?)\b/i;

/** "Q21D", "every 3 weeks". */
function intervalInWords(reading: Reading, timing: Element): number | undefined {
  const said = namesOf(child(timing, 'code', reading.faults), reading.faults);
  const [, count, unit] = said.map((name) => IN_WORDS.exec(name)).find((match) => match !== null) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  return Number(count) * (DAYS_IN_WORDS[unit[0]?.toLowerCase() ?? ''] ?? Number.NaN);
}

const DAYS_IN_WORDS: Readonly<Partial<Record<string, number>>> = { d: 1, w: 7, m: 30 };
