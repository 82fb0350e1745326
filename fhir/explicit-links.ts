import type { Booking } from './appointment.ts';
import { child, children } from './element.ts';
import { extensionsOf } from './extension.ts';
import type { Reading } from './reading.ts';
import { nameOfRef } from './reading.ts';
import type { Resource } from './resource-index.ts';
import { refsOf, resourcesOf } from './resource-index.ts';

/** How Da Vinci CRD lets an R4 appointment name a medication order, and how R5 content is carried in R4. */
const ALTERNATE_REFERENCE = 'http://hl7.org/fhir/StructureDefinition/alternate-reference';
const R5_BASED_ON = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.basedOn';

const DEAD: ReadonlySet<unknown> = new Set(['revoked', 'entered-in-error']);

/** What an appointment is booked for, by reference. */
export interface NamedOrders {
  readonly medicationRequests: ReadonlySet<string>;
  readonly serviceRequests: readonly Resource[];
}

/** The medication orders that an appointment names, directly or through the service request that it is based on. */
export function ordersNamedBy(reading: Reading, { resource }: Booking): NamedOrders {
  const named = [
    ...refsOf(reading.index, resource, 'basedOn', reading.faults),
    ...refsOf(reading.index, resource, 'supportingInformation', reading.faults),
    ...alternates(reading, resource),
  ];
  const services = serviceRequests(reading, named);
  const behind = services.flatMap((service) => [
    ...refsOf(reading.index, service, 'basedOn', reading.faults),
    ...refsOf(reading.index, service, 'supportingInfo', reading.faults),
    ...ordersBasedOn(reading, service),
  ]);
  return {
    medicationRequests: new Set([...named, ...behind].filter((ref) => ref.startsWith('MedicationRequest/'))),
    serviceRequests: services,
  };
}

function alternates(reading: Reading, appointment: Resource): readonly string[] {
  const basedOn = children(appointment.element, 'basedOn', reading.faults);
  const extensions = [
    ...basedOn.flatMap((reference) => extensionsOf(reference, ALTERNATE_REFERENCE, reading.faults)),
    ...extensionsOf(appointment.element, [R5_BASED_ON, ALTERNATE_REFERENCE], reading.faults),
  ];
  return extensions
    .map((extension) => nameOfRef(reading, child(extension, 'valueReference', reading.faults), appointment))
    .filter((ref) => ref !== undefined);
}

const serviceRequests = (reading: Reading, refs: readonly string[]): readonly Resource[] =>
  refs.flatMap((ref) => {
    const service = reading.index.byAddress.get(ref);
    return service?.type === 'ServiceRequest' && !DEAD.has(service.element['status']) ? [service] : [];
  });

/** A medication order may itself be based on the service request. */
const ordersBasedOn = (reading: Reading, service: Resource): readonly string[] =>
  resourcesOf(reading.index, 'MedicationRequest')
    .filter((order) => refsOf(reading.index, order, 'basedOn', reading.faults).includes(service.ref))
    .map(({ ref }) => ref);

/** Encounters by the appointment that they carry out. */
export function encountersOf(reading: Reading): ReadonlyMap<string, readonly Resource[]> {
  const byAppointment = new Map<string, Resource[]>();
  for (const encounter of resourcesOf(reading.index, 'Encounter')) {
    for (const appointment of refsOf(reading.index, encounter, 'appointment', reading.faults)) {
      byAppointment.set(appointment, [...(byAppointment.get(appointment) ?? []), encounter]);
    }
  }
  return byAppointment;
}
