import { isNonEmpty } from '../domain/kernel/non-empty.ts';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';
import type { Element, Faults } from './element.ts';
import { isElement, text } from './element.ts';
import type { ReadProblem, ReadProblems } from './read-problem.ts';
import { missingElement, pathIn, wrongType } from './read-problem.ts';
import type { Entry } from './resource-index.ts';

/** The resources of one Bundle, each with the path and address that the Bundle gives it. */
export interface BundleEntries {
  /** `Bundle.identifier.value`. */
  readonly id: string | undefined;
  readonly entries: readonly Entry[];
}

/** A record in one Bundle; a history or a list of answers is no record. */
const TYPES: ReadonlySet<string> = new Set(['collection', 'searchset', 'transaction', 'batch', 'message', 'document']);

/** Opens a FHIR R4 Bundle: checks its own elements, reads nothing of its resources. */
export function readBundle(json: unknown): Result<BundleEntries, ReadProblems> {
  if (!isElement(json)) {
    return problem([{ code: 'not-an-object', path: '', message: 'a FHIR Bundle must be a JSON object' }]);
  }
  if (json['resourceType'] !== 'Bundle') {
    return problem([{ code: 'not-a-bundle', path: 'resourceType', message: 'resourceType must be "Bundle"' }]);
  }
  const problems: ReadProblem[] = [...typeProblems(json)];
  const id = identifierOf(json, problems);
  const entries = entriesOf(json, '', problems, 0);
  return isNonEmpty(problems) ? problem(problems) : ok({ id, entries });
}

function typeProblems(bundle: Element): readonly ReadProblem[] {
  const type = bundle['type'];
  if (type === undefined) return [missingElement('type')];
  if (typeof type !== 'string') return [wrongType('type', 'a string')];
  return TYPES.has(type)
    ? []
    : [{ code: 'unsupported-bundle-type', path: 'type', message: 'type must be "collection"' }];
}

function identifierOf(bundle: Element, problems: ReadProblem[]): string | undefined {
  const identifier = bundle['identifier'];
  if (identifier === undefined || identifier === null) return undefined;
  const faults: Faults = [];
  const value = isElement(identifier) ? text(identifier, 'value', faults) : undefined;
  if (!isElement(identifier)) problems.push(wrongType('identifier', 'an object'));
  else if (faults.length > 0) problems.push(wrongType('identifier.value', 'a string'));
  return value;
}

const DEEPEST = 4;

/** Bundles inside the Bundle (search results, a payer's answer) are opened too. */
function entriesOf(bundle: Element, path: string, problems: ReadProblem[], depth: number): readonly Entry[] {
  const entries: unknown = bundle['entry'];
  const list = path === '' ? 'entry' : `${path}.entry`;
  const found: Entry[] = [];
  if (Array.isArray(entries)) {
    for (let position = 0; position < entries.length; position += 1) {
      addEntry(found, entries[position], { list, position }, problems, depth);
    }
  } else if (entries !== undefined && entries !== null) {
    problems.push(wrongType(list, 'a list of objects'));
  }
  return found;
}

interface Place {
  readonly list: string;
  readonly position: number;
}

function addEntry(found: Entry[], entry: unknown, place: Place, problems: ReadProblem[], depth: number): void {
  const path = (): string => pathIn({ list: place.list, position: place.position, isEntry: false });
  if (!isElement(entry)) {
    problems.push(wrongType(path(), 'an object'));
    return;
  }
  const resource = entry['resource'];
  const fullUrl = entry['fullUrl'];
  if (resource === undefined || resource === null) {
    // A request to delete, and the answer to one, have no resource.
    const isEmpty = entry['request'] !== undefined || entry['response'] !== undefined;
    if (!isEmpty) problems.push(missingElement(`${path()}.resource`));
    return;
  }
  if (fullUrl !== undefined && typeof fullUrl !== 'string') problems.push(wrongType(`${path()}.fullUrl`, 'a string'));
  addResource(found, resource, { list: place.list, position: place.position, isEntry: true, fullUrl }, problems, depth);
}

interface Given extends Place {
  readonly isEntry: boolean;
  readonly fullUrl?: unknown;
}

/** One resource as an entry; a Bundle as the entries in it. */
export function addResource(found: Entry[], resource: unknown, given: Given, problems: ReadProblem[], depth = 0): void {
  const { list, position, isEntry, fullUrl } = given;
  if (!isElement(resource)) {
    problems.push(wrongType(pathIn(given), 'an object'));
  } else if (resource['resourceType'] !== 'Bundle') {
    const value = resource;
    found.push(
      typeof fullUrl === 'string' ? { list, position, isEntry, value, fullUrl } : { list, position, isEntry, value },
    );
  } else if (depth < DEEPEST) {
    found.push(...entriesOf(resource, pathIn(given), problems, depth + 1));
  } else {
    const path = pathIn(given);
    problems.push({ code: 'nested-too-deep', path, message: `${path} is a Bundle inside too many others` });
  }
}
