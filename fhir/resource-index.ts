import type { Element, Faults } from './element.ts';
import { child, children, isElement, text } from './element.ts';
import type { Located, ReadProblem } from './read-problem.ts';
import { missingElement, pathIn } from './read-problem.ts';

/** One resource of the record under the name by which everything else speaks of it. */
export interface Resource {
  readonly type: string;
  /** `Coverage/c1`; `Coverage/#1`, the first without an id; `Appointment/a1#1`, a second one under one id. */
  readonly ref: string;
  readonly element: Element;
  /** Part of the hook that is being answered: it stands above what is stored under the same id. */
  readonly isFromContext: boolean;
  /** What it is contained in; its own `#id` references mean neighbours there. */
  readonly container?: Resource;
}

export interface ResourceIndex {
  readonly byType: ReadonlyMap<string, readonly Resource[]>;
  /** By `Type/id`, and by whatever `fullUrl` the bundle gives it. */
  readonly byAddress: ReadonlyMap<string, Resource>;
  /** The servers that the addresses of this record begin with. */
  readonly bases: ReadonlySet<string>;
}

export interface Entry extends Located {
  readonly fullUrl?: string;
  readonly isFromContext?: boolean;
}

/** Everything by type and address, without what was entered in error. */
export function indexResources(
  entries: readonly Entry[],
  faults: Faults,
): { readonly index: ResourceIndex; readonly problems: readonly ReadProblem[] } {
  const byAddress = new Map<string, Resource>();
  const bases = new Set<string>();
  const problems: ReadProblem[] = [];
  entries.forEach((entry) => {
    const type = text(entry.value, 'resourceType', faults);
    if (type === undefined) problems.push(missingElement(`${pathIn(entry)}.resourceType`));
    else if (type !== 'OperationOutcome') register(byAddress, bases, { entry, type }, faults);
  });
  return { index: { byType: byTypeOf(byAddress, faults), byAddress, bases }, problems };
}

interface Registration {
  readonly entry: Entry;
  readonly type: string;
}

function register(
  byAddress: Map<string, Resource>,
  bases: Set<string>,
  { entry, type }: Registration,
  faults: Faults,
): void {
  const id = text(entry.value, 'id', faults);
  const own = id === undefined ? numbered(byAddress, `${type}/`) : `${type}/${id}`;
  const found: Resource = { type, ref: own, element: entry.value, isFromContext: entry.isFromContext === true };
  const earlier = byAddress.get(own);
  const resource = earlier === undefined ? found : eitherOrBoth(byAddress, earlier, found);
  byAddress.set(resource.ref, resource);
  if (entry.fullUrl === undefined) return;
  byAddress.set(entry.fullUrl, resource);
  const base = /^(https?:\/\/.+)\/[A-Za-z]+\/[^/]+$/.exec(entry.fullUrl)?.[1];
  if (base !== undefined) bases.add(base);
}

/** The first free number: `Appointment/#1`. */
function numbered(byAddress: ReadonlyMap<string, Resource>, prefix: string): string {
  let number = 1;
  while (byAddress.has(`${prefix}#${String(number)}`)) number += 1;
  return `${prefix}#${String(number)}`;
}

/** One id twice: two appointments in different slots are both kept; of anything else the newer version. */
function eitherOrBoth(byAddress: ReadonlyMap<string, Resource>, earlier: Resource, found: Resource): Resource {
  if (earlier.isFromContext !== found.isFromContext) return earlier.isFromContext ? earlier : found;
  const isTwin = found.type === 'Appointment' && !isSameSlot(earlier.element, found.element);
  return isTwin ? { ...found, ref: numbered(byAddress, found.ref) } : newer(earlier, found);
}

/** Two appointments may carry one id by mistake; they are one only if they are the same slot in the same state. */
const isSameSlot = (a: Element, b: Element): boolean => a['start'] === b['start'] && a['status'] === b['status'];

/** Of two versions the one updated last; where neither says, an order that does not depend on their position. */
function newer(earlier: Resource, later: Resource): Resource {
  const [before, after] = [updatedAt(earlier.element), updatedAt(later.element)];
  if (before !== after) return after > before ? later : earlier;
  return JSON.stringify(later.element) > JSON.stringify(earlier.element) ? later : earlier;
}

