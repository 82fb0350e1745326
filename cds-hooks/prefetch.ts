import type { HookIssue } from './hook-problem.ts';
import type { PrefetchKey } from './prefetch-templates.ts';
import { expectedType, isRead } from './prefetch-templates.ts';

/** A FHIR resource as it came: an object with a type. `fhir/` reads the rest. */
export type RawResource = Readonly<Record<string, unknown>> & { readonly resourceType: string };

/**
 * The ways in which one prefetch key may arrive. Clients conflate them, so each is told apart here, once:
 * `absent` was not sent (ask for it), `none` was looked for and is not there (never ask again),
 * `unavailable` was tried and failed, `partial` has more pages than were sent.
 */
export type PrefetchState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'none' }
  | { readonly kind: 'present'; readonly resources: readonly RawResource[] }
  | { readonly kind: 'partial'; readonly resources: readonly RawResource[]; readonly next?: string }
  | { readonly kind: 'unavailable'; readonly why: string };

export type PrefetchStates = Readonly<Record<PrefetchKey, PrefetchState>>;

export type ReadState =
  { readonly ok: true; readonly state: PrefetchState } | { readonly ok: false; readonly issue: HookIssue };

const absent: PrefetchState = { kind: 'absent' };
const none: PrefetchState = { kind: 'none' };

/** Reads one value of `prefetch`; refuses only what is no JSON object and no `null`. */
export function readPrefetch(key: PrefetchKey, value: unknown): ReadState {
  if (value === undefined) return state(absent);
  if (value === null) return state(none);
  if (!isObject(value)) return refused(key, 'must be a FHIR resource, a Bundle or null');
  if (!isResource(value)) return refused(`${key}.resourceType`, 'must name the type of the resource');
  if (value.resourceType === 'OperationOutcome') return state(stateOfOutcomes([value]));
  return state(value.resourceType === 'Bundle' ? stateOfBundle(value) : stateOfResource(key, value));
}

/**
 * What a search answered: its Bundle, wherever it came from. The type of Bundle is not looked at: `collection` is common.
 * `alreadyRead` counts the matches on the pages before this one.
 */
export function stateOfBundle(bundle: Readonly<Record<string, unknown>>, alreadyRead = 0): PrefetchState {
  const all = asList(bundle['entry']).map(resourceOfEntry).filter(isResource);
  const outcomes = all.filter(({ resourceType }) => resourceType === 'OperationOutcome');
  const resources = all.filter(({ resourceType }) => resourceType !== 'OperationOutcome');
  const failed = stateOfOutcomes(outcomes);
  if (resources.length === 0 && failed.kind === 'unavailable') return failed;
  const next = nextPage(bundle);
  if (next !== undefined) return { kind: 'partial', resources, next };
  if (failed.kind === 'unavailable' || isCutShort(bundle, alreadyRead + resources.length))
    return { kind: 'partial', resources };
  return resources.length === 0 ? none : { kind: 'present', resources };
}

export const isResource = (value: unknown): value is RawResource =>
  isObject(value) && typeof value['resourceType'] === 'string' && value['resourceType'] !== '';

/** FHIR arrays that arrive as one object are read as an array of one. */
export function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? [value] : [];
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const resourceOfEntry = (entry: unknown): unknown => (isObject(entry) ? entry['resource'] : undefined);

function stateOfResource(key: PrefetchKey, resource: RawResource): PrefetchState {
  const expected = expectedType(key);
  const fits = expected === undefined || resource.resourceType === expected;
  if (isRead(key) && !fits) return { kind: 'unavailable', why: `the client sent another type than ${expected}` };
  return { kind: 'present', resources: [resource] };
}

/** An error means that the client tried and failed; a warning such as "no results" means that there are none. */
function stateOfOutcomes(outcomes: readonly RawResource[]): PrefetchState {
  const severities = outcomes
    .flatMap((outcome) => asList(outcome['issue']))
    .map((issue) => isObject(issue) && issue['severity']);
  const failed = severities.some((severity) => severity === 'error' || severity === 'fatal');
  return failed ? { kind: 'unavailable', why: 'the client reported an error' } : none;
}

function nextPage(bundle: Readonly<Record<string, unknown>>): string | undefined {
  const link = asList(bundle['link']).find((candidate) => isObject(candidate) && candidate['relation'] === 'next');
  const url = isObject(link) ? link['url'] : undefined;
  return typeof url === 'string' && url !== '' ? url : undefined;
}

/** `total` counts the matches on all pages, included resources not. */
function isCutShort(bundle: Readonly<Record<string, unknown>>, received: number): boolean {
  const total = bundle['total'];
  return bundle['type'] === 'searchset' && typeof total === 'number' && total > received;
}

const state = (of: PrefetchState): ReadState => ({ ok: true, state: of });

const refused = (key: string, message: string): ReadState => ({
  ok: false,
  issue: { path: `prefetch.${key}`, message },
});
