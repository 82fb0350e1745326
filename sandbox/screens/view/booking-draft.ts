/** What the scheduler has chosen for one patient so far, and how each choice changes it. */
import type { BookingRequest, Order, PatientDetail } from '../../screens-api/screens.schema.ts';

export interface Slot {
  readonly chair: string;
  readonly start: string;
  readonly end: string;
}

export interface BookingDraft {
  readonly orders: readonly string[];
  readonly slot: Slot | undefined;
  readonly isSeries: boolean;
  /** As typed: checked when a request is made of them. */
  readonly visits: string;
  readonly everyDays: string;
  /** The booked visit for which a new slot is being chosen. */
  readonly moving: string | undefined;
}

export type DraftChange =
  | { readonly kind: 'order-toggled'; readonly order: Order }
  | { readonly kind: 'order-written'; readonly order: Order }
  | { readonly kind: 'slot-chosen'; readonly slot: Slot }
  | { readonly kind: 'slot-dropped' }
  | { readonly kind: 'series-switched'; readonly isSeries: boolean }
  | { readonly kind: 'visits-typed'; readonly visits: string }
  | { readonly kind: 'days-typed'; readonly everyDays: string }
  | { readonly kind: 'move-begun'; readonly visit: string }
  | { readonly kind: 'move-ended' };

export const MOST_VISITS = 24;
export const LONGEST_INTERVAL = 90;

/** A patient with one active order has it chosen already; with several, the scheduler says which. */
export function newDraft({ orders }: Pick<PatientDetail, 'orders'>): BookingDraft {
  const active = orders.filter(({ status }) => status === 'active');
  const only = active.length === 1 ? active : [];
  return {
    orders: only.map(({ id }) => id),
    slot: undefined,
    isSeries: false,
    visits: '3',
    everyDays: String(intervalOf(only) ?? 21),
    moving: undefined,
  };
}

export function changeDraft(draft: BookingDraft, change: DraftChange): BookingDraft {
  switch (change.kind) {
    case 'order-toggled':
      return draft.orders.includes(change.order.id)
        ? { ...draft, orders: draft.orders.filter((id) => id !== change.order.id) }
        : withOrder(draft, change.order);
    case 'order-written':
      return withOrder(draft, change.order);
    case 'slot-chosen':
      return { ...draft, slot: change.slot };
    case 'slot-dropped':
      return { ...draft, slot: undefined };
    case 'series-switched':
      return { ...draft, isSeries: change.isSeries };
    case 'visits-typed':
      return { ...draft, visits: change.visits };
    case 'days-typed':
      return { ...draft, everyDays: change.everyDays };
    case 'move-begun':
      return { ...draft, moving: change.visit, slot: undefined };
    case 'move-ended':
      return { ...draft, moving: undefined, slot: undefined };
  }
}

/** The whole request, or undefined while something is missing or out of range. */
export function requestOf(draft: BookingDraft, who: { user: string; patient: string }): BookingRequest | undefined {
  const { slot, orders, moving } = draft;
  const series = seriesOf(draft);
  if (slot === undefined || moving !== undefined || series === undefined) return undefined;
  return {
    ...who,
    orders: [...orders],
    chair: slot.chair,
    start: slot.start,
    minutes: Math.round((Date.parse(slot.end) - Date.parse(slot.start)) / 60_000),
    ...(draft.isSeries ? { series } : {}),
  };
}

/** Undefined when a number of the series cannot be used; a single visit is a series of one. */
function seriesOf({ isSeries, visits, everyDays }: BookingDraft): BookingRequest['series'] {
  if (!isSeries) return { visits: 1, everyDays: 1 };
  const count = wholeNumber(visits, MOST_VISITS);
  const days = wholeNumber(everyDays, LONGEST_INTERVAL);
  return count === undefined || days === undefined ? undefined : { visits: count, everyDays: days };
}

/** From 1 to `most`, or undefined. */
export function wholeNumber(typed: string, most: number): number | undefined {
  const value = Number(typed.trim());
  return /^\d{1,3}$/.test(typed.trim()) && value >= 1 && value <= most ? value : undefined;
}

const withOrder = (draft: BookingDraft, order: Order): BookingDraft => ({
  ...draft,
  orders: [...draft.orders, order.id],
  everyDays: String(intervalOf([order]) ?? draft.everyDays),
});

function intervalOf(orders: readonly Order[]): number | undefined {
  const [interval] = orders.flatMap(({ intervalDays }) => intervalDays ?? []);
  return interval === undefined || interval > LONGEST_INTERVAL ? undefined : interval;
}
