// The sandbox's medical record: R4 resources in memory, and a journal on disk that brings them back after a restart.
// Small on purpose. It is also what the product's own tests use as "an EHR".
import { randomUUID } from 'node:crypto';
import type { Bundle } from 'fhir/r4';
import { FhirRefusal } from './fhir-refusal.ts';
import { openJournal } from './journal.ts';
import { parseSearch } from './search.ts';
import type { DraftResource, StoredResource } from './stored-resource.ts';
import { keyOf, parseDraft } from './stored-resource.ts';
import { executeBundle } from './transaction.ts';
import type { FoundResources, Visible, Work, Written } from './unit-of-work.ts';

export interface FhirStoreOptions {
  /** NDJSON file to append to and to replay; without one everything is forgotten with the process. */
  readonly journalFile?: string;
  /** The zone in which a date written without one is meant, in searches and in resources. Default UTC. */
  readonly timeZone?: string;
  readonly now?: () => Date;
}

export interface FhirStore {
  /** Every resource of a type, or of all types, in the order in which they came. */
  readonly all: (type?: string) => readonly StoredResource[];
  /** Throws a 404 refusal. */
  readonly read: (type: string, id: string) => StoredResource;
  readonly find: (type: string, id: string) => StoredResource | undefined;
  /** Stores under a new id. */
  readonly create: (resource: unknown) => StoredResource;
  /** Stores under the resource's own id. `ifMatch` is an ETag `W/"n"`; throws 412 when the version is another. */
  readonly update: (resource: unknown, ifMatch?: string) => Written;
  /** Every match in order; `visible` hides what the caller may not see. Throws 400 on an unknown parameter. */
  readonly search: (type: string, query: URLSearchParams, visible?: Visible) => FoundResources;
  /** A transaction (all or nothing) or a batch; the answer is the response Bundle. */
  readonly execute: (bundle: unknown) => Bundle;
  /** Writes several resources in one commit, each under its own id. */
  readonly putAll: (resources: readonly unknown[]) => void;
}

/** Throws if the journal is damaged anywhere but in its last line. */
export function createFhirStore(options: FhirStoreOptions = {}): FhirStore {
  const { timeZone = 'UTC', now = () => new Date() } = options;
  const journal = options.journalFile === undefined ? undefined : openJournal(options.journalFile);
  const shelves = new Map<string, Map<string, StoredResource>>();
  const keep = (resource: StoredResource): void => {
    const shelf = shelves.get(resource.resourceType) ?? new Map<string, StoredResource>();
    shelves.set(resource.resourceType, shelf.set(resource.id, resource));
  };
  for (const resource of journal?.replay() ?? []) keep(resource);

  const all: FhirStore['all'] = (type) =>
    type === undefined
      ? [...shelves.values()].flatMap((shelf) => [...shelf.values()])
      : [...(shelves.get(type)?.values() ?? [])];
  const find: FhirStore['find'] = (type, id) => shelves.get(type)?.get(id);

  const begin = (): Work =>
    beginWork({
      all,
      find,
      timeZone,
      now,
      commit: (written) => {
        if (written.length > 0) journal?.append(written);
        written.forEach(keep);
      },
    });
  const atOnce = <T>(write: (work: Work) => T): T => {
    const work = begin();
    const answer = write(work);
    work.commit();
    return answer;
  };

  return {
    all,
    find,
    read: (type, id) => find(type, id) ?? refuseUnknown(type, id),
    create: (resource) => atOnce((work) => work.put(parseDraft(resource), randomUUID()).resource),
    update: (resource, ifMatch) =>
      atOnce((work) => {
        const draft = parseDraft(resource);
        return work.put(draft, idOf(draft), ifMatch);
      }),
    search: (type, query, visible) => begin().search(type, query, visible),
    execute: (bundle) => executeBundle(bundle, begin),
    putAll: (resources) =>
      atOnce((work) => {
        for (const draft of resources.map((resource) => parseDraft(resource))) work.put(draft, idOf(draft));
      }),
  };
}

interface Committed {
  readonly all: FhirStore['all'];
  readonly find: FhirStore['find'];
  readonly timeZone: string;
  readonly now: () => Date;
  readonly commit: (written: readonly StoredResource[]) => void;
}

function beginWork({ all, find, timeZone, now, commit }: Committed): Work {
  const staged = new Map<string, StoredResource>();
  const current: Work['find'] = (type, id) => staged.get(`${type}/${id}`) ?? find(type, id);
  return {
    find: current,
    search: (type, query, visible = () => true) => {
      const { test, compare, count } = parseSearch(type, query, timeZone);
      const older = all(type).filter((resource) => !staged.has(keyOf(resource)));
      const newer = [...staged.values()].filter(({ resourceType }) => resourceType === type);
      const found = [...older, ...newer].filter((resource) => visible(resource) && test(resource));
      return { matches: found.sort(compare), count };
    },
    put: (draft, id, ifMatch) => {
      const before = current(draft.resourceType, id);
      requireVersion(before, ifMatch);
      const resource = nextVersion(draft, id, before, now());
      staged.set(keyOf(resource), resource);
      return { resource, created: before === undefined };
    },
    commit: () => commit([...staged.values()]),
  };
}

function refuseUnknown(type: string, id: string): never {
  throw new FhirRefusal(404, 'not-found', `${type}/${id} is not known here`);
}

function idOf(draft: DraftResource): string {
  if (draft.id === undefined) throw new FhirRefusal(400, 'required', 'id: an update names its resource');
  return draft.id;
}

function requireVersion(before: StoredResource | undefined, ifMatch: string | undefined): void {
  if (ifMatch === undefined) return;
  const wanted = ifMatch.replace(/^W\//, '').replaceAll('"', '');
  if (before?.meta.versionId !== wanted)
    throw new FhirRefusal(
      412,
      'conflict',
      `the resource is at version ${before?.meta.versionId ?? 'none'}, not ${wanted}`,
    );
}

function nextVersion(draft: DraftResource, id: string, before: StoredResource | undefined, at: Date): StoredResource {
  const versionId = String(Number(before?.meta.versionId ?? '0') + 1);
  return { ...draft, id, meta: { ...draft.meta, versionId, lastUpdated: at.toISOString() } };
}
