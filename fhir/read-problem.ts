import type { NonEmpty } from '../domain/kernel/non-empty.ts';
import type { Element, Fault } from './element.ts';
import { isElement } from './element.ts';

export type ReadProblemCode =
  | 'not-an-object'
  | 'not-a-bundle'
  | 'unsupported-bundle-type'
  | 'missing-element'
  | 'wrong-type'
  | 'unreadable-date'
  | 'several-patients'
  | 'nested-too-deep';

/** A fault in the form of the record, with the path of the element: `entry[3].resource.start`. Never holds patient data. */
export interface ReadProblem {
  readonly code: ReadProblemCode;
  readonly path: string;
  readonly message: string;
}

export type ReadProblems = NonEmpty<ReadProblem>;

/** A resource as it was handed in, with the place in which the caller knows it. */
export interface Located {
  /** `entry` and 3 mean `entry[3].resource`; a plain list has no `.resource`. */
  readonly list: string;
  readonly position: number;
  readonly isEntry: boolean;
  readonly value: Element;
}

export const pathIn = ({ list, position, isEntry }: Omit<Located, 'value'>): string =>
  `${list}[${String(position)}]${isEntry ? '.resource' : ''}`;

export const wrongType = (path: string, expected: string): ReadProblem => ({
  code: 'wrong-type',
  path,
  message: `${path} must be ${expected}`,
});

export const missingElement = (path: string): ReadProblem => ({
  code: 'missing-element',
  path,
  message: `${path} is required`,
});

/** One problem for each faulty member, in the order of the record. */
export function problemsOf(faults: readonly Fault[], resources: readonly Located[]): readonly ReadProblem[] {
  const unique = new Map(faults.map((fault) => [pathOf(fault, resources), fault]));
  return [...unique].map(([path, { expected }]) => wrongType(path, expected));
}

/** The path of a member, found by looking for its element: nobody pays for paths while nothing is wrong. */
export function pathOf({ element, name }: Pick<Fault, 'element' | 'name'>, resources: readonly Located[]): string {
  for (const located of resources) {
    const found = search(located.value, element, pathIn(located));
    if (found !== undefined) return joined(found, name);
  }
  return name;
}

function search(value: unknown, wanted: Element, path: string): string | undefined {
  if (value === wanted) return path;
  if (Array.isArray(value)) return firstOf(value.entries(), (key) => `${path}[${String(key)}]`, wanted);
  if (!isElement(value)) return undefined;
  return firstOf(Object.entries(value), (key) => joined(path, key), wanted);
}

function firstOf<Key extends string | number>(
  members: Iterable<[Key, unknown]>,
  pathTo: (key: Key) => string,
  wanted: Element,
): string | undefined {
  for (const [key, member] of members) {
    const found = typeof member === 'object' ? search(member, wanted, pathTo(key)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const joined = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
