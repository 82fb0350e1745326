// The record, read with R4 types. The store itself looks at type and id only, so everything that a type calls
// required may still be missing in an imported patient: read it as optional.
import type {
  Appointment,
  Condition,
  Coverage,
  Encounter,
  MedicationRequest,
  Patient,
  Practitioner,
  ServiceRequest,
} from 'fhir/r4';
import type { FhirStore } from '../fhir-store/fhir-store.ts';
import type { StoredResource } from '../fhir-store/stored-resource.ts';

interface ByType {
  readonly Appointment: Appointment;
  readonly Condition: Condition;
  readonly Coverage: Coverage;
  readonly Encounter: Encounter;
  readonly MedicationRequest: MedicationRequest;
  readonly Patient: Patient;
  readonly Practitioner: Practitioner;
  readonly ServiceRequest: ServiceRequest;
}

export function findOf<K extends keyof ByType>(store: FhirStore, type: K, id: string): ByType[K] | undefined {
  const found = store.find(type, id);
  return found === undefined ? undefined : typed(type, found);
}

export function allOf<K extends keyof ByType>(store: FhirStore, type: K): readonly ByType[K][] {
  return store.all(type).map((found) => typed(type, found));
}

export function ofPatient<K extends keyof ByType>(store: FhirStore, type: K, patient: string): readonly ByType[K][] {
  return store.search(type, new URLSearchParams({ patient })).matches.map((found) => typed(type, found));
}

/** The only cast between stored JSON and R4 types. */
export function typed<K extends keyof ByType>(_type: K, stored: StoredResource): ByType[K] {
  return stored as unknown as ByType[K];
}