export function updatedAt(element: Element): string {
  const meta = element['meta'];
  const updated = isElement(meta) ? meta['lastUpdated'] : undefined;
  return typeof updated === 'string' ? updated : '';
}

function byTypeOf(byAddress: ReadonlyMap<string, Resource>, faults: Faults): ReadonlyMap<string, readonly Resource[]> {
  const byType = new Map<string, Resource[]>();
  for (const [address, resource] of byAddress) {
    if (address !== resource.ref || isEnteredInError(resource.element, faults)) continue;
    const list = byType.get(resource.type);
    if (list === undefined) byType.set(resource.type, [resource]);
    else list.push(resource);
  }
  for (const list of byType.values()) if (list.length > 1) list.sort(byRef);
  return byType;
}

const byRef = (a: Resource, b: Resource): number => (a.ref < b.ref ? -1 : 1);

export function isEnteredInError(element: Element, faults: Faults): boolean {
  if (element['status'] === 'entered-in-error') return true;
  const verification = element['verificationStatus'];
  if (!isElement(verification)) return false;
  return children(verification, 'coding', faults).some(({ code }) => code === 'entered-in-error');
}

export const resourcesOf = (index: ResourceIndex, type: string): readonly Resource[] => index.byType.get(type) ?? [];

/** The resource that a Reference names: in the record, or contained in the resource that holds the reference. */
export function resolve(
  index: ResourceIndex,
  reference: Element | undefined,
  within: Resource,
  faults: Faults,
): Resource | undefined {
  const written = reference === undefined ? undefined : text(reference, 'reference', faults);
  if (written === undefined) return undefined;
  const found = written.startsWith('#') ? contained(written, within, faults) : atAddress(index, written);
  return found === undefined || isEnteredInError(found.element, faults) ? undefined : found;
}

/** `Type/id` of what a Reference names, found or not; undefined for one that only displays a name. */
export function refOf(
  index: ResourceIndex,
  reference: Element | undefined,
  within: Resource,
  faults: Faults,
): string | undefined {
  const written = reference === undefined ? undefined : text(reference, 'reference', faults);
  if (written === undefined) return undefined;
  if (written.startsWith('#')) return `${(within.container ?? within).ref}${written}`;
  return atAddress(index, written)?.ref ?? relative(index, written) ?? written;
}

/** References of a repeating element, by `Type/id`. */
export function refsOf(index: ResourceIndex, within: Resource, name: string, faults: Faults): readonly string[] {
  const refs: string[] = [];
  for (const reference of children(within.element, name, faults)) {
    const ref = refOf(index, reference, within, faults);
    if (ref !== undefined) refs.push(ref);
  }
  return refs;
}

export const resolveChild = (
  index: ResourceIndex,
  within: Resource,
  name: string,
  faults: Faults,
): Resource | undefined => resolve(index, child(within.element, name, faults), within, faults);

function contained(written: string, within: Resource, faults: Faults): Resource | undefined {
  const container = within.container ?? within;
  const element = children(container.element, 'contained', faults).find(({ id }) => `#${String(id)}` === written);
  const type = element === undefined ? undefined : text(element, 'resourceType', faults);
  if (element === undefined || type === undefined) return undefined;
  return { type, ref: `${container.ref}${written}`, element, isFromContext: container.isFromContext, container };
}

function atAddress(index: ResourceIndex, written: string): Resource | undefined {
  const direct = index.byAddress.get(written);
  if (direct !== undefined) return direct;
  const local = relative(index, written);
  return local === undefined ? undefined : index.byAddress.get(local);
}

/** The `Type/id` at the end of an address, without version. An address on a server that the record does not come from stays foreign. */
function relative(index: ResourceIndex, written: string): string | undefined {
  const match = /^(?:(https?:\/\/.+)\/)?([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(written);
  if (match === null) return undefined;
  const isForeign = match[1] !== undefined && index.bases.size > 0 && !index.bases.has(match[1]);
  return isForeign ? undefined : match[2];
}
