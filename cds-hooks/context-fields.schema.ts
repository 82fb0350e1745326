import { z } from 'zod';
import { asList, isObject, isResource, resourceOfEntry } from './prefetch.ts';
import type { RawResource } from './prefetch.ts';
import type { HookUser } from './hook-service.ts';

const MOST_ENTRIES = 500;
const FHIR_ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** A bare FHIR id; `Patient/123` and absolute addresses, which some clients send, are read as their last part. */
export const patientIdSchema = idSchema('Patient');
export const encounterIdSchema = idSchema('Encounter');

export const medicationRequestIdSchema = idSchema('MedicationRequest');

/** Where the hook may leave it out; `null` is met in the field. */
export const optionalEncounterIdSchema = encounterIdSchema.nullish().transform((id) => id ?? undefined);

/** `Type/id` of a person who may use the EHR; anything else could be a patient whom we would not recognize. */
export const userIdSchema = z.string().transform((text, context): HookUser => {
  const [type, id] = text.split('/').slice(-2);
  if (isUserType(type) && id !== undefined && FHIR_ID.test(id)) return { type, id };
  context.addIssue({
    code: 'custom',
    message: 'Invalid input: expected Practitioner/id, PractitionerRole/id, Patient/id or RelatedPerson/id',
  });
  return z.NEVER;
});

/** The resources of a Bundle, in order; single objects where FHIR has arrays are read as arrays of one. */
export const bundleSchema = z.looseObject({ resourceType: z.literal('Bundle') }).transform((bundle, context) => {
  const entries = asList(bundle['entry']);
  if (entries.length > MOST_ENTRIES) {
    context.addIssue({ code: 'custom', path: ['entry'], message: `Invalid input: more than ${MOST_ENTRIES} entries` });
    return z.NEVER;
  }
  return entries.map((entry, position): RawResource => {
    const resource = resourceOfEntry(entry);
    if (isResource(resource)) return resource;
    context.addIssue({ code: 'custom', path: ['entry', position, 'resource'], message: entryFault(entry) });
    return z.NEVER;
  });
});

const USER_TYPES = ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson'] as const;

const isUserType = (type: string | undefined): type is HookUser['type'] => USER_TYPES.some((known) => known === type);

function idSchema(type: string) {
  return z.string().transform((text, context) => {
    const parts = text.split('/');
    const named = parts.length === 1 || parts.at(-2) === type;
    const id = parts.at(-1) ?? '';
    if (named && FHIR_ID.test(id)) return id;
    context.addIssue({ code: 'custom', message: `Invalid input: expected the id of one ${type}` });
    return z.NEVER;
  });
}

const entryFault = (entry: unknown): string =>
  isObject(entry) && isObject(entry['resource'])
    ? 'Invalid input: expected a resource with a resourceType'
    : 'Invalid input: expected a resource';
