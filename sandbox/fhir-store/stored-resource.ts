// The shape of everything in the store: any R4 resource, with the id and version that the server gave it.
import { z } from 'zod';
import { FhirRefusal } from './fhir-refusal.ts';

export interface StoredResource {
  readonly resourceType: string;
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly lastUpdated: string; readonly [element: string]: unknown };
  readonly [element: string]: unknown;
}

/** A resource as somebody sent it: not yet numbered. */
export interface DraftResource {
  readonly resourceType: string;
  readonly id?: string | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly [element: string]: unknown;
}

const Draft = z.looseObject({
  resourceType: z.string().regex(/^[A-Z][A-Za-z]{2,63}$/, 'not the name of a resource type'),
  id: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,64}$/, 'at most 64 letters, digits, dots and hyphens')
    .optional(),
  meta: z.looseObject({}).optional(),
});

/** Throws a 400 refusal that names the element at fault. */
export function parseDraft(input: unknown, expectedType?: string): DraftResource {
  const draft = parsed(Draft, input);
  if (expectedType !== undefined && draft.resourceType !== expectedType)
    throw new FhirRefusal(400, 'invalid', `resourceType: ${draft.resourceType} was sent to ${expectedType}`);
  return draft;
}

/** Throws a 400 refusal with the path of every fault. */
export function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
  throw new FhirRefusal(400, 'structure', faults.join('; '));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Patient/p1`. */
export function keyOf(resource: { readonly resourceType: string; readonly id: string }): string {
  return `${resource.resourceType}/${resource.id}`;
}

export function etagOf(resource: StoredResource): string {
  return `W/"${resource.meta.versionId}"`;
}
