/** From the visits of the board to its rows: headings, and under each the visits, so many beside each other. */
import type { BoardState, BoardVisit } from '../../../api-contract/board.schema.ts';
import { groupBy } from '../../../domain/kernel/group-by.ts';
import { siteOf } from '../../ui/site-choice.tsx';
import { clockText, longDay } from '../../ui/text.ts';

export const GROUPINGS = ['time', 'chair', 'site'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface BoardFilter {
  readonly state: BoardState | undefined;
  readonly payer: string | undefined;
  readonly drug: string | undefined;
  readonly site: string | undefined;
}

export type BoardRow =
  | { readonly kind: 'heading'; readonly key: string; readonly text: string; readonly visits: readonly BoardVisit[] }
  | { readonly kind: 'visits'; readonly key: string; readonly visits: readonly BoardVisit[] };

export const UNKNOWN_CHAIR = 'Chair not in the record';
export const UNKNOWN_PAYER = 'Payer not in the record';
export const UNKNOWN_DRUG = 'Drug unknown';

export const chairOf = ({ chair }: BoardVisit): string => chair ?? UNKNOWN_CHAIR;
export const payerOf = ({ payer }: BoardVisit): string => payer ?? UNKNOWN_PAYER;
export const drugsOf = ({ drugs }: BoardVisit): string[] => (drugs.length === 0 ? [UNKNOWN_DRUG] : drugs.map(drugText));

export const drugText = ({ name, hcpcs }: BoardVisit['drugs'][number]): string =>
  hcpcs === null || name.includes(hcpcs) ? name : `${name} (${hcpcs})`;

export const filtered = (visits: readonly BoardVisit[], filter: BoardFilter): BoardVisit[] =>
  visits.filter(
    (visit) =>
      (filter.state === undefined || visit.state === filter.state) &&
      (filter.payer === undefined || payerOf(visit) === filter.payer) &&
      (filter.drug === undefined || drugsOf(visit).includes(filter.drug)) &&
      (filter.site === undefined || siteOf(visit) === filter.site),
  );

/** Without a state chosen: how many there are of each under the other filters. */
export function countsOf(visits: readonly BoardVisit[], filter: BoardFilter): ReadonlyMap<BoardState, number> {
  const counts = new Map<BoardState, number>();
  for (const { state } of filtered(visits, { ...filter, state: undefined })) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

interface Layout {
  readonly grouping: Grouping;
  readonly columns: number;
  readonly timeZone: string;
  /** The day is said where more than one is shown. */
  readonly manyDays: boolean;
}

export function rowsOf(visits: readonly BoardVisit[], layout: Layout): BoardRow[] {
  const groups = groupBy(visits, (visit) => headingOf(visit, layout));
  const sorted =
    layout.grouping === 'time'
      ? [...groups]
      : [...groups].toSorted(([a, [first]], [b, [second]]) =>
          first === undefined || second === undefined ? 0 : byText(first.date, second.date) || byName(a, b),
        );
  return sorted.flatMap(([text, members]): BoardRow[] => [
    { kind: 'heading', key: `h ${text}`, text, visits: members },
    ...chunks(members, layout.columns).map((row) => ({
      kind: 'visits' as const,
      key: `v ${text} ${row[0]?.appointment ?? ''}`,
      visits: row,
    })),
  ]);
}

/** A day by its hours; a week by its days, whose visits stand in the order of their hours. */
function headingOf(visit: BoardVisit, { grouping, timeZone, manyDays }: Layout): string {
  if (grouping === 'time') return manyDays ? longDay(visit.date) : hourOf(visit, timeZone);
  const where = grouping === 'chair' ? chairOf(visit) : siteOf(visit);
  return manyDays ? `${longDay(visit.date)}, ${where}` : where;
}

/** "9 AM": starts are counted by the hour. */
function hourOf({ start }: BoardVisit, timeZone: string): string {
  const clock = start === undefined ? undefined : clockText(start, timeZone);
  return clock === undefined ? 'Time not in the record' : clock.replace(/:\d\d/, '');
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Chair 2 comes before chair 10. */
const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  const rows: Item[][] = [];
  for (let from = 0; from < items.length; from += size) rows.push(items.slice(from, from + size));
  return rows;
}

/** The sum of the known dollars, and of how many visits it is not known. */
export function dollarsOf(visits: readonly BoardVisit[]): { readonly cents: number; readonly unknown: number } {
  let [cents, unknown] = [0, 0];
  for (const { atRisk, state } of visits) {
    if (state === 'confirmed') continue;
    if (typeof atRisk === 'string') cents += Math.round(Number(atRisk) * 100);
    else unknown += 1;
  }
  return { cents, unknown };
}
