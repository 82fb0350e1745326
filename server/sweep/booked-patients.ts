/** Who has a booked visit in a span of days, asked of an EHR in the ways that it may offer. */
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { addDays, isAfter } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { FhirCall, FhirProblem } from '../gateway/fhir-answer.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';

/** Every patient with a visit in it, and the visits by patient where they must be handed on. */
export interface Booked {
  readonly how: 'date' | 'location' | 'patient' | 'appointment';
  readonly appointments: readonly RawResource[];
  readonly patients: readonly string[];
  /** Set where visits cannot be searched by patient: what is known of them is all that there is. */
  readonly handOn: boolean;
  /** Searches that gave only a part. */
  readonly cutShort: number;
}

export interface BookedQuestion {
  readonly gateway: FhirGateway;
  /** Made anew for every read: a token may run out while a long list is read. */
  readonly call: () => Promise<Result<FhirCall, string>>;
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** `Location/id` of the configured sites. */
  readonly locations: readonly string[];
  /** What earlier decisions and cases know: `Patient/id` and `Appointment/id`. */
  readonly known: () => Promise<{ readonly patients: readonly string[]; readonly appointments: readonly string[] }>;
}

const STATUSES = 'status=proposed,pending,booked,waitlist,arrived,checked-in';

/**
 * First by day for the whole site; where that is refused by location and day (an EHR may want one); then patient by
 * patient for all whom we know; at last appointment by appointment. An EHR's refusal leads to the next way, a failure ends it.
 */
export async function bookedPatients(question: BookedQuestion): Promise<Result<Booked, string>> {
  const byDate = await searchAll(
    question,
    daysOf(question).map((day) => `Appointment?${STATUSES}&${day}`),
  );
  if (byDate.kind !== 'refused') return asBooked('date', byDate);
  const byPlace = question.locations.flatMap((location) =>
    daysOf(question).map((day) => `Appointment?location=${encodeURIComponent(location)}&${day}`),
  );
  const byLocation = byPlace.length === 0 ? REFUSED : await searchAll(question, byPlace);
  if (byLocation.kind !== 'refused') return asBooked('location', byLocation);
  const known = await question.known();
  const byPatient = known.patients.map((patient) => `Appointment?patient=${encodeURIComponent(patient)}`);
  const ofPatients = byPatient.length === 0 ? REFUSED : await searchAll(question, byPatient);
  if (ofPatients.kind !== 'refused') return asBooked('patient', ofPatients);
  return asBooked('appointment', await readAll(question, known.appointments));
}

type Found =
  | { readonly kind: 'found'; readonly resources: readonly RawResource[]; readonly cutShort: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly why: string };

const REFUSED: Found = { kind: 'refused' };

/** One search a day: large answers are cut short. In UTC and a day wider on both sides, which holds every zone. */
function daysOf({ from, to }: BookedQuestion): readonly string[] {
  const days: string[] = [];
  for (let day = addDays(from, -1); !isAfter(day, addDays(to, 1)); day = addDays(day, 1))
    days.push(`date=ge${day}T00:00:00Z&date=lt${addDays(day, 1)}T00:00:00Z&_count=200`);
  return days;
}

async function searchAll({ gateway, call }: BookedQuestion, queries: readonly string[]): Promise<Found> {
  const resources: RawResource[] = [];
  let cutShort = 0;
  for (const query of queries) {
    const lent = await call();
    if (!lent.ok) return { kind: 'failed', why: lent.problem };
    const found = await gateway.search(query, lent.value);
    if (!found.ok) return isRefusal(found.problem) ? REFUSED : failed(found.problem);
    resources.push(...found.value.resources);
    if (!found.value.complete) cutShort += 1;
  }
  return { kind: 'found', resources, cutShort };
}

/** One that is gone is no longer booked; that is an answer. */
async function readAll({ gateway, call }: BookedQuestion, references: readonly string[]): Promise<Found> {
  const resources: RawResource[] = [];
  for (const reference of references) {
    const lent = await call();
    if (!lent.ok) return { kind: 'failed', why: lent.problem };
    const answer = await gateway.read(reference, lent.value);
    if (answer.ok) resources.push({ ...answer.value, resourceType: 'Appointment' });
    else if (!isRefusal(answer.problem)) return failed(answer.problem);
  }
  return { kind: 'found', resources, cutShort: 0 };
}

const isRefusal = ({ code }: FhirProblem): boolean => code === 'refused' || code === 'not-found';
const failed = ({ code }: FhirProblem): Found => ({ kind: 'failed', why: `appointments could not be read (${code})` });

function asBooked(how: Booked['how'], found: Found): Result<Booked, string> {
  if (found.kind === 'failed') return problem(found.why);
  const all = found.kind === 'found' ? found.resources : [];
  const appointments = [...new Map(all.filter(isBooked).map((one) => [String(one['id']), one])).values()];
  const patients = [...new Set(appointments.flatMap(patientOf))].sort();
  const cutShort = found.kind === 'found' ? found.cutShort : 0;
  return ok({ how, appointments, patients, handOn: how === 'appointment', cutShort });
}

const OPEN = new Set<unknown>(['proposed', 'pending', 'booked', 'waitlist', 'arrived', 'checked-in']);
const isBooked = (one: RawResource): boolean => one.resourceType === 'Appointment' && OPEN.has(one['status']);

/** The first participant that is a patient. */
export function patientOf(appointment: RawResource): readonly string[] {
  const references = asList(appointment['participant']).flatMap((participant) => {
    const actor = isObject(participant) ? participant['actor'] : undefined;
    const reference = isObject(actor) ? actor['reference'] : undefined;
    return typeof reference === 'string' ? [/(?:^|\/)(Patient\/[A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1]] : [];
  });
  return references.filter((reference) => reference !== undefined).slice(0, 1);
}
