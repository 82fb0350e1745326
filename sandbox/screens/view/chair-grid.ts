/** One day of chairs and times, and the days of a week beside it. */
import type { SlotList, State, Visit } from '../../screens-api/screens.schema.ts';
import { openDayFrom } from '../../holidays.ts';
import { addDays } from '../../local-time.ts';
import type { Slot } from './booking-draft.ts';

type Day = SlotList['days'][number];

export interface Cell {
  readonly slot: Slot;
  /** The visits in the way; empty for a free slot, or one that is taken by something this screen cannot see. */
  readonly takenBy: readonly Visit[];
  readonly isFree: boolean;
}

export interface ChairRow {
  readonly chair: State['chairs'][number];
  readonly cells: readonly Cell[];
}

export function chairRows(day: Day, chairs: State['chairs'], visits: readonly Visit[]): readonly ChairRow[] {
  return chairs.map((chair) => ({
    chair,
    cells: day.slots
      .filter((slot) => slot.chair === chair.id)
      .map(({ isFree, ...slot }) => ({ slot, isFree, takenBy: visits.filter(isInTheWayOf(slot)) })),
  }));
}

/** Monday to Friday of the week of `date`. */
export function workweekOf(date: string): readonly string[] {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  const monday = addDays(date, -((weekday + 6) % 7));
  return [0, 1, 2, 3, 4].map((days) => addDays(monday, days));
}

/** The first day on which anything can be booked: today, or the next day on which the clinic is open. */
export const firstDayFrom = (today: string): string => openDayFrom(today);

/** The same weekday of another week, but never before the first day that can be booked. */
export function weeksAway(date: string, weeks: number, today: string): string {
  const moved = addDays(date, weeks * 7);
  const first = firstDayFrom(today);
  return moved < first ? first : moved;
}

export const freeSlotsOf = (day: Day | undefined): number => day?.slots.filter(({ isFree }) => isFree).length ?? 0;

export const isSameSlot = (a: Slot | undefined, b: Slot): boolean => a?.chair === b.chair && a.start === b.start;

const isInTheWayOf =
  (slot: Slot) =>
  (visit: Visit): boolean =>
    visit.chair === slot.chair &&
    Date.parse(visit.start) < Date.parse(slot.end) &&
    Date.parse(visit.end) > Date.parse(slot.start);
