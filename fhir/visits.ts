import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { ChartedLot, PlannedDrug, Visit } from '../domain/visit/snapshot.ts';
import type { Administration } from './administration.ts';
import { distinctLots } from './charted-lots.ts';
import type { ArrivalFor } from './dispense.ts';
import type { Order } from './order.ts';
import type { PlannedBooking } from './projection.ts';
import type { Booking } from './appointment.ts';
import { isSameDrug } from './join-score.ts';
import { isInfused } from './medication.ts';
import { present } from './present.ts';
import type { Reading } from './reading.ts';
import { looksInfused } from './words.ts';

/** What the record tells of an order on a day, beside the order itself. */
export interface ToldOfOrder {
  readonly arrivalFor: ArrivalFor;
  readonly administrations: readonly Administration[];
}

/** A booking that is still ahead, with its drugs as the domain reads them. */
export function visitOf({ booking, drugs }: PlannedBooking, told: ToldOfOrder): Visit {
  const { ref, date, mayBe, start, end, chair, site, providers } = booking;
  return {
    ref,
    status: openStatus(booking),
    date,
    ...(mayBe === undefined ? {} : { mayBe }),
    ...present({ start, end, chair }),
    site,
    providers,
    drugs: drugs.map((drug) => plannedDrug(drug, booking, told)).sort((a, b) => (a.order < b.order ? -1 : 1)),
  };
}

/** Only open bookings are ahead; a fulfilled one never comes here. */
const openStatus = ({ status }: Booking): Visit['status'] => (status === 'fulfilled' ? 'checked-in' : status);

function plannedDrug(
  { order, points, by, projected }: PlannedBooking['drugs'][number],
  { date }: Booking,
  { arrivalFor, administrations }: ToldOfOrder,
): PlannedDrug {
  const { intervalDays } = order.planned;
  const arrival = arrivalFor(order.ref, date);
  const lots = lotsGiven(administrations, order, date);
  const stoppedReplaced = order.replacedDrugs(date);
  return {
    order: order.ref,
    identity: order.identity(date),
    name: order.drug.name,
    dose: order.dose(date),
    supply: order.supply,
    ...(arrival === undefined ? {} : { arrival }),
    projected,
    ...(lots.length === 0 ? {} : { lots }),
    link: { points, by },
    ...(intervalDays === undefined ? {} : { intervalDays }),
    diagnoses: order.diagnoses,
    ...(order.authoredOn === undefined ? {} : { authoredOn: order.authoredOn }),
    ...(stoppedReplaced.length === 0 ? {} : { stoppedReplaced }),
  };
}

/** Of what was given of one order on one day; without an order the drug itself tells. */
function lotsGiven(administrations: readonly Administration[], order: Order, on: PlainDate): readonly ChartedLot[] {
  const own = administrations
    .filter(({ date, wasGiven, lots }) => wasGiven && date === on && lots.length > 0)
    .filter((each) => (each.order === undefined ? isSameDrug(each, order) : each.order === order));
  return distinctLots(own.flatMap(({ lots }) => lots));
}

/** Orders of infusion drugs that no booking was joined to. An order that another one replaced is no drug of its own. */
export function unlinkedOrders(
  reading: Reading,
  orders: readonly Order[],
  planned: readonly PlannedBooking[],
): readonly string[] {
  const linked = new Set(planned.flatMap(({ drugs }) => drugs.map(({ order }) => order.ref)));
  const replaced = new Set(orders.flatMap(({ replaces }) => replaces));
  return orders
    .filter((order) => order.state !== 'past' && !linked.has(order.ref) && !replaced.has(order.ref))
    .filter((order) => isForTheChair(reading, order))
    .filter((order) => !orders.some((other) => linked.has(other.ref) && isReorderOf(reading, order, other)))
    .map(({ ref }) => ref);
}

/** The drug table knows it as infused; or nobody knows it, and its route or name says infusion. */
function isForTheChair(reading: Reading, order: Order): boolean {
  const identity = order.identity(reading.today);
  if (order.route === 'other' || order.isInpatient) return false;
  return (
    isInfused(identity) ||
    (identity.kind === 'unknown' && (order.route === 'parenteral' || looksInfused(identity.name)))
  );
}

/** An older order of a drug whose newer order is joined. */
function isReorderOf(reading: Reading, older: Order, newer: Order): boolean {
  const [a, b] = [older.identity(reading.today), newer.identity(reading.today)];
  const isSameProduct = a.kind === 'known' && b.kind === 'known' && a.hcpcs === b.hcpcs;
  return isSameProduct && (older.authoredOn ?? '') < (newer.authoredOn ?? '');
}
