/** From the visits of the board to the lines of its grid of hours: under each day its chairs, each with its blocks. */
import type { BoardVisit } from '../../../api-contract/board.schema.ts';
import { groupBy } from '../../../domain/kernel/group-by.ts';
import { siteOf, sitesIn } from '../../ui/site-choice.tsx';
import { countText, longDay, shortDay } from '../../ui/text.ts';
import { UNKNOWN_CHAIR } from './board-rows.ts';
import { quietMarksOf, timeText } from './board-words.ts';
import type { Span } from './hours-layout.ts';
import { axisOf, doOverlap, hoursOf, lanesOf, overlapsAmong, roomOf } from './hours-layout.ts';
import type { HoursOfVisit } from './hours-of-visit.ts';
import { hoursOfVisit, minutesIn } from './hours-of-visit.ts';

export interface GridBlock {
  readonly visit: BoardVisit;
  /** Absent: the record does not tell when. */
  readonly hours?: HoursOfVisit;
  /** What the block takes of its line. */
  readonly room: Span;
  /** What is said under the state. */
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly text: string;
  /** How many lines it is given. */
  readonly lines: 1 | 2;
}

export interface ChairHead {
  readonly chair: string;
  /** Where visits of more than one site are shown. */
  readonly site?: string;
  /** "4 visits". */
  readonly count: string;
}

export type GridRow =
  | { readonly kind: 'day'; readonly key: string; readonly text: string }
  | {
      readonly kind: 'lane';
      readonly key: string;
      readonly head: ChairHead;
      readonly isFirst: boolean;
      readonly blocks: readonly GridBlock[];
      /** The most lines that one of its blocks says. */
      readonly lines: number;
    };

export type Lane = Extract<GridRow, { kind: 'lane' }>;

export const UNKNOWN_TIME = 'Time not in the record';

/** Name, drug, time, state; the marks come on top. */
const LINES_OF_ALL = 4;

/** What is true of the whole board, whatever of it is shown. */
export interface Clocked {
  readonly timeZone: string;
  readonly axis: Span;
  readonly hoursOf: (visit: BoardVisit) => HoursOfVisit | undefined;
  readonly overlaps: ReadonlyMap<BoardVisit, readonly BoardVisit[]>;
  readonly manySites: boolean;
}

/** Whoever sits in the chair takes it, though a filter leaves them out: overlaps are sought among all visits. */
export function clockedBoard(visits: readonly BoardVisit[], timeZone: string): Clocked {
  const minutesOn = minutesIn(timeZone);
  const known = new Map<BoardVisit, HoursOfVisit>();
  for (const visit of visits) {
    const hours = hoursOfVisit(visit, minutesOn);
    if (hours !== undefined) known.set(visit, hours);
  }
  const hoursOf = (visit: BoardVisit): HoursOfVisit | undefined => known.get(visit);
  const spanOf = (visit: BoardVisit): Span => known.get(visit) ?? NEVER;
  const seated = [...known.keys()].filter(({ chair }) => chair !== undefined);
  const perChair = [...groupBy(seated, chairKey).values()].map((one) => overlapsAmong(one, spanOf));
  return {
    ...{ timeZone, hoursOf, axis: axisOf([...known.values()]) },
    overlaps: new Map(perChair.flatMap((found) => [...found])),
    manySites: sitesIn(visits).length > 1,
  };
}

const NEVER: Span = { from: 0, until: 0 };

/** Two sites may have a chair of one name each. */
const chairKey = (visit: BoardVisit): string => [visit.date, siteOf(visit), visit.chair ?? ''].join('\n');

interface Shown extends Clocked {
  readonly manyDays: boolean;
  /** Minutes that the words of a block take in the width there is. */
  readonly least: number;
}

