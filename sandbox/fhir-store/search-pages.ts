// A search answered page by page. What matched is remembered when the search is made, so that later writes
// neither hide nor repeat anything; the link to the next page says nothing about what it leads to.
import { randomUUID } from 'node:crypto';
import type { Bundle, BundleEntry, BundleLink } from 'fhir/r4';
import { FhirRefusal } from './fhir-refusal.ts';
import type { FhirStore } from './fhir-store.ts';
import type { StoredResource } from './stored-resource.ts';
import { keyOf } from './stored-resource.ts';
import { asResource } from './transaction.ts';
import type { FoundResources, Visible } from './unit-of-work.ts';

export interface SearchPages {
  /** Throws 400 on an unknown parameter, 404 on an unknown type. */
  readonly first: (type: string, query: URLSearchParams, visible?: Visible) => Bundle;
  /** Throws 410 when the page is no longer kept. */
  readonly next: (type: string, cursor: string, visible?: Visible) => Bundle;
}

interface Rest {
  readonly type: string;
  readonly remaining: readonly StoredResource[];
  readonly count: number;
  readonly total: number;
}

const KEPT = 500;

/** `isEndless` makes every page lead to itself, which a client must notice. */
export function createSearchPages(store: FhirStore, baseUrl: string, isEndless: () => boolean): SearchPages {
  const kept = new Map<string, Rest>();
  const keep = (rest: Rest): string => {
    const cursor = randomUUID();
    kept.set(cursor, rest);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return cursor;
  };
  const page = (self: string, rest: Rest): Bundle => {
    const shown = rest.remaining.slice(0, rest.count);
    const remaining = isEndless() ? rest.remaining : rest.remaining.slice(rest.count);
    const hasNext = rest.count > 0 && remaining.length > 0;
    const link: BundleLink[] = [{ relation: 'self', url: self }];
    if (hasNext) link.push({ relation: 'next', url: `${baseUrl}/${rest.type}?_page=${keep({ ...rest, remaining })}` });
    const entry = shown.map((resource) => entryOf(resource, baseUrl));
    return {
      resourceType: 'Bundle',
      type: 'searchset',
      total: rest.total,
      link,
      ...(entry.length > 0 ? { entry } : {}),
    };
  };
  return {
    first: (type, query, visible) => {
      const { matches, count }: FoundResources = store.search(type, query, visible);
      const text = query.toString();
      const self = `${baseUrl}/${type}${text === '' ? '' : `?${text}`}`;
      return page(self, { type, remaining: matches, count, total: matches.length });
    },
    next: (type, cursor, visible = () => true) => {
      const rest = kept.get(cursor);
      if (rest?.type !== type) throw new FhirRefusal(410, 'expired', 'this page is no longer kept: search again');
      return page(`${baseUrl}/${type}?_page=${cursor}`, { ...rest, remaining: rest.remaining.filter(visible) });
    },
  };
}

function entryOf(resource: StoredResource, baseUrl: string): BundleEntry {
  return { fullUrl: `${baseUrl}/${keyOf(resource)}`, resource: asResource(resource), search: { mode: 'match' } };
}
