import type { Amount } from '../domain/kernel/quantity.ts';
import { amountOf } from '../domain/kernel/quantity.ts';
import type { Rational } from '../domain/kernel/rational.ts';
import { divide, isPositive, multiply } from '../domain/kernel/rational.ts';
import type { DrugIdentity } from '../domain/visit/drug-facts.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { exactly } from './decimal.ts';
import type { Element } from './element.ts';
import { child, number, text } from './element.ts';
import type { Ingredient, NamedDrug } from './medication.ts';
import { identified } from './medication.ts';
import type { Reading } from './reading.ts';
import { amountInUnit } from './unit.ts';

/** How much drug one mL holds. */
interface Concentration {
  readonly measure: Amount['measure'];
  readonly perMl: Rational;
}

/** The drug in a volume, by the strength of its ingredient; undefined where the record does not tell the concentration. */
export function drugInVolume(
  reading: Reading,
  volume: Amount,
  { drug, identity }: { readonly drug: NamedDrug; readonly identity: DrugIdentity },
  on: PlainDate,
): Amount | undefined {
  const ingredient = activeIngredient(reading, drug, identity, on);
  const strength = ingredient === undefined ? undefined : strengthOf(reading, ingredient);
  return strength === undefined ? undefined : amountOf(strength.measure, multiply(volume.value, strength.perMl));
}

/** The only ingredient with a strength, the one marked active, or the one that is the ordered drug; never a diluent. */
function activeIngredient(
  reading: Reading,
  { ingredients }: NamedDrug,
  identity: DrugIdentity,
  on: PlainDate,
): Element | undefined {
  const strong = ingredients.filter(({ element }) => element['strength'] !== undefined);
  if (strong.length === 1) return strong[0]?.element;
  const active = strong.filter(({ element }) => element['isActive'] === true);
  if (active.length === 1) return active[0]?.element;
  const same = strong.filter((ingredient) => isDrug(reading, ingredient, identity, on));
  return same.length === 1 ? same[0]?.element : undefined;
}

function isDrug(reading: Reading, ingredient: Ingredient, identity: DrugIdentity, on: PlainDate): boolean {
  const found = identified(reading.drugs, ingredient, on);
  return found.kind === 'known' && identity.kind === 'known' && found.hcpcs === identity.hcpcs;
}

function strengthOf(reading: Reading, ingredient: Element): Concentration | undefined {
  const ratio = child(ingredient, 'strength', reading.faults);
  if (ratio === undefined) return undefined;
  const drug = amountFrom(reading, child(ratio, 'numerator', reading.faults));
  const volume = amountFrom(reading, child(ratio, 'denominator', reading.faults));
  if (drug === undefined || volume?.measure !== 'volume' || !isPositive(volume.value)) return undefined;
  return { measure: drug.measure, perMl: divide(drug.value, volume.value) };
}

/** A plain Quantity as an amount; undefined without a number or with a unit that nobody knows. */
export function amountFrom(reading: Reading, quantity: Element | undefined): Amount | undefined {
  if (quantity === undefined) return undefined;
  const value = number(quantity, 'value', reading.faults);
  const exact = value === undefined ? undefined : exactly(value);
  if (exact === undefined) return undefined;
  const units = [text(quantity, 'code', reading.faults), text(quantity, 'unit', reading.faults)];
  return units
    .map((unit) => (unit === undefined ? undefined : amountInUnit(exact, unit)))
    .find((amount) => amount !== undefined);
}
