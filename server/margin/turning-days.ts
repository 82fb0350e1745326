/** The days on which what a dose is priced with may change: doses between two of them rest on the same. */
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, quarterOf } from '../../domain/kernel/plain-date.ts';
import type { PriceDesk } from './margin-facts.ts';

/** In order, after the first day and up to the last: quarters, and whatever begins or ends on some other day. */
export function turningDays(desks: readonly PriceDesk[], from: PlainDate, last = ''): readonly string[] {
  const days = new Set<string>(quartersIn(from, last));
  for (const desk of desks) for (const row of datedRows(desk)) for (const day of turns(row)) days.add(day);
  return [...days].filter((day) => day > from && day <= last).sort();
}

interface Dated {
  readonly from: PlainDate;
  readonly to?: PlainDate;
}

function* datedRows({ prices, listPrices, charges, scenarioPrices, contracts, terms }: PriceDesk): Iterable<Dated> {
  yield* contracts;
  for (const table of [prices, listPrices, charges, scenarioPrices]) for (const ofCode of table.values()) yield* ofCode;
  for (const { from, until } of terms.programs.values()) yield until === undefined ? { from } : { from, to: until };
}

function quartersIn(from: PlainDate, last = ''): readonly string[] {
  const days: string[] = [];
  for (let { until } = quarterOf(from); until < last; { until } = quarterOf(addDays(until, 1)))
    days.push(addDays(until, 1));
  return days;
}

/** The days from which a row holds, and from which it no longer does. */
const turns = ({ from, to }: Dated): readonly string[] => (to === undefined ? [from] : [from, addDays(to, 1)]);
