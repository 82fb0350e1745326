import type { Supply } from '../domain/visit/supply.ts';
import { codingsOf, namesOf } from './coding.ts';
import { children, text } from './element.ts';
import { extensionOf } from './extension.ts';
import type { Reading } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** Our own extension on an order, for sites that can fill it: `valueCode` is one of the supplies. */
export const SUPPLY_EXTENSION = 'urn:chairready:supply';

const SUPPLIES: readonly Supply[] = [
  'buy-and-bill',
  'white-bag',
  'clear-bag',
  'trial',
  'manufacturer-free',
  'replacement',
];

/** Spellings that order categories carry, letters only. */
const SPELLINGS: readonly (readonly [RegExp, Supply])[] = [
  [/buyandbill/, 'buy-and-bill'],
  [/whitebag/, 'white-bag'],
  [/clearbag/, 'clear-bag'],
  [/clinicaltrial|studydrug|investigational/, 'trial'],
  [/manufacturerfree|freedrug|patientassistance/, 'manufacturer-free'],
  [/replacementdrug|drugreplacement/, 'replacement'],
];

/**
 * Who brings the drug: from our extension, else from `MedicationRequest.category`. Notes and dispensers are not read:
 * a sentence that mentions white bagging does not order it.
 */
export function supplyOf(reading: Reading, order: Resource): Supply {
  const extension = extensionOf(order.element, SUPPLY_EXTENSION, reading.faults);
  const said = extension === undefined ? undefined : text(extension, 'valueCode', reading.faults);
  return SUPPLIES.find((supply) => supply === said) ?? fromCategory(reading, order) ?? 'unknown';
}

function fromCategory(reading: Reading, order: Resource): Supply | undefined {
  const written = children(order.element, 'category', reading.faults)
    .flatMap((category) => [
      ...namesOf(category, reading.faults),
      ...codingsOf(category, reading.faults).map(({ code }) => code),
    ])
    .map((words) => words.toLowerCase().replace(/[^a-z]/g, ''));
  return SPELLINGS.find(([spelling]) => written.some((words) => spelling.test(words)))?.[1];
}
