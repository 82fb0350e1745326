// The visits that a booking request stands for, first as proposals for the hook, then as booked appointments.
import type { Appointment, AppointmentParticipant, MedicationRequest, Reference } from 'fhir/r4';
import { openDayFrom } from '../holidays.ts';
import { addDays, atLocalTime, localDate } from '../local-time.ts';
import type { FhirStore } from '../fhir-store/fhir-store.ts';
import { localPart } from '../fhir-store/search.ts';
import { CHAIRS, SITE } from '../stories/clinic.ts';
import { ApiProblem } from './api-problem.ts';
import { nameOf, patientOf } from './record-reading.ts';
import type { Sandbox } from './sandbox.ts';
import type { BookingRequest, SlotList, Visit } from './screens.schema.ts';
import { findOf, ofPatient } from './typed-record.ts';

/** One appointment per visit, without ids. Throws a 404 problem for an unknown patient, order or chair. */
export function plannedVisits(
  { store, timeZone }: Pick<Sandbox, 'store' | 'timeZone'>,
  request: BookingRequest,
  status: 'proposed' | 'booked',
): readonly Appointment[] {
  const patient = patientOf(store, request.patient);
  const orders = request.orders.map((id) => orderOf(store, request.patient, id));
  const chair = CHAIRS.find(({ id }) => id === request.chair);
  if (chair === undefined) throw new ApiProblem(404, 'there is no such chair', 'chair');
  const shared = {
    resourceType: 'Appointment' as const,
    status,
    serviceType: [{ text: 'Infusion' }],
    description: descriptionOf(orders),
    minutesDuration: request.minutes,
    created: new Date().toISOString(),
    ...linksTo(store, request.patient, orders),
    participant: participants(request.patient, nameOf(patient), chair),
  };
  return startsOf(request, timeZone).map((start) => ({
    ...shared,
    start,
    end: endOf(start, request.minutes, timeZone),
  }));
}

/** The end of a visit, with the offset in force there. */
export function endOf(start: string, minutes: number, timeZone: string): string {
  return localTime(new Date(Date.parse(start) + minutes * 60_000), timeZone);
}

/** An instant as clocks of the place show it, with offset. */
export function localTime(instant: Date, timeZone: string): string {
  const clock = instant.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return atLocalTime(localDate(instant, timeZone), clock, timeZone);
}

/** Throws a 404 problem for an unknown order and for somebody else's. */
export function orderOf(store: FhirStore, patient: string, id: string): MedicationRequest {
  const order = findOf(store, 'MedicationRequest', id);
  if (order === undefined || localPart(order.subject.reference ?? '') !== `Patient/${patient}`)
    throw new ApiProblem(404, 'this patient has no such order', 'orders');
  return order;
}

const SLOT_TIMES = ['08:00', '10:00', '13:00', '15:00'];
const SLOT_MINUTES = 120;

/** Every chair at every time of one day, in the order of the day. */
export function slotsOn(
  date: string,
  taken: readonly Visit[],
  timeZone: string,
): readonly SlotList['days'][number]['slots'][number][] {
  return SLOT_TIMES.flatMap((time) => {
    const start = atLocalTime(date, time, timeZone);
    const end = endOf(start, SLOT_MINUTES, timeZone);
    return CHAIRS.map(({ id }) => ({ chair: id, start, end, isFree: !taken.some(overlaps(id, start, end)) }));
  });
}

/** Whether a visit occupies the chair at some moment from `start` up to `end`. */
export function overlaps(chair: string, start: string, end: string): (visit: Visit) => boolean {
  return (other) =>
    other.chair === chair && Date.parse(other.start) < Date.parse(end) && Date.parse(other.end) > Date.parse(start);
}

function startsOf({ start, series }: BookingRequest, timeZone: string): readonly string[] {
  const first = new Date(start);
  const clock = first.toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const { visits, everyDays } = series ?? { visits: 1, everyDays: 1 };
  const date = localDate(first, timeZone);
  return Array.from({ length: visits }, (_, index) =>
    index === 0
      ? atLocalTime(date, clock, timeZone)
      : atLocalTime(openDayFrom(addDays(date, index * everyDays)), clock, timeZone),
  );
}

function descriptionOf(orders: readonly MedicationRequest[]): string {
  const drugs = orders.map(({ medicationCodeableConcept }) => medicationCodeableConcept?.text ?? 'drug not named');
  return drugs.length === 0 ? 'Infusion' : `${drugs.join(' and ')} infusion`;
}

/** R4 lets an Appointment be based on a ServiceRequest only; the drug orders go into its supporting information. */
function linksTo(
  store: FhirStore,
  patient: string,
  orders: readonly MedicationRequest[],
): Pick<Appointment, 'basedOn' | 'supportingInformation'> {
  const references = orders.map((order): Reference => ({ reference: `MedicationRequest/${order.id ?? ''}` }));
  const wanted = references.map(({ reference }) => reference);
  const basedOn = ofPatient(store, 'ServiceRequest', patient)
    .filter(({ supportingInfo, basedOn: based }) =>
      [...(supportingInfo ?? []), ...(based ?? [])].some(({ reference }) => wanted.includes(reference)),
    )
    .map((service): Reference => ({ reference: `ServiceRequest/${service.id ?? ''}` }));
  return {
    ...(basedOn.length > 0 ? { basedOn } : {}),
    ...(references.length > 0 ? { supportingInformation: references } : {}),
  };
}

function participants(patient: string, name: string, chair: (typeof CHAIRS)[number]): AppointmentParticipant[] {
  return [
    { actor: { reference: `Patient/${patient}`, display: name }, status: 'accepted' },
    { actor: { reference: `Location/${SITE}`, display: 'Infusion center' }, status: 'accepted' },
    { actor: { reference: `Location/${chair.id}`, display: chair.name }, status: 'accepted' },
  ];
}
