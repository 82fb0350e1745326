import type { Element, Faults } from './element.ts';
import { child, text } from './element.ts';
import { codingsOf } from './coding.ts';
import type { Reading } from './reading.ts';
import { find, nameOfRef } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** The board alone shows a chair: a fault in what only names one refuses no decision. */
const untold = (): Faults => [];

/** Bed and room of https://hl7.org/fhir/R4/codesystem-location-physical-type.html: what one patient sits in. */
const SEATS: ReadonlySet<string> = new Set(['bd', 'ro']);
const CALLED_A_SEAT = /\b(?:chair|bed|recliner|stretcher)\b/i;

/**
 * The chair or bed of a visit, as the record calls it: a Location that says it is a bed or room, or is part of the place
 * of the visit, or a Location or Device that is called a chair. A pump is none, and a bare reference names nothing.
 */
export function chairOf(
  reading: Reading,
  appointment: Resource,
  actors: readonly Element[],
  place: string | undefined,
): string | undefined {
  const seats = actors.filter((actor) => isSeat(reading, appointment, actor, place));
  return seats.map((actor) => nameIn(reading, appointment, actor)).find((name) => name !== undefined);
}

function isSeat(reading: Reading, appointment: Resource, actor: Element, place: string | undefined): boolean {
  if (!MAY_BE_SEAT.test(nameOfRef(reading, actor, appointment) ?? '')) return false;
  const found = find(reading, actor, appointment);
  if (found?.type === 'Location' && (saysSeat(found) || isPartOf(reading, found, place))) return true;
  return CALLED_A_SEAT.test(nameIn(reading, appointment, actor) ?? '');
}

const MAY_BE_SEAT = /^(?:Location|Device)\/|#/;

const saysSeat = ({ element }: Resource): boolean =>
  codingsOf(child(element, 'physicalType', untold()), untold()).some(({ code }) => SEATS.has(code));

function isPartOf(reading: Reading, location: Resource, place: string | undefined): boolean {
  const parent = child(location.element, 'partOf', untold());
  return place !== undefined && nameOfRef(reading, parent, location) === place;
}

/** How the schedule shows it, else what the resource is called. */
function nameIn(reading: Reading, appointment: Resource, actor: Element): string | undefined {
  const shown = text(actor, 'display', untold());
  if (shown !== undefined) return shown;
  const found = find(reading, actor, appointment);
  return found?.type === 'Location' ? text(found.element, 'name', untold()) : undefined;
}
