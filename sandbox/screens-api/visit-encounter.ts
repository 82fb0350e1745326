// The encounter of a visit: planned when the screen first needs it, then arrived, in progress, finished.
import type { Appointment, Encounter } from 'fhir/r4';
import { atLocalTime } from '../local-time.ts';
import { localPart } from '../fhir-store/search.ts';
import { SITE } from '../stories/clinic.ts';
import type { Sandbox } from './sandbox.ts';
import { findOf, typed } from './typed-record.ts';

/** Stores it as planned if there is none yet. */
export function encounterOf({ store }: Pick<Sandbox, 'store'>, appointment: Appointment): Encounter {
  const id = `enc-${appointment.id ?? ''}`.slice(0, 64);
  const known = findOf(store, 'Encounter', id);
  if (known !== undefined) return known;
  return typed('Encounter', store.update(plannedEncounter(appointment, id)).resource);
}

/** A moment of the sandbox day: its date with the real clock, so that what is written lies on the day that is played. */
export function nowOn({ day, timeZone }: Pick<Sandbox, 'day' | 'timeZone'>): string {
  const clock = new Date().toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return atLocalTime(day.today(), clock, timeZone);
}

function plannedEncounter(appointment: Appointment, id: string): Encounter {
  const patient = appointment.participant
    .map(({ actor }) => actor)
    .find((actor) => localPart(actor?.reference ?? '').startsWith('Patient/'));
  return {
    resourceType: 'Encounter',
    id,
    status: 'planned',
    class: {
      system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
      code: 'AMB',
      display: 'ambulatory',
    },
    ...(patient === undefined ? {} : { subject: patient }),
    appointment: [{ reference: `Appointment/${appointment.id ?? ''}` }],
    location: [{ location: { reference: `Location/${SITE}`, display: 'Infusion center' } }],
  };
}
