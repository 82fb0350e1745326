import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { Arrival } from '../domain/visit/snapshot.ts';
import { text } from './element.ts';
import { dayOf } from './period.ts';
import type { PlannedBooking } from './projection.ts';
import type { Reading } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { refsOf } from './resource-index.ts';
import { ownResources } from './whose.ts';

/** How far the drug of one order has come for one visit; undefined where no dispense tells. */
export type ArrivalFor = (order: string, visit: PlainDate) => Arrival | undefined;

interface Dispense {
  readonly orders: readonly string[];
  readonly arrival: Arrival;
}

/**
 * Dispenses of an order, each counted for the first visit that follows it: a bag is sent for one dose. Where one was
 * handed over for the visit, it has arrived, whatever others say.
 */
export function readArrivals(reading: Reading, planned: readonly PlannedBooking[]): ArrivalFor {
  const dispenses = ownResources(reading, 'MedicationDispense', 'subject').flatMap((each) =>
    readDispense(reading, each),
  );
  if (dispenses.length === 0) return () => undefined;
  return (order, visit) => {
    const since = visitBefore(planned, order, visit);
    const own = dispenses
      .filter(({ orders, arrival }) => orders.includes(order) && isFor(arrival.on, since, visit))
      .map(({ arrival }) => arrival);
    return RANK.map((state) => own.find((each) => each.state === state)).find((each) => each !== undefined);
  };
}

const RANK: readonly Arrival['state'][] = ['received', 'expected', 'not-coming'];

/** After the visit before, up to the day itself; one without a day may be for any visit. */
const isFor = (on: PlainDate | undefined, since: PlainDate | undefined, visit: PlainDate): boolean =>
  on === undefined || (on <= visit && (since === undefined || on > since));

const visitBefore = (planned: readonly PlannedBooking[], order: string, visit: PlainDate): PlainDate | undefined =>
  planned
    .filter(({ booking, drugs }) => booking.date < visit && drugs.some((drug) => drug.order.ref === order))
    .map(({ booking }) => booking.date)
    .sort()
    .at(-1);

const STATES: ReadonlyMap<string, Arrival['state']> = new Map([
  ['preparation', 'expected'],
  ['in-progress', 'expected'],
  ['on-hold', 'expected'],
  ['completed', 'received'],
  ['cancelled', 'not-coming'],
  ['declined', 'not-coming'],
  ['stopped', 'not-coming'],
]);

function readDispense(reading: Reading, dispense: Resource): readonly Dispense[] {
  const orders = refsOf(reading.index, dispense, 'authorizingPrescription', reading.faults);
  const state = STATES.get(text(dispense.element, 'status', reading.faults) ?? '');
  if (orders.length === 0 || state === undefined) return [];
  const handedOver = dayOf(reading, dispense.element, 'whenHandedOver', dispense);
  return [{ orders, arrival: { source: dispense.ref, ...stateOn(state, handedOver, reading.today) } }];
}

/** Completed without a day of hand-over says that it was made ready, not that it is here; a day ahead is a promise. */
function stateOn(state: Arrival['state'], on: PlainDate | undefined, today: PlainDate): Pick<Arrival, 'state' | 'on'> {
  if (state === 'not-coming') return { state };
  if (on === undefined) return { state: 'expected' };
  return { state: on > today ? 'expected' : state, on };
}
