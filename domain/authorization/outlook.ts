import type { PlainDate } from '../kernel/plain-date.ts';
import { earlier } from '../kernel/plain-date.ts';
import type { BookedVisit, Outlook, Standing, Tally } from './drug-case.ts';

/** The booked visits of one drug, in date order, each with what it and all after it will meet: one pass from the back. */
export function seriesOf(
  cases: readonly { readonly visit: { readonly date: PlainDate }; readonly standing: Standing }[],
): readonly BookedVisit[] {
  const series: BookedVisit[] = [];
  let after: BookedVisit | undefined;
  for (const { visit, standing } of [...cases].reverse()) {
    const { date } = visit;
    const fails = (code: string): boolean =>
      standing.state === 'invalid' && standing.failed.some((failed) => failed.code === code);
    after = {
      date,
      uncovered: counted(standing.state !== 'valid' && standing.state !== 'not-required', date, after?.uncovered),
      unitsExceeded: counted(fails('units-exceeded'), date, after?.unitsExceeded),
      visitsExceeded: counted(fails('visits-exceeded'), date, after?.visitsExceeded),
      planYearOver: counted(fails('plan-year'), date, after?.planYearOver),
    };
    series.push(after);
  }
  return series.reverse();
}

function counted(isOne: boolean, date: PlainDate, after: Tally | undefined): Tally | undefined {
  if (!isOne) return after;
  return { first: after === undefined ? date : earlier(date, after.first), count: (after?.count ?? 0) + 1 };
}

/** The visit that follows; its tallies are those of every later visit. */
export const nextVisit = ({ series, next }: Outlook): BookedVisit | undefined => series[next];

/** The last booked visit, where one follows. */
export const lastVisit = ({ series, next }: Outlook): BookedVisit | undefined =>
  next < series.length ? series.at(-1) : undefined;

/** The first later visit after the day. */
export const visitAfter = (outlook: Outlook, day: PlainDate): BookedVisit | undefined =>
  outlook.series[firstAfter(outlook, day)];

/** How many later visits are booked up to the day. */
export const visitsUntil = (outlook: Outlook, day: PlainDate): number => firstAfter(outlook, day) - outlook.next;

/** By halving, because every case of a long series asks. */
function firstAfter({ series, next }: Outlook, day: PlainDate): number {
  let [low, high] = [Math.min(next, series.length), series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series[middle]?.date ?? '') <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}
