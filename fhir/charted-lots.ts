/** Lots that the chart names for the doses of a day. R4 keeps a lot with the Medication, not with the administration. */
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { parseNdc } from '../domain/kernel/ndc11.ts';
import type { ChartedLot } from '../domain/visit/snapshot.ts';
import type { Administration } from './administration.ts';
import { SYSTEM } from './coding-systems.ts';
import { child, text } from './element.ts';
import { isSameDrug } from './join-score.ts';
import type { NamedDrug } from './medication.ts';
import type { Order } from './order.ts';
import type { Reading } from './reading.ts';
import type { Resource } from './resource-index.ts';

const LONGEST_LOT = 40;

/** The lot of one administration's product, with its NDC where that is said; longer texts than lots have are none. */
export function lotOf(reading: Reading, { medication, codings }: NamedDrug): readonly ChartedLot[] {
  const lot = medication === undefined ? '' : lotNumber(reading, medication);
  if (lot === '' || lot.length > LONGEST_LOT) return [];
  const ndc = codings.filter(({ system }) => system === SYSTEM.ndc).map(({ code }) => parseNdc(code))[0];
  return [{ lot, ...(ndc?.ok === true ? { ndc: ndc.value } : {}) }];
}

function lotNumber(reading: Reading, { element }: Resource): string {
  const batch = child(element, 'batch', reading.faults);
  return (batch === undefined ? undefined : text(batch, 'lotNumber', reading.faults))?.trim() ?? '';
}

/** Of one order on one day, each lot once. */
export const lotsOn =
  (administrations: readonly Administration[]) =>
  (order: Order, on: PlainDate): readonly ChartedLot[] =>
    distinctLots(
      administrations
        .filter(({ date, wasGiven }) => wasGiven && date === on)
        .filter((each) => (each.order === undefined ? isSameDrug(each, order) : each.order === order))
        .flatMap(({ lots }) => lots),
    );

export const distinctLots = (lots: readonly ChartedLot[]): readonly ChartedLot[] => [
  ...new Map(lots.map((one) => [`${one.lot} ${one.ndc ?? ''}`, one])).values(),
];
