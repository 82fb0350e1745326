import type { Element, Faults } from './element.ts';
import { child, children } from './element.ts';
import type { ReadProblem } from './read-problem.ts';
import type { Resource, ResourceIndex } from './resource-index.ts';
import { refOf, resourcesOf } from './resource-index.ts';

/** Whose record this is. */
export interface Subject {
  readonly ref: string;
  readonly patient: Resource | undefined;
  readonly problems: readonly ReadProblem[];
}

/** The name of a patient whom the record never names. */
const NOBODY = 'Patient/unknown';

const NAMED_IN: readonly (readonly [string, string])[] = [
  ['MedicationRequest', 'subject'],
  ['Coverage', 'beneficiary'],
  ['ServiceRequest', 'subject'],
  ['ClaimResponse', 'patient'],
];

/** The patient whom the caller names, else the only one in the record, else the one whose appointments these are. */
export function subjectOf(index: ResourceIndex, asked: string | undefined, faults: Faults): Subject {
  if (asked !== undefined) return subject(index, asked, []);
  const [only, ...others] = resourcesOf(index, 'Patient');
  if (only === undefined || others.length > 0) return subjectOfVisits(index, only, faults);
  return subject(index, only.ref, isAllForOthers(index, only.ref, faults) ? [severalPatients(BOOKED_FOR)] : []);
}

const BOOKED_FOR = 'Appointment.participant';

/** Patients are booked, and this one is not among them: the visits would vanish without a word. */
function isAllForOthers(index: ResourceIndex, ref: string, faults: Faults): boolean {
  let isAnotherBooked = false;
  for (const appointment of resourcesOf(index, 'Appointment')) {
    const booked = patientsIn(index, appointment, faults);
    if (booked.includes(ref)) return false;
    isAnotherBooked ||= booked.length > 0;
  }
  return isAnotherBooked;
}

function subjectOfVisits(index: ResourceIndex, anyPatient: Resource | undefined, faults: Faults): Subject {
  const [booked, ...others] = distinct(
    resourcesOf(index, 'Appointment').flatMap((each) => patientsIn(index, each, faults)),
  );
  if (booked !== undefined) return subject(index, booked, others.length > 0 ? [severalPatients(BOOKED_FOR)] : []);
  if (anyPatient !== undefined) return subject(index, anyPatient.ref, [severalPatients('Patient')]);
  return subject(index, namedElsewhere(index, faults) ?? NOBODY, []);
}

function subject(index: ResourceIndex, ref: string, problems: readonly ReadProblem[]): Subject {
  const patient = index.byAddress.get(ref);
  return { ref: patient?.ref ?? ref, patient: patient?.type === 'Patient' ? patient : undefined, problems };
}

const severalPatients = (path: string): ReadProblem => ({
  code: 'several-patients',
  path,
  message: 'the record must be about one patient',
});

const CLOSED: ReadonlySet<unknown> = new Set(['cancelled', 'noshow', 'entered-in-error']);

function patientsIn(index: ResourceIndex, appointment: Resource, faults: Faults): readonly string[] {
  if (CLOSED.has(appointment.element['status'])) return [];
  return children(appointment.element, 'participant', faults).flatMap((participant) => {
    const ref = refOf(index, child(participant, 'actor', faults), appointment, faults);
    return ref?.startsWith('Patient/') === true ? [ref] : [];
  });
}

function namedElsewhere(index: ResourceIndex, faults: Faults): string | undefined {
  return NAMED_IN.flatMap(([type, name]) =>
    resourcesOf(index, type).map((each) => refIn(index, each, name, faults)),
  ).find((ref) => ref !== undefined);
}

function refIn(index: ResourceIndex, of: Resource, name: string, faults: Faults): string | undefined {
  const reference: Element | undefined = child(of.element, name, faults);
  return refOf(index, reference, of, faults);
}

const distinct = (refs: readonly string[]): readonly string[] => [...new Set(refs)].sort();
