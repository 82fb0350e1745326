import type { Element } from './element.ts';
import { child } from './element.ts';
import { identifierText, identifiersOf } from './person.ts';
import type { Reading } from './reading.ts';
import { nameOfRef } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { resourcesOf } from './resource-index.ts';

/** Whether a resource says that it is this patient's: true, false when it names somebody else, undefined when it does not say. */
export function isPatients(reading: Reading, of: Resource, name: string): boolean | undefined {
  const reference = child(of.element, name, reading.faults);
  return reference === undefined ? undefined : namesPatient(reading, reference, of);
}

function namesPatient(reading: Reading, reference: Element, within: Resource): boolean | undefined {
  const ref = nameOfRef(reading, reference, within);
  if (ref !== undefined) return ref === reading.patientRef || isForeignAddress(ref);
  const identifier = child(reference, 'identifier', reading.faults);
  if (identifier === undefined || reading.patient === undefined) return undefined;
  const own = identifiersOf(reading.patient, reading.faults);
  return identifierText(identifier, reading.faults).some((written) => own.includes(written)) || undefined;
}

/** A name on another server cannot be compared with ours: it neither confirms nor contradicts. */
const isForeignAddress = (ref: string): undefined | false => (ref.includes(':') ? undefined : false);

/** The patient's resources of one type; what names somebody else is left out. */
export const ownResources = (reading: Reading, type: string, name: string): readonly Resource[] =>
  resourcesOf(reading.index, type).filter((resource) => isPatients(reading, resource, name) !== false);
