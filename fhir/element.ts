/** A JSON object as it came; every reader below looks at one of its members and never trusts the type of it. */
export type Element = Readonly<Record<string, unknown>>;

/** A member that has another JSON type than FHIR gives it. Where it lies is looked up only when somebody has to be told. */
export interface Fault {
  readonly element: Element;
  readonly name: string;
  readonly expected: string;
}

export type Faults = Fault[];

const NONE: readonly never[] = [];
const SPACE = 32;

export const isElement = (value: unknown): value is Element =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text; blank ones, which FHIR forbids, are as good as absent. */
export function text(of: Element, name: string, faults: Faults): string | undefined {
  const value = of[name];
  if (typeof value === 'string') return value.charCodeAt(0) > SPACE || value.trim() !== '' ? value : undefined;
  if (value !== undefined && value !== null) faults.push({ element: of, name, expected: 'a string' });
  return undefined;
}

export function number(of: Element, name: string, faults: Faults): number | undefined {
  const value = of[name];
  if (typeof value === 'number') return value;
  if (value !== undefined && value !== null) faults.push({ element: of, name, expected: 'a number' });
  return undefined;
}

export function flag(of: Element, name: string, faults: Faults): boolean | undefined {
  const value = of[name];
  if (typeof value === 'boolean') return value;
  if (value !== undefined && value !== null) faults.push({ element: of, name, expected: 'true or false' });
  return undefined;
}

/** A single element. A list of one is read as that one: servers mix the two up. */
export function child(of: Element, name: string, faults: Faults): Element | undefined {
  const value = of[name];
  if (value === undefined || value === null) return undefined;
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (isElement(only)) return only;
  faults.push({ element: of, name, expected: 'an object' });
  return undefined;
}

/** A repeating element. One object in place of a list is read as a list of one: real servers send that. */
export function children(of: Element, name: string, faults: Faults): readonly Element[] {
  const value = of[name];
  if (value === undefined || value === null) return NONE;
  if (isElement(value)) return [value];
  if (!Array.isArray(value)) {
    faults.push({ element: of, name, expected: 'a list of objects' });
    return NONE;
  }
  return areElements(value) ? value : onlyElements(of, name, value, faults);
}

function areElements(values: readonly unknown[]): values is readonly Element[] {
  for (const value of values) if (!isElement(value)) return false;
  return true;
}

/** A repeating text, such as `Timing.event`. */
export function texts(of: Element, name: string, faults: Faults): readonly string[] {
  const value = of[name];
  if (value === undefined || value === null) return NONE;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === 'string');
  faults.push({ element: of, name, expected: 'a list of strings' });
  return NONE;
}

function onlyElements(of: Element, name: string, values: readonly unknown[], faults: Faults): readonly Element[] {
  return values.flatMap((value, position) => {
    if (isElement(value)) return [value];
    if (value !== null) faults.push({ element: of, name: `${name}[${String(position)}]`, expected: 'an object' });
    return [];
  });
}
