import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { daysBetween } from '../domain/kernel/plain-date.ts';
import type { Administration } from './administration.ts';
import type { Booking } from './appointment.ts';
import { isInfused } from './medication.ts';
import type { Order } from './order.ts';
import type { PlannedDays } from './planned-days.ts';
import { daysPlannedFor } from './planned-days.ts';
import { productKey } from './product-key.ts';
import type { Reading } from './reading.ts';
import { isPlannedFor } from './timing.ts';
import { sharesWord } from './visit-words.ts';

/** What is known beside the two things that are compared. */
export interface JoinFacts {
  readonly administrations: readonly Administration[];
  readonly plannedDays: PlannedDays;
  /** Encounter references by the appointment that they carry out. */
  readonly encounters: ReadonlyMap<string, readonly { readonly ref: string }[]>;
}

export const EXPLICIT = 100;
export const LINKED = 80;
export const PROBABLE = 40;

/** How well an order fits a booking that does not name it; 40 is probable, 80 is as good as named. */
export function scoreOf(reading: Reading, order: Order, booking: Booking, facts: JoinFacts): number {
  return (
    (isOfEncounter(order, booking, facts) ? 80 : 0) +
    (isPlannedFor(order.planned, booking.date) ? 40 : 0) +
    (isInPlan(order, booking.date, facts.plannedDays) ? 40 : 0) +
    (isInfusionOrder(order, booking.date) ? 25 : 0) +
    (sharesWord(reading, order, booking) ? 20 : 0) +
    (followsLastDose(order, booking.date, facts) ? 20 : 0) -
    (isStale(order, reading.today, facts) ? 40 : 0)
  );
}

const isOfEncounter = (order: Order, booking: Booking, { encounters }: JoinFacts): boolean =>
  order.encounter !== undefined && (encounters.get(booking.ref) ?? []).some(({ ref }) => ref === order.encounter);

const isInPlan = (order: Order, date: PlainDate, planned: PlannedDays): boolean =>
  daysPlannedFor(planned, order, date).some((day) => Math.abs(daysBetween(day, date)) <= 1);

/** What the order leaves unsaid about route and category does not speak against it; what it says does. */
const isInfusionOrder = (order: Order, date: PlainDate): boolean =>
  order.isActive && order.route !== 'other' && !order.isInpatient && isInfused(order.identity(date));

const SLACK_DAYS = 3;

function followsLastDose(order: Order, date: PlainDate, { administrations }: JoinFacts): boolean {
  const interval = order.planned.intervalDays;
  if (interval === undefined || administrations.length === 0) return false;
  const last = administrations
    .filter((given) => given.wasGiven && given.date < date && isSameDrug(given, order))
    .reduce<PlainDate | undefined>(
      (latest, { date: day }) => (latest === undefined || day > latest ? day : latest),
      undefined,
    );
  return last !== undefined && Math.abs(daysBetween(last, date) - interval) <= SLACK_DAYS;
}

export const isSameDrug = (given: Administration, order: Order): boolean =>
  given.order === order || productKey(given.identity) === productKey(order.identity(given.date));

const STALE_DAYS = 365;

const isStale = (order: Order, today: PlainDate, { administrations }: JoinFacts): boolean =>
  order.authoredOn !== undefined &&
  daysBetween(order.authoredOn, today) > STALE_DAYS &&
  !administrations.some((given) => given.wasGiven && isSameDrug(given, order));
