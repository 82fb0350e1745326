// Filling prefetch templates (CDS Hooks 2.0.1): first-level tokens only, and a key with an unknown token is left out.
import { FhirRefusal } from '../fhir-store/fhir-refusal.ts';
import { createSearchPages } from '../fhir-store/search-pages.ts';
import type { Sandbox } from './sandbox.ts';
import type { HookExchange } from './screens.schema.ts';

export interface HookContext {
  readonly userId: string;
  readonly patientId: string;
  readonly [field: string]: unknown;
}

export interface FilledPrefetch {
  readonly prefetch: Readonly<Record<string, unknown>>;
  readonly skipped: HookExchange['skippedPrefetch'];
}

export function fillPrefetch(
  sandbox: Pick<Sandbox, 'store' | 'fhirBaseUrl'>,
  templates: Readonly<Record<string, string>>,
  context: HookContext,
): FilledPrefetch {
  const filled = Object.entries(templates).map(([key, template]) => [key, answer(sandbox, template, context)] as const);
  return {
    prefetch: Object.fromEntries(filled.flatMap(([key, { data }]) => (data === undefined ? [] : [[key, data]]))),
    skipped: filled.flatMap(([key, { reason }]) => (reason === undefined ? [] : [{ key, reason }])),
  };
}

/** `data` is null where there is nothing: the service then knows that nobody has to look again. */
type Answer =
  { readonly data: unknown; readonly reason?: undefined } | { readonly data?: undefined; readonly reason: string };

const TOKEN = /\{\{\s*([^}]+?)\s*\}\}/g;

function answer(sandbox: Pick<Sandbox, 'store' | 'fhirBaseUrl'>, template: string, context: HookContext): Answer {
  const unknown = [...template.matchAll(TOKEN)]
    .map(([, token = '']) => token)
    .filter((token) => !valueOf(token, context));
  if (unknown.length > 0) return { reason: `this EHR has no value for ${unknown.join(', ')}` };
  const query = template.replaceAll(TOKEN, (_, token: string) => valueOf(token, context) ?? '');
  try {
    return { data: run(sandbox, query) };
  } catch (error) {
    if (error instanceof FhirRefusal) return { reason: error.message };
    throw error;
  }
}

function valueOf(token: string, context: HookContext): string | undefined {
  if (token === 'userPractitionerId') return /^Practitioner\/(.+)$/.exec(context.userId)?.[1];
  if (token === 'userPatientId') return /^Patient\/(.+)$/.exec(context.userId)?.[1];
  const field = /^context\.(\w+)$/.exec(token)?.[1];
  const value = field === undefined ? undefined : context[field];
  return typeof value === 'string' ? value : undefined;
}

function run({ store, fhirBaseUrl }: Pick<Sandbox, 'store' | 'fhirBaseUrl'>, query: string): unknown {
  const [path = '', parameters] = query.split('?');
  const [type = '', id] = path.split('/');
  if (id !== undefined) return store.find(type, id) ?? null;
  const asked = new URLSearchParams(parameters);
  // Prefetch is sent whole: the service would have had to follow the pages otherwise.
  if (!asked.has('_count')) asked.set('_count', '500');
  return createSearchPages(store, fhirBaseUrl, () => false).first(type, asked);
}