export function gridRows(visits: readonly BoardVisit[], board: Shown): GridRow[] {
  const days = [...groupBy(visits, ({ date }) => date)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return days.flatMap(([day, ofDay]): GridRow[] => [
    ...(board.manyDays ? [{ kind: 'day' as const, key: `d ${day}`, text: longDay(day) }] : []),
    ...[...groupBy(ofDay, chairKey)].toSorted(byChair).flatMap(([key, ofChair]) => lanesOfChair(key, ofChair, board)),
    ...untimedLanes(day, ofDay, board),
  ]);
}

type Chair = readonly [key: string, visits: readonly BoardVisit[]];

/** Chair 2 comes before chair 10, and what has no chair last. */
const byChair = (a: Chair, b: Chair): number =>
  Number(isChairless(a)) - Number(isChairless(b)) || byName(nameOf(a), nameOf(b));

const isChairless = ([, [first]]: Chair): boolean => first?.chair === undefined;

const nameOf = ([, [first]]: Chair): string => (first === undefined ? '' : `${first.chair ?? ''} ${siteOf(first)}`);

const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function lanesOfChair(key: string, visits: readonly BoardVisit[], board: Shown): Lane[] {
  const blocks = visits.flatMap((visit): GridBlock[] => {
    const hours = board.hoursOf(visit);
    if (hours === undefined) return [];
    return [{ visit, hours, room: roomOf(hours, board.least, board.axis), marks: marksIn(visit, hours, board) }];
  });
  const head = headOf(visits[0]?.chair ?? UNKNOWN_CHAIR, blocks.length, board.manySites ? visits[0] : undefined);
  return asLanes(
    key,
    head,
    lanesOf(blocks, ({ room }) => room),
  );
}

/** As many beside each other as their words leave room for; the chair of each is said. */
function untimedLanes(day: string, visits: readonly BoardVisit[], board: Shown): Lane[] {
  const { axis, least } = board;
  const untimed = visits.filter((visit) => board.hoursOf(visit) === undefined);
  const perLane = Math.max(1, Math.floor((axis.until - axis.from) / least));
  const lanes = Array.from({ length: Math.ceil(untimed.length / perLane) }, (_one, lane) =>
    untimed.slice(lane * perLane, (lane + 1) * perLane).map((visit, at): GridBlock => {
      const from = axis.from + at * least;
      return { visit, room: { from, until: from + least }, marks: [...chairMark(visit), ...quiet(visit, board)] };
    }),
  );
  return asLanes(`${day}\nuntimed`, headOf(UNKNOWN_TIME, untimed.length), lanes);
}

const chairMark = ({ chair }: BoardVisit): Mark[] => (chair === undefined ? [] : [{ text: chair, lines: 1 }]);

const headOf = (chair: string, count: number, visit?: BoardVisit): ChairHead => ({
  chair,
  ...(visit === undefined || siteOf(visit) === chair ? {} : { site: siteOf(visit) }),
  count: `${countText(count)} ${count === 1 ? 'visit' : 'visits'}`,
});

const asLanes = (key: string, head: ChairHead, lanes: readonly (readonly GridBlock[])[]): Lane[] =>
  lanes.map((blocks, at) => ({
    kind: 'lane',
    key: `l ${key} ${blocks[0]?.visit.appointment ?? ''}`,
    ...{ head, blocks, isFirst: at === 0 },
    lines: LINES_OF_ALL + Math.max(...blocks.map(linesOf)),
  }));

const linesOf = ({ marks }: GridBlock): number => marks.reduce((sum, { lines }) => sum + lines, 0);

const marksIn = (visit: BoardVisit, hours: HoursOfVisit, board: Shown): Mark[] => [
  ...overlapMark(visit, hours, board),
  ...hoursMarks(visit, hours, board).map(oneLine),
  ...quiet(visit, board),
];

const quiet = (visit: BoardVisit, { timeZone }: Clocked): Mark[] => quietMarksOf(visit, timeZone).map(oneLine);

const oneLine = (text: string): Mark => ({ text, lines: 1 });

/** "Overlaps 10:30 AM Ana Lindqvist in Chair 4"; where one of the ends is not known, it may. */
function overlapMark(visit: BoardVisit, hours: HoursOfVisit, { overlaps, hoursOf, timeZone }: Clocked): Mark[] {
  const others = overlaps.get(visit) ?? [];
  const isSure = (other: BoardVisit): boolean => isCertain(hours, hoursOf(other));
  const [first] = others.toSorted((a, b) => Number(isSure(b)) - Number(isSure(a)));
  if (first === undefined) return [];
  const more = others.length > 1 ? ` and ${String(others.length - 1)} more` : '';
  const verb = isSure(first) ? 'Overlaps' : 'May overlap';
  // A name that is written from right to left leaves the words around it where they are.
  const who = `\u2068${first.patient.name ?? 'a patient without a name'}\u2069`;
  const text = `${verb} ${timeText(first, timeZone)} ${who}${more} in ${visit.chair ?? UNKNOWN_CHAIR}`;
  return [{ text, lines: 2 }];
}

/** Of a visit without an end only its first minute is known to take the chair. */
const isCertain = (a: HoursOfVisit, b: HoursOfVisit | undefined): boolean =>
  b !== undefined && doOverlap(knownPart(a), knownPart(b));

const knownPart = ({ from, until, isAssumed }: HoursOfVisit): Span => ({ from, until: isAssumed ? from + 1 : until });

function hoursMarks({ start, end }: BoardVisit, hours: HoursOfVisit, { timeZone }: Clocked): string[] {
  return [
    ...(hours.isAssumed ? ['End unknown: 1 h drawn'] : []),
    ...(hours.startsOn === undefined ? [] : [`Starts ${shortDay(hours.startsOn)}, ${timeText({ start }, timeZone)}`]),
    ...(hours.endsOn === undefined
      ? []
      : [`Goes on to ${shortDay(hours.endsOn)}, ${timeText({ start: end }, timeZone)}`]),
  ];
}

/** How many visits go on in each hour of the axis. */
export const perHour = (visits: readonly BoardVisit[], { axis, hoursOf: of }: Clocked) =>
  hoursOf(axis).map((from) => ({
    from,
    count: visits.filter((visit) => doOverlap(of(visit) ?? NEVER, { from, until: from + 60 })).length,
  }));
