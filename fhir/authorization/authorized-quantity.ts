import type { AuthorizationEvidence, QuantityBasis } from '../../domain/visit/authorization-evidence.ts';
import { exactly } from '../decimal.ts';
import type { Element, Faults } from '../element.ts';
import { number, text } from '../element.ts';

/** X12 673 codes and the words that payers write instead. A dose is counted as a visit: one dose of a drug in one visit. */
const BASES: Readonly<Partial<Record<string, QuantityBasis>>> = {
  un: 'units',
  unit: 'units',
  units: 'units',
  '{unit}': 'units',
  '{units}': 'units',
  vs: 'visits',
  visit: 'visits',
  visits: 'visits',
  '{visit}': 'visits',
  dose: 'visits',
  doses: 'visits',
  treatment: 'visits',
  treatments: 'visits',
  infusion: 'visits',
  infusions: 'visits',
  da: 'days',
  dy: 'days',
  d: 'days',
  day: 'days',
  days: 'days',
};

/** How much was authorized. A number without unit, or in a unit that counts neither units, visits nor days, is unreadable. */
export function authorizedQuantity(
  quantity: Element | undefined,
  faults: Faults,
): AuthorizationEvidence['quantity'] | undefined {
  if (quantity === undefined) return undefined;
  const value = number(quantity, 'value', faults);
  const exact = value === undefined || value < 0 || quantity['comparator'] !== undefined ? undefined : exactly(value);
  const units = [text(quantity, 'code', faults), text(quantity, 'unit', faults)];
  const basis = units
    .map((unit) => (unit === undefined ? undefined : BASES[unit.trim().toLowerCase().replace(/\(s\)/, 's')]))
    .find((each) => each !== undefined);
  return exact === undefined || basis === undefined ? { basis: 'unreadable' } : { basis, value: exact };
}
