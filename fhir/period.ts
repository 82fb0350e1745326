import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Element } from './element.ts';
import { child, text } from './element.ts';
import { daysOf } from './local-day.ts';
import { given, present } from './present.ts';
import type { Reading } from './reading.ts';
import { noteGap } from './reading.ts';
import type { Resource } from './resource-index.ts';

export interface Days {
  readonly from?: PlainDate;
  readonly to?: PlainDate;
}

/**
 * A Period in whole local days, both included. A bound that cannot be read makes the period unknown: it is not open.
 * One that states neither bound is no period.
 */
export function periodOf(reading: Reading, of: Element, name: string, within: Resource): Days | undefined {
  const period = child(of, name, reading.faults);
  return period === undefined ? undefined : daysOfPeriod(reading, period, name, within);
}

export function daysOfPeriod(reading: Reading, period: Element, name: string, within: Resource): Days | undefined {
  const [start, end] = [text(period, 'start', reading.faults), text(period, 'end', reading.faults)];
  const from = given(start, (written) => daysOf(written, reading.zone)?.first);
  const to = given(end, (written) => daysOf(written, reading.zone)?.last);
  if (isGarbled(start, from) || isGarbled(end, to)) {
    noteGap(reading, within, name, 'a period whose dates cannot be read');
    return undefined;
  }
  return from === undefined && to === undefined ? undefined : present({ from, to });
}

const isGarbled = (written: string | undefined, read: PlainDate | undefined): boolean =>
  written !== undefined && read === undefined;

/** The local day of a date, dateTime or instant; what cannot be read is noted and unknown. */
export function dayOf(reading: Reading, of: Element, name: string, within: Resource): PlainDate | undefined {
  const written = text(of, name, reading.faults);
  if (written === undefined) return undefined;
  const day = daysOf(written, reading.zone)?.first;
  if (day === undefined) noteGap(reading, within, name, 'a date that cannot be read');
  return day;
}
