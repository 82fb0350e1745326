import type { PriorUse } from '../domain/visit/snapshot.ts';
import type { Administration } from './administration.ts';
import { usesOf } from './administration.ts';
import { isAhead } from './appointment.ts';
import { isSameDrug } from './join-score.ts';
import { isInfused } from './medication.ts';
import type { Order } from './order.ts';
import type { PlannedBooking } from './projection.ts';
import { present } from './present.ts';
import type { Reading } from './reading.ts';

/** Doses given, and those of earlier visits whose administration nobody recorded, at their planned amount. By date then ref. */
export function readPriorUses(
  reading: Reading,
  planned: readonly PlannedBooking[],
  administrations: readonly Administration[],
): readonly PriorUse[] {
  const given = usesOf(administrations.filter((each) => !countsInTodaysVisit(reading, each, planned))).map((use) => ({
    ...use,
    ...bookedFor(use, planned),
  }));
  const presumed = planned.flatMap((each) => presumedUses(reading, each, administrations));
  return [...given, ...presumed].sort((a, b) =>
    a.date === b.date ? (a.ref < b.ref ? -1 : 1) : a.date < b.date ? -1 : 1,
  );
}

/** Where it was given, and who brought the drug, as the visit of that day tells it; two visits of one drug tell nothing. */
function bookedFor({ date, hcpcs }: PriorUse, planned: readonly PlannedBooking[]): Pick<PriorUse, 'place' | 'supply'> {
  const visits = planned.filter(({ booking }) => booking.date === date);
  const orders = visits.flatMap(({ booking, drugs }) =>
    drugs.flatMap(({ order }) => (productOf(order, date) === hcpcs ? [{ booking, order }] : [])),
  );
  const [only] = orders;
  return only === undefined || orders.length > 1 || hcpcs === undefined ? {} : factsOf(only.booking, only.order);
}

const productOf = (order: Order, date: PriorUse['date']): PriorUse['hcpcs'] => {
  const identity = order.identity(date);
  return 'hcpcs' in identity ? identity.hcpcs : undefined;
};

function factsOf({ site }: PlannedBooking['booking'], { supply }: Order): Pick<PriorUse, 'place' | 'supply'> {
  const place = present({ npi: site.npi, placeOfService: site.placeOfService, ref: site.location });
  return {
    ...(Object.keys(place).length === 0 ? {} : { place }),
    ...(supply === 'unknown' ? {} : { supply }),
  };
}

/** A dose charted today belongs to today's open visit, which counts its planned dose itself. */
const countsInTodaysVisit = (reading: Reading, given: Administration, planned: readonly PlannedBooking[]): boolean =>
  given.date >= reading.today &&
  planned.some(
    ({ booking, drugs }) =>
      booking.date === given.date &&
      isAhead(booking, reading.today) &&
      drugs.some(({ order }) => isSameDrug(given, order)),
  );

/** The patient came, or was to come: everything but a request for a slot. */
const TAKEN_PLACE: ReadonlySet<string> = new Set(['booked', 'arrived', 'checked-in', 'fulfilled']);

function presumedUses(
  reading: Reading,
  { booking, drugs }: PlannedBooking,
  administrations: readonly Administration[],
): readonly PriorUse[] {
  if (isAhead(booking, reading.today) || booking.date > reading.today || !TAKEN_PLACE.has(booking.status)) return [];
  return drugs
    .filter(({ order }) => isInfused(order.identity(booking.date)))
    .filter(({ order }) => !administrations.some((each) => each.date === booking.date && accountsFor(each, order)))
    .map(({ order }) => presumedUse(order, booking));
}

/** Charted as given or as not done, for this order or drug, or for a drug that the chart does not name. */
const accountsFor = (each: Administration, order: Order): boolean =>
  isSameDrug(each, order) || (each.order === undefined && each.identity.kind === 'unknown');

function presumedUse(order: Order, booking: PlannedBooking['booking']): PriorUse {
  const { ref, date } = booking;
  const identity = order.identity(date);
  return {
    ref,
    date,
    ...('hcpcs' in identity ? { hcpcs: identity.hcpcs } : {}),
    name: order.drug.name,
    basis: 'presumed-from-booking',
    used: { kind: 'dose', dose: order.dose(date) },
    ...factsOf(booking, order),
  };
}
