import type { RawResource } from './prefetch.ts';

/**
 * Drafts often have no id yet, and two may carry one id (the published example of `appointment-book` does): each visit,
 * order or administration without an id of its own gets a name by position, `#2`, which no FHIR id can be.
 */
export function namedDrafts(resources: readonly RawResource[]): readonly RawResource[] {
  const seen = new Set<string>();
  return resources.map((resource, position) => {
    if (!NAMED.has(resource.resourceType)) return resource;
    const id = resource['id'];
    const known = typeof id === 'string' && id !== '' && !seen.has(`${resource.resourceType}/${id}`);
    const name = known ? id : `#${String(position + 1)}`;
    seen.add(`${resource.resourceType}/${name}`);
    return { ...resource, id: name };
  });
}

const NAMED: ReadonlySet<string> = new Set(['Appointment', 'MedicationRequest', 'MedicationAdministration']);

export const orderRefs = (resources: readonly RawResource[]): readonly string[] =>
  resources.filter(isOrder).map(({ id }) => `MedicationRequest/${String(id)}`);

/** `MedicationRequest/m1` however it is written: relative, absolute, or as a bare id. */
export function selectedOrders(orders: readonly string[], selections: readonly string[]): readonly string[] {
  const chosen = new Set(selections.map((selection) => selection.split('/').slice(-2).join('/')));
  return orders.filter((order) => chosen.has(order) || chosen.has(order.slice('MedicationRequest/'.length)));
}

const isOrder = ({ resourceType }: RawResource): boolean => resourceType === 'MedicationRequest';
