// Reading a search from a query string and finding what it means. Values in one parameter are alternatives;
// repeated parameters all have to hold.
import { FhirRefusal } from './fhir-refusal.ts';
import type { DateComparison } from './date-range.ts';
import { matches, rangeOf } from './date-range.ts';
import { searchParametersOf } from './search-parameters.ts';
import type { SearchParameter, SearchParameters } from './search-parameters.ts';
import type { StoredResource } from './stored-resource.ts';
import { isObject } from './stored-resource.ts';

export interface Search {
  readonly test: (resource: StoredResource) => boolean;
  readonly compare: (a: StoredResource, b: StoredResource) => number;
  readonly count: number;
}

const DEFAULT_COUNT = 50;
const MAX_COUNT = 500;
const IGNORED = ['_format', '_pretty'];

/** Throws a 400 refusal on a parameter, modifier or value that this server does not understand. */
export function parseSearch(type: string, query: URLSearchParams, zone: string): Search {
  const known = searchParametersOf(type);
  if (known === undefined) throw new FhirRefusal(404, 'not-supported', `this server holds no ${type}`);
  const tests = [...query]
    .filter(([name]) => !IGNORED.includes(name) && name !== '_count' && name !== '_sort')
    .map(([name, value]) => testOf(type, known, name, value, zone));
  return {
    test: (resource) => tests.every((test) => test(resource)),
    compare: orderOf(query.get('_sort'), known, zone),
    count: countOf(query.get('_count')),
  };
}

type Test = (resource: StoredResource) => boolean;

function testOf(type: string, known: SearchParameters, name: string, text: string, zone: string): Test {
  const parameter = known[name];
  if (parameter === undefined)
    throw new FhirRefusal(400, 'not-supported', `${name}: no such search parameter on ${type}`);
  const alternatives = text.split(/(?<!\\),/).map((value) => value.replaceAll('\\,', ','));
  const tests = alternatives.map((value) => valueTest(name, parameter, value, zone));
  return (resource) => {
    const values = parameter.paths.flatMap((path) => valuesAt(resource, path.split('.')));
    return values.some((value) => tests.some((test) => test(value)));
  };
}

type ValueTest = (value: unknown) => boolean;

function valueTest(name: string, parameter: SearchParameter, asked: string, zone: string): ValueTest {
  switch (parameter.kind) {
    case 'token':
      return tokenTest(asked);
    case 'string':
      return stringTest(asked);
    case 'date':
      return dateTest(name, asked, zone);
    case 'reference':
      return referenceTest(asked, parameter.target);
  }
}

/** The beginning of the text or of a word in it, whatever the case and the accents. */
function stringTest(asked: string): ValueTest {
  const wanted = folded(asked);
  return (value) => typeof value === 'string' && ` ${folded(value)}`.includes(` ${wanted}`);
}

/** `code`, `system|code`, `|code` or `system|` against a code, Coding, CodeableConcept or Identifier. */
function tokenTest(asked: string): ValueTest {
  const bar = asked.indexOf('|');
  const system = bar < 0 ? undefined : asked.slice(0, bar);
  const code = asked.slice(bar + 1);
  return (value) =>
    codesIn(value).some(
      (found) =>
        (system === undefined || (found.system ?? '') === system) && (code === '' ? bar >= 0 : found.code === code),
    );
}

interface FoundCode {
  readonly system: string | undefined;
  readonly code: string | undefined;
}

function codesIn(value: unknown): readonly FoundCode[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [{ system: undefined, code: String(value) }];
  if (!isObject(value)) return [];
  if (Array.isArray(value['coding'])) return value['coding'].flatMap(codesIn);
  const code = value['code'] ?? value['value'];
  const system = value['system'];
  return [
    { system: typeof system === 'string' ? system : undefined, code: typeof code === 'string' ? code : undefined },
  ];
}

const COMPARISONS: readonly DateComparison[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le'];

function dateTest(name: string, asked: string, zone: string): ValueTest {
  const comparison = COMPARISONS.find((prefix) => asked.startsWith(prefix));
  const range = rangeOf(comparison === undefined ? asked : asked.slice(2), zone);
  if (range === undefined)
    throw new FhirRefusal(400, 'value', `${name}: not a date with one of ${COMPARISONS.join(', ')}`);
  return (value) => {
    const found = rangeOf(value, zone);
    return found !== undefined && matches(comparison ?? 'eq', found, range);
  };
}

function referenceTest(asked: string, target: string | undefined): ValueTest {
  const wanted = target !== undefined && !asked.includes('/') ? `${target}/${asked}` : localPart(asked);
  return (value) => {
    const text = isObject(value) ? value['reference'] : undefined;
    if (typeof text !== 'string') return false;
    const found = localPart(text);
    const isOfTarget = target === undefined || found.startsWith(`${target}/`);
    return isOfTarget && (found === wanted || (target === undefined && found.endsWith(`/${wanted}`)));
  };
}

/** `Patient/p1`, also from an absolute address and from one with a version. */
export function localPart(reference: string): string {
  return /([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference)?.[1] ?? reference;
}

/** Every value at a path, through arrays: `participant.actor` gives one reference per participant. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  return isObject(value) ? valuesAt(value[name], rest) : [];
}

function orderOf(text: string | null, known: SearchParameters, zone: string): Search['compare'] {
  if (text === null) return (a, b) => byText(a.id, b.id);
  const name = text.replace(/^-/, '');
  const parameter = known[name];
  if (parameter?.kind !== 'date') throw new FhirRefusal(400, 'not-supported', '_sort: only by one date parameter');
  const direction = text.startsWith('-') ? -1 : 1;
  const start = (resource: StoredResource): number => {
    const values = parameter.paths.flatMap((path) => valuesAt(resource, path.split('.')));
    return rangeOf(values[0], zone)?.from ?? Infinity;
  };
  return (a, b) => compareNumbers(start(a), start(b)) * direction || byText(a.id, b.id);
}

function countOf(text: string | null): number {
  if (text === null) return DEFAULT_COUNT;
  if (!/^\d{1,6}$/.test(text)) throw new FhirRefusal(400, 'value', '_count: not a whole number');
  return Math.min(Number(text), MAX_COUNT);
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
