import { z } from 'zod';
import { isNonEmpty } from '../domain/kernel/non-empty.ts';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';
import { malformed } from './fault-path.ts';
import type { HookIssue, HookProblem } from './hook-problem.ts';
import { hookProblem } from './hook-problem.ts';
import type { HookContext, HookService } from './hook-service.ts';
import { draftsOfOthers } from './drafts-of-others.ts';
import type { PrefetchKey } from './prefetch-templates.ts';
import { PREFETCH_TEMPLATES } from './prefetch-templates.ts';
import type { PrefetchState, PrefetchStates } from './prefetch.ts';
import { isObject, readPrefetch } from './prefetch.ts';

/** One call of one service, read. CDS Hooks 2.0.1: https://cds-hooks.hl7.org/2.0/#http-request_1 */
export interface HookRequest {
  readonly hookInstance: string;
  /** As it was sent; whose it is, and whether it may be called, is for the server to say. */
  readonly fhirServer?: string;
  /** Only of type Bearer; lives as long as the call and is never kept, logged or used afterwards. */
  readonly accessToken?: string;
  readonly context: HookContext;
  readonly prefetch: PrefetchStates;
  /** The EHR's own name of what happened, where it sends another hook in its place. */
  readonly trigger?: string;
}

/** Reads the body of a call, or names every fault that it has. */
export function readHookRequest(service: HookService, body: unknown): Result<HookRequest, HookProblem> {
  const envelope = envelopeSchema.safeParse(body);
  if (!envelope.success) return problem(malformed(envelope.error));
  const { hook, hookInstance, fhirServer, fhirAuthorization, prefetch, extension } = envelope.data;
  if (hook !== service.hook) {
    return problem(hookProblem('malformed', 'hook', `Invalid input: this service answers ${service.hook} only`));
  }
  const context = service.readContext(envelope.data.context);
  if (!context.ok) return context;
  const strangers = draftsOfOthers(context.value);
  if (isNonEmpty(strangers)) return problem({ code: 'malformed', issues: strangers });
  const states = readAllPrefetch(prefetch, context.value.patientId);
  if (!states.ok) return states;
  return ok({
    hookInstance,
    ...(fhirServer === undefined ? {} : { fhirServer }),
    ...tokenOf(fhirAuthorization),
    context: context.value,
    prefetch: states.value,
    ...triggerIn(extension),
  });
}

const MOST_CHARACTERS = 2048;

const authorizationSchema = z.looseObject({
  access_token: nullAsAbsent(z.string().max(65_536)),
  token_type: nullAsAbsent(z.string().max(64)),
});

// A constant or otherwise odd hookInstance is let through: older clients send one, and nothing here depends on it.
const envelopeSchema = z
  .looseObject({
    hook: z.string().min(1).max(200),
    hookInstance: z.string().min(1).max(200),
    fhirServer: nullAsAbsent(z.string().min(1).max(MOST_CHARACTERS)),
    fhirAuthorization: nullAsAbsent(authorizationSchema),
    context: z.record(z.string(), z.unknown()),
    prefetch: nullAsAbsent(z.record(z.string(), z.unknown())),
    // Whatever stands in an extension, nobody has to understand it.
    extension: z.unknown().optional(),
  })
  .refine(({ fhirServer, fhirAuthorization }) => fhirAuthorization === undefined || fhirServer !== undefined, {
    path: ['fhirServer'],
    message: 'Invalid input: required where fhirAuthorization is sent',
  });

/** Epic sends triggers that have no hook of their own as `patient-view` and says here which one it was. */
const TRIGGER = 'com.epic.cdshooks.request.bpa-trigger-action';

function triggerIn(extension: unknown): { trigger?: string } {
  const trigger = isObject(extension) ? extension[TRIGGER] : undefined;
  return typeof trigger === 'string' || typeof trigger === 'number' ? { trigger: String(trigger) } : {};
}

/** A token of another type, or one that no header could carry, is as good as none. */
function tokenOf(authorization: z.infer<typeof authorizationSchema> | undefined): { accessToken?: string } {
  const token = authorization?.access_token;
  const isBearer = authorization?.token_type?.toLowerCase() === 'bearer';
  return isBearer && token !== undefined && USABLE_TOKEN.test(token) ? { accessToken: token } : {};
}

/** RFC 6750 b68token; anything else would break the header that carries it. */
const USABLE_TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

function readAllPrefetch(
  sent: Readonly<Record<string, unknown>> | undefined,
  patientId: string,
): Result<PrefetchStates, HookProblem> {
  const issues: HookIssue[] = [];
  const read = (key: PrefetchKey): PrefetchState => {
    const result = readPrefetch(key, sent?.[key]);
    if (result.ok) return result.state;
    issues.push(result.issue);
    return { kind: 'absent' };
  };
  const states = mapKeys(read);
  issues.push(...otherPatient(states.patient, patientId));
  return isNonEmpty(issues) ? problem({ code: 'malformed', issues }) : ok(states);
}

const KEYS = Object.keys(PREFETCH_TEMPLATES) as readonly PrefetchKey[];

const mapKeys = (read: (key: PrefetchKey) => PrefetchState): PrefetchStates =>
  Object.fromEntries(KEYS.map((key) => [key, read(key)])) as Readonly<Record<PrefetchKey, PrefetchState>>;

/** A record of somebody else must never be judged as this patient's. */
function otherPatient(state: PrefetchState, patientId: string): readonly HookIssue[] {
  if (state.kind !== 'present' && state.kind !== 'partial') return [];
  const stranger = state.resources.some((resource) => resource['id'] !== patientId);
  return stranger ? [{ path: 'prefetch.patient.id', message: 'Invalid input: differs from context.patientId' }] : [];
}

/** JSON of the field says `null` where the specification says nothing at all. */
function nullAsAbsent<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}
