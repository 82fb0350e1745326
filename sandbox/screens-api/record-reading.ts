// From the record to what the screens show. The store is the sandbox's own, but imported patients bring anything:
// what is not there is shown as missing.
import type { Appointment, CodeableConcept, Condition, Coverage, Dosage, MedicationRequest, Patient } from 'fhir/r4';
import type { FhirStore } from '../fhir-store/fhir-store.ts';
import { localPart } from '../fhir-store/search.ts';
import { STORIES } from '../stories/all-stories.ts';
import type { Story } from '../stories/story.ts';
import { CHAIRS } from '../stories/clinic.ts';
import { HCPCS } from '../stories/drugs.ts';
import { ApiProblem } from './api-problem.ts';
import type { CoverageSummary, Order, PatientSummary, Visit } from './screens.schema.ts';
import { findOf } from './typed-record.ts';

/** The tag on an order that a visitor of the sandbox wrote. */
export const VISITORS_TAG = {
  system: 'urn:chairready:sandbox:origin',
  code: 'visitor',
  display: 'Written by a visitor',
};

export function patientSummary(patient: Patient, today: string): PatientSummary {
  const story = STORIES.find(({ id }) => id === patient.id);
  return {
    id: idOf(patient),
    name: nameOf(patient),
    birthDate: orNull(patient.birthDate),
    mrn: orNull(patient.identifier?.[0]?.value),
    story: story === undefined ? null : storyOf(story, today),
  };
}

function storyOf({ id, title, whatYouShouldSee, bookFrom }: Story, today: string): PatientSummary['story'] {
  return { id, title, whatYouShouldSee, bookFrom: bookFrom?.(today) ?? null };
}

/** Throws a 404 problem. */
export function patientOf(store: FhirStore, id: string): Patient {
  const patient = findOf(store, 'Patient', id);
  if (patient === undefined) throw new ApiProblem(404, 'there is no such patient', 'patient');
  return patient;
}

/** `Given Family`, or the text, or `no name`. */
export function nameOf({ name }: Pick<Patient, 'name'>): string {
  const [first] = name ?? [];
  if (first === undefined) return 'no name';
  const [given] = first.given ?? [];
  const parts = [given, first.family].filter((part) => part !== undefined).join(' ');
  return first.text ?? (parts === '' ? 'no name' : parts);
}

export function order(request: MedicationRequest): Order {
  const { status, authoredOn, medicationCodeableConcept } = request;
  const dosage = request.dosageInstruction?.[0];
  const drug = textOf(medicationCodeableConcept) ?? 'drug not named';
  return {
    id: idOf(request),
    text: dosage?.text ?? drug,
    drug,
    hcpcs: orNull(codeIn(medicationCodeableConcept, HCPCS)),
    dose: orNull(doseText(dosage)),
    intervalDays: orNull(intervalDays(dosage?.timing?.repeat)),
    status,
    authoredOn: orNull(authoredOn),
    isVisitors: isVisitors(request),
  };
}

function isVisitors({ meta }: MedicationRequest): boolean {
  return meta?.tag?.some(({ code }) => code === VISITORS_TAG.code) ?? false;
}

function idOf({ id }: { readonly id?: string | undefined }): string {
  return id ?? '';
}

function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}

function codeIn(concept: CodeableConcept | undefined, system: string): string | undefined {
  return concept?.coding?.find((coding) => coding.system === system)?.code;
}

function doseText(dosage: Dosage | undefined): string | undefined {
  const quantity = dosage?.doseAndRate?.[0]?.doseQuantity;
  return quantity?.value === undefined ? undefined : `${quantity.value} ${quantity.unit ?? ''}`.trim();
}

type Repeat = NonNullable<NonNullable<Dosage['timing']>['repeat']>;

const DAYS_IN: Readonly<Record<string, number>> = { d: 1, wk: 7 };

/** Only where the order says "once every so many days or weeks". */
function intervalDays(repeat: Repeat = {}): number | undefined {
  const { frequency = 1, period = Number.NaN, periodUnit = '' } = repeat;
  const days = period * (DAYS_IN[periodUnit] ?? Number.NaN);
  return frequency === 1 && Number.isInteger(days) ? days : undefined;
}

export function visit(appointment: Appointment, store: FhirStore): Visit {
  const { id = '', status, start = '', end = start, description = 'Infusion', participant } = appointment;
  const actors = participant.map(({ actor }) => localPart(actor?.reference ?? ''));
  const patient = idAmong(actors, 'Patient') ?? '';
  const found = findOf(store, 'Patient', patient);
  const chair = CHAIRS.find((known) => actors.includes(`Location/${known.id}`));
  return {
    ...{ id, status, start, end, description, patient },
    patientName: found === undefined ? 'unknown patient' : nameOf(found),
    chair: chair === undefined ? null : chair.id,
  };
}

function idAmong(references: readonly string[], type: string): string | undefined {
  return references.find((reference) => reference.startsWith(`${type}/`))?.slice(type.length + 1);
}

export function coverageSummary(coverage: Coverage): CoverageSummary {
  const { status, subscriberId, identifier, period, payor } = coverage;
  return {
    id: idOf(coverage),
    status,
    payer: payor[0]?.display ?? 'payer not named',
    memberId: orNull(subscriberId ?? identifier?.[0]?.value),
    from: orNull(period?.start),
    to: orNull(period?.end),
  };
}

export function conditionText({ code }: Condition): string {
  const icd10 = code?.coding?.[0]?.code;
  const text = textOf(code) ?? 'diagnosis not named';
  return icd10 === undefined || icd10 === text ? text : `${text} (${icd10})`;
}

function textOf(concept: CodeableConcept = {}): string | undefined {
  const [first = {}] = concept.coding ?? [];
  return concept.text ?? first.display ?? first.code;
}

/** The name behind `Practitioner/...` or `Patient/...`; undefined when there is no such person. */
export function nameOfUser(store: FhirStore, user: string): string | undefined {
  const [type = '', id = ''] = user.split('/');
  if (type !== 'Practitioner' && type !== 'Patient') return undefined;
  const found = findOf(store, type, id);
  return found === undefined ? undefined : nameOf(found);
}
