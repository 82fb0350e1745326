import { setTimeout as sleep } from 'node:timers/promises';
import { stateOfBundle } from '../../cds-hooks/prefetch.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import type { FhirAnswer, FhirCall, FhirProblem } from './fhir-answer.ts';
import { fetchJson } from './fetch-json.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { Patience } from './retry.ts';
import { withRetries } from './retry.ts';

const MOST_AT_ONCE = 24;
const MOST_PAGES = 20;
const MOST_RESOURCES = 2000;

/** All matches of a search, or as many as could be read, said to be partial. */
export interface FoundResources {
  readonly resources: readonly RawResource[];
  readonly complete: boolean;
}

/** Reads of one tenant's FHIR server and of no other address. */
export interface FhirGateway {
  readonly baseUrl: string;
  /** One resource, or what a search answers on its first page; `query` is relative to the base. */
  readonly read: (query: string, call: FhirCall) => Promise<FhirAnswer>;
  readonly search: (query: string, call: FhirCall) => Promise<Result<FoundResources, FhirProblem>>;
  /** The pages after one that somebody else read, from its `next` link on; `alreadyRead` counts what was on it. */
  readonly following: (next: string, alreadyRead: number, call: FhirCall) => Promise<FoundResources>;
}

const REAL: Patience = {
  now: () => Date.now(),
  chance: () => Math.random(),
  wait: (ms, signal) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined),
};

/** One gateway per tenant: its calls share the circuit breaker and the limit on how many run at once. */
export function fhirGateway(baseUrl: string, patience: Patience = REAL): FhirGateway {
  const guarded = circuitBreaker(patience.now);
  const oneOfSome = limitConcurrency(MOST_AT_ONCE);

  const get = (url: string, call: FhirCall): Promise<FhirAnswer> =>
    oneOfSome(() =>
      patience.now() >= call.deadline
        ? Promise.resolve(problem({ code: 'timeout' }))
        : guarded(() => withRetries(() => fetchJson(url, call, patience.now()), call, patience), call.deadline),
    );

  const following: FhirGateway['following'] = (next, alreadyRead, call) =>
    readPages({ baseUrl, get, call }, next, alreadyRead);

  return {
    baseUrl,
    read: (query, call) => get(`${baseUrl}/${query}`, call),
    following,
    async search(query, call) {
      const first = await get(`${baseUrl}/${query}`, call);
      if (!first.ok) return first;
      const page = pageOf(first.value, 0);
      if (page === undefined) return problem({ code: 'bad-answer' });
      if (page.next === undefined) return ok(page);
      const rest = await following(page.next, page.resources.length, call);
      return ok({ resources: [...page.resources, ...rest.resources], complete: rest.complete });
    },
  };
}

interface Pager {
  readonly baseUrl: string;
  readonly get: (url: string, call: FhirCall) => Promise<FhirAnswer>;
  readonly call: FhirCall;
}

/** Page after page until the end, the cap, the deadline, or a link that leaves the tenant's own server. */
async function readPages(pager: Pager, from: string, alreadyRead: number): Promise<FoundResources> {
  const resources: RawResource[] = [];
  let next = from;
  for (let count = 0; count < MOST_PAGES && resources.length < MOST_RESOURCES; count += 1) {
    const page = await readPage(pager, next, alreadyRead + resources.length);
    if (page === undefined) break;
    resources.push(...page.resources);
    if (page.next === undefined) return { resources, complete: page.complete };
    next = page.next;
  }
  return { resources, complete: false };
}

async function readPage({ baseUrl, get, call }: Pager, link: string, alreadyRead: number): Promise<Page | undefined> {
  const url = addressWithin(baseUrl, link);
  const answer = url === undefined ? undefined : await get(url, call);
  return answer?.ok === true ? pageOf(answer.value, alreadyRead) : undefined;
}

/** Paging links may be relative; one to another origin or outside the base is never called. */
function addressWithin(baseUrl: string, next: string): string | undefined {
  const base = new URL(`${baseUrl}/`);
  if (!URL.canParse(next, base.href)) return undefined;
  const url = new URL(next, base);
  const inside = url.pathname === base.pathname.slice(0, -1) || url.pathname.startsWith(base.pathname);
  return url.origin === base.origin && inside && url.username === '' ? url.href : undefined;
}

interface Page extends FoundResources {
  readonly next?: string;
}

function pageOf(bundle: Readonly<Record<string, unknown>>, alreadyRead: number): Page | undefined {
  if (bundle['resourceType'] !== 'Bundle') return undefined;
  const state = stateOfBundle(bundle, alreadyRead);
  switch (state.kind) {
    case 'none':
    case 'absent':
      return { resources: [], complete: true };
    case 'present':
      return { resources: state.resources, complete: true };
    case 'partial':
      return { resources: state.resources, complete: false, ...(state.next === undefined ? {} : { next: state.next }) };
    case 'unavailable':
      return undefined;
  }
}
