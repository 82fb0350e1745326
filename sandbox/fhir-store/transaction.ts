// Bundles of type transaction (all or nothing, local references rewritten) and batch (each entry on its own).
import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, FhirResource } from 'fhir/r4';
import { z } from 'zod';
import { FhirRefusal, operationOutcome } from './fhir-refusal.ts';
import type { DraftResource, StoredResource } from './stored-resource.ts';
import { etagOf, isObject, keyOf, parsed, parseDraft } from './stored-resource.ts';
import type { Work } from './unit-of-work.ts';

const ExecutableBundle = z.object({
  resourceType: z.literal('Bundle'),
  type: z.enum(['transaction', 'batch']),
  entry: z.array(z.unknown()).default([]),
});

const Entry = z.object({
  fullUrl: z.string().optional(),
  resource: z.unknown().optional(),
  request: z.object({ method: z.enum(['POST', 'PUT', 'GET']), url: z.string(), ifMatch: z.string().optional() }),
});

/** One entry, understood. `id` is settled before anything is written, so that entries may point at each other. */
interface Operation {
  readonly index: number;
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly url: string;
  readonly fullUrl: string | undefined;
  readonly ifMatch: string | undefined;
  readonly resource: DraftResource | undefined;
  readonly id: string;
}

/** Throws a refusal that names the entry at fault; of a transaction nothing is then stored. */
export function executeBundle(input: unknown, begin: () => Work): Bundle {
  const { type, entry } = parsed(ExecutableBundle, input);
  return type === 'transaction' ? transaction(entry, begin()) : batch(entry, begin);
}

/** The same value with every text that is a key of `ids` replaced. */
export function rewritten(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((element) => rewritten(element, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, rewritten(element, ids)]));
}

/** Reads come last, as R4 demands, so that they see what the transaction wrote. */
const ORDER = { POST: 0, PUT: 1, GET: 2 } as const;

function transaction(entries: readonly unknown[], work: Work): Bundle {
  const operations = entries.map(operationOf);
  const ids = new Map(
    operations.flatMap(({ fullUrl, resource, id }) =>
      fullUrl === undefined || resource === undefined ? [] : [[fullUrl, `${resource.resourceType}/${id}`] as const],
    ),
  );
  refuseTwins(operations);
  const answers: BundleEntry[] = [];
  for (const operation of operations.toSorted((a, b) => ORDER[a.method] - ORDER[b.method]))
    answers[operation.index] = inEntry(operation.index, () => carryOut(operation, work, ids));
  work.commit();
  return { resourceType: 'Bundle', type: 'transaction-response', entry: answers };
}

function batch(entries: readonly unknown[], begin: () => Work): Bundle {
  const entry = entries.map((input, index): BundleEntry => {
    try {
      const work = begin();
      const operation = operationOf(input, index);
      const answer = carryOut(operation, work, new Map());
      work.commit();
      return answer;
    } catch (error) {
      if (!(error instanceof FhirRefusal)) throw error;
      return { response: { status: String(error.status), outcome: operationOutcome(error) } };
    }
  });
  return { resourceType: 'Bundle', type: 'batch-response', entry };
}

function operationOf(input: unknown, index: number): Operation {
  return inEntry(index, () => {
    const { fullUrl, resource, request } = parsed(Entry, input);
    const { method, url, ifMatch } = request;
    const [type = '', id] = url.split('?')[0]?.split('/') ?? [];
    if (method === 'PUT' && id === undefined)
      throw new FhirRefusal(400, 'not-supported', 'request.url: an update names type and id');
    const draft = method === 'GET' ? undefined : parseDraft(resource, type);
    return { index, method, url, fullUrl, ifMatch, resource: draft, id: id ?? randomUUID() };
  });
}

function refuseTwins(operations: readonly Operation[]): void {
  const puts = operations.filter(({ method }) => method === 'PUT').map(({ url }) => url);
  const twin = puts.find((url, index) => puts.indexOf(url) !== index);
  if (twin !== undefined) throw new FhirRefusal(400, 'duplicate', `${twin} is written twice in one transaction`);
}

/** Says in every refusal which entry it is about. */
function inEntry<T>(index: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof FhirRefusal)) throw error;
    throw new FhirRefusal(error.status, error.code, `Bundle.entry[${index}]: ${error.message}`);
  }
}

function carryOut(operation: Operation, work: Work, ids: ReadonlyMap<string, string>): BundleEntry {
  const { resource, id, ifMatch } = operation;
  if (resource === undefined) return { resource: readOrSearch(operation.url, work), response: { status: '200' } };
  const draft = parseDraft(rewritten(resource, ids));
  const written = work.put(draft, id, ifMatch);
  return {
    response: {
      status: written.created ? '201' : '200',
      location: `${keyOf(written.resource)}/_history/${written.resource.meta.versionId}`,
      etag: etagOf(written.resource),
      lastModified: written.resource.meta.lastUpdated,
    },
  };
}

function readOrSearch(url: string, work: Work): FhirResource {
  const [path = '', query] = url.split('?');
  const [type = '', id] = path.split('/');
  if (id !== undefined) {
    const found = work.find(type, id);
    if (found === undefined) throw new FhirRefusal(404, 'not-found', `${path} is not known here`);
    return asResource(found);
  }
  const { matches } = work.search(type, new URLSearchParams(query));
  const entry = matches.map((match): BundleEntry => ({ resource: asResource(match), search: { mode: 'match' } }));
  return { resourceType: 'Bundle', type: 'searchset', total: matches.length, entry };
}

/** What came in as some R4 resource goes out as one: the store does not look further into it. */
export function asResource(stored: StoredResource): FhirResource {
  return stored as unknown as FhirResource;
}
