import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { daysBetween } from '../domain/kernel/plain-date.ts';
import type { Administration } from './administration.ts';
import type { Booking } from './appointment.ts';
import type { Joined } from './join-orders.ts';
import type { Link } from './link.ts';
import type { Order } from './order.ts';
import { isInfused } from './medication.ts';
import { productKey } from './product-key.ts';
import { isSomethingElse } from './visit-words.ts';

/** A booking with its drugs; the projected ones are not signed for it. */
export interface PlannedBooking {
  readonly booking: Booking;
  readonly drugs: readonly (Link & { readonly projected: boolean })[];
}

interface Anchor {
  readonly link: Link;
  /** The last day on which the drug was, or is to be, given. */
  readonly date: PlainDate;
}

/**
 * Carries the last signed drug, dose and interval onto later bookings that no order fits. `joined` is in date order.
 * A booking off the interval, or one that the record calls something else, stays without a drug.
 */
export function projectOrders(
  joined: readonly Joined[],
  administrations: readonly Administration[],
  today: PlainDate,
): readonly PlannedBooking[] {
  const course = new Map<string, Anchor>();
  const given = administrations.flatMap(givenAnchor).sort((a, b) => (a.date < b.date ? -1 : 1));
  return joined.map(({ booking, links }) => {
    while (given[0] !== undefined && given[0].date < booking.date) anchor(course, given.shift());
    const drugs = links.length > 0 ? links.map((link) => planned(link, false)) : carriedOnto(booking, course, today);
    for (const link of drugs) anchor(course, { link, date: booking.date });
    return { booking, drugs };
  });
}

const givenAnchor = ({ order, date, wasGiven }: Administration): readonly Anchor[] =>
  order === undefined || !wasGiven || order.state === 'uncertain' || !isInfused(order.identity(date))
    ? []
    : [{ link: { order, points: 0, by: 'score' }, date }];

function anchor(course: Map<string, Anchor>, next: Anchor | undefined): void {
  if (next === undefined) return;
  const key = productKey(next.link.order.identity(next.date));
  const known = course.get(key);
  if (known === undefined || known.date < next.date) course.set(key, next);
}

function carriedOnto(booking: Booking, course: ReadonlyMap<string, Anchor>, today: PlainDate): PlannedBooking['drugs'] {
  if (course.size === 0 || isSomethingElse(booking)) return [];
  const anchors = [...course.values()].filter(({ link, date }) => isUnderWay(link.order, date, today));
  const newest = anchors.reduce((latest, { date }) => (date > latest ? date : latest), '');
  return anchors
    .filter(({ link, date }) => {
      const interval = link.order.planned.intervalDays;
      return interval === undefined ? date === newest : fallsOn(interval, daysBetween(date, booking.date));
    })
    .map(({ link }) => planned(link, true));
}

const planned = ({ order, points, by }: Link, projected: boolean): PlannedBooking['drugs'][number] => ({
  order,
  points,
  by,
  projected,
});

const SLACK_DAYS = 3;

/** A whole number of intervals later, give or take three days (less where doses are close together). */
function fallsOn(interval: number, days: number): boolean {
  const times = Math.round(days / interval);
  return times >= 1 && Math.abs(days - times * interval) <= Math.min(SLACK_DAYS, Math.floor(interval / 3));
}

const LAPSES_AFTER_DAYS = 42;

/** A completed order still shows how the course goes on, unless two intervals have passed since. */
function isUnderWay({ state, planned }: Order, date: PlainDate, today: PlainDate): boolean {
  const lapse = Math.max(2 * (planned.intervalDays ?? 0), LAPSES_AFTER_DAYS);
  return state === 'current' || daysBetween(date, today) <= lapse;
}
