/** Where blocks stand in a grid of hours: which hours it shows, which blocks lie beside each other, which below. Pure. */

/** Minutes of one day; `until` is no longer part of it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Shown at least, that one day looks like the next: hours in which infusion centers work. */
export const USUAL_HOURS: Span = { from: 7 * 60, until: 18 * 60 };

/** One who goes when the other comes is in nobody's way. */
export const doOverlap = (a: Span, b: Span): boolean => a.from < b.until && b.from < a.until;

/** Whole hours, from the first that any block needs to the last, and the usual ones at least. */
export function axisOf(spans: readonly Span[]): Span {
  const from = Math.min(USUAL_HOURS.from, ...spans.map((span) => span.from));
  const until = Math.max(USUAL_HOURS.until, ...spans.map((span) => span.until));
  return { from: Math.floor(from / 60) * 60, until: Math.ceil(until / 60) * 60 };
}

/** The hours that begin within the axis, as minutes of the day. */
export const hoursOf = ({ from, until }: Span): number[] =>
  Array.from({ length: (until - from) / 60 }, (_one, n) => from + n * 60);

/** What a block takes of its line: its own time, and `least` minutes for its words, which stay within the axis. */
export function roomOf(span: Span, least: number, axis: Span): Span {
  const from = Math.max(axis.from, Math.min(span.from, axis.until - least));
  return { from, until: Math.max(span.until, Math.min(axis.until, from + least)) };
}

/** As few lines as there are blocks at one time; each block stands on the first line that is free. */
export function lanesOf<Item>(items: readonly Item[], roomOfItem: (item: Item) => Span): Item[][] {
  const placed = items.map((item) => ({ item, room: roomOfItem(item) })).toSorted(byRoom);
  const lanes: { readonly items: Item[]; free: number }[] = [];
  for (const { item, room } of placed) {
    const lane = lanes.find(({ free }) => free <= room.from);
    if (lane === undefined) lanes.push({ items: [item], free: room.until });
    else {
      lane.items.push(item);
      lane.free = room.until;
    }
  }
  return lanes.map((lane) => lane.items);
}

interface InRoom {
  readonly room: Span;
}

const byRoom = ({ room: a }: InRoom, { room: b }: InRoom): number => a.from - b.from || a.until - b.until;

/** Each pair that takes a chair at one time, told to both of them. */
export function overlapsAmong<Item>(items: readonly Item[], spanOf: (item: Item) => Span): ReadonlyMap<Item, Item[]> {
  const sorted = items.map((item) => ({ item, room: spanOf(item) })).toSorted(byRoom);
  const found = new Map<Item, Item[]>();
  const tell = (item: Item, other: Item): void => void found.set(item, [...(found.get(item) ?? []), other]);
  for (const [at, one] of sorted.entries()) {
    for (const other of sorted.slice(at + 1)) {
      if (!doOverlap(one.room, other.room)) break;
      tell(one.item, other.item);
      tell(other.item, one.item);
    }
  }
  return found;
}

/** Where something begins and how much of it there is, in shares of the whole. */
export const shareOf = ({ from, until }: Span, whole: Span): { readonly left: number; readonly width: number } => ({
  left: (from - whole.from) / (whole.until - whole.from),
  width: (until - from) / (whole.until - whole.from),
});
