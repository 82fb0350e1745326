/** The lot that the chart names for a dose. R4 keeps a lot with the Medication, not with the administration. */
import { parseNdc } from '../domain/kernel/ndc11.ts';
import type { ChartedLot } from '../domain/visit/snapshot.ts';
import { SYSTEM } from './coding-systems.ts';
import { child, text } from './element.ts';
import type { NamedDrug } from './medication.ts';
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

/** Each lot of each package once. */
export const distinctLots = (lots: readonly ChartedLot[]): readonly ChartedLot[] => [
  ...new Map(lots.map((one) => [`${one.lot} ${one.ndc ?? ''}`, one])).values(),
];
