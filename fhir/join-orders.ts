import type { Booking } from './appointment.ts';
import { isAhead } from './appointment.ts';
import type { NamedOrders } from './explicit-links.ts';
import type { JoinFacts } from './join-score.ts';
import { EXPLICIT, LINKED, PROBABLE, scoreOf } from './join-score.ts';
import { isInfused } from './medication.ts';
import { withoutDuplicates } from './duplicate-orders.ts';
import type { Link } from './link.ts';
import type { Order } from './order.ts';
import type { Reading } from './reading.ts';

export interface Joined {
  readonly booking: Booking;
  readonly links: readonly Link[];
}

export interface ToJoin {
  readonly bookings: readonly Booking[];
  readonly orders: readonly Order[];
  readonly named: ReadonlyMap<string, NamedOrders>;
  readonly facts: JoinFacts;
}

/**
 * Which orders each booking is for. References decide first. An order that some booking names is scored only onto
 * bookings that name none, so that two drugs on two days never trade places.
 */
export function joinOrders(reading: Reading, toJoin: ToJoin): readonly Joined[] {
  const { bookings, named } = toJoin;
  const namedAnywhere = new Set([...named.values()].flatMap(({ medicationRequests }) => [...medicationRequests]));
  const joined = bookings.map((booking) => {
    const explicit = explicitLinks(reading, booking, toJoin);
    const scored = toJoin.orders
      .filter((order) => mayScore(reading, order, booking) && !(explicit.length > 0 && namedAnywhere.has(order.ref)))
      .flatMap((order) => scoredLink(reading, order, booking, toJoin.facts, explicit.length > 0 ? LINKED : PROBABLE));
    return { booking, links: withoutDuplicates([...explicit, ...scored], booking.date) };
  });
  return withContextOrders(reading, joined, toJoin.orders);
}

function explicitLinks(reading: Reading, booking: Booking, { orders, named }: ToJoin): readonly Link[] {
  const refs = named.get(booking.ref)?.medicationRequests;
  if (refs === undefined || refs.size === 0) return [];
  return orders
    .filter((order) => refs.has(order.ref) && (order.state !== 'past' || !isAhead(booking, reading.today)))
    .map((order) => ({ order, points: EXPLICIT, by: 'reference' }));
}

/** Only what the drug table knows as infused may come by score: a home medicine must not become an infusion. */
function mayScore(reading: Reading, order: Order, booking: Booking): boolean {
  if (order.state === 'uncertain' || order.route === 'other') return false;
  if (order.state === 'past' && isAhead(booking, reading.today)) return false;
  const isLater = order.authoredOn !== undefined && order.authoredOn > booking.date && booking.date < reading.today;
  return !isLater && isInfused(order.identity(booking.date));
}

function scoredLink(
  reading: Reading,
  order: Order,
  booking: Booking,
  facts: JoinFacts,
  least: number,
): readonly Link[] {
  const points = scoreOf(reading, order, booking, facts);
  return points >= least ? [{ order, points, by: 'score' }] : [];
}

/** An order that is being written now, and that no booking names or fits, is meant for the next visit that has no other. */
function withContextOrders(reading: Reading, joined: readonly Joined[], orders: readonly Order[]): readonly Joined[] {
  const linked = new Set(joined.flatMap(({ links }) => links.map(({ order }) => order)));
  const homeless = orders.filter((order) => order.isFromContext && order.route !== 'other' && !linked.has(order));
  const next = joined.find(({ booking, links }) => links.length === 0 && isAhead(booking, reading.today));
  if (homeless.length === 0 || next === undefined) return joined;
  const links = homeless.map((order): Link => ({ order, points: LINKED, by: 'context' }));
  return joined.map((each) => (each === next ? { ...each, links: withoutDuplicates(links, each.booking.date) } : each));
}
