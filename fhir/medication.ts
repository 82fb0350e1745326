import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { DrugIdentity, DrugIndex } from '../domain/visit/drug-facts.ts';
import type { Coding } from './coding.ts';
import { codingOf, codingsOf, namesOf } from './coding.ts';
import type { Element } from './element.ts';
import { child, children, text } from './element.ts';
import { extensionsOf } from './extension.ts';
import type { Reading } from './reading.ts';
import { find } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** What an order or administration calls its drug, before the drug table has been asked. */
export interface NamedDrug {
  readonly codings: readonly Coding[];
  readonly name: string;
  /** Codes and name in one text: what the drug table is asked by. */
  readonly key: string;
  /** The Medication behind it, for strengths of its ingredients. */
  readonly medication?: Resource;
  readonly ingredients: readonly Ingredient[];
}

export interface Ingredient {
  readonly element: Element;
  readonly codings: readonly Coding[];
  readonly name: string | undefined;
  readonly key: string;
}

/** Codes that could bill the ordered drug, said by the order itself (Da Vinci CRD 2.2). */
const BILLING_OPTIONS = 'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options';
const NAMELESS = 'drug without a name';

/** From `medicationCodeableConcept`, or `medicationReference` to a contained Medication or one in the record. */
export function drugNamedBy(reading: Reading, of: Resource): NamedDrug {
  const concept = child(of.element, 'medicationCodeableConcept', reading.faults);
  if (concept !== undefined) return fromConcept(reading, concept);
  const reference = child(of.element, 'medicationReference', reading.faults);
  const medication = find(reading, reference, of);
  const shown = reference === undefined ? undefined : text(reference, 'display', reading.faults);
  if (medication === undefined) return named([], shown ?? NAMELESS, []);
  return fromMedication(reading, medication, shown);
}

/** The product on a day: code tables change by quarter, so an order for December may be billed by another code than in September. */
export function identityOn(reading: Reading, drug: NamedDrug, on: PlainDate): DrugIdentity {
  const whole = identified(reading.drugs, drug, on);
  if (isInfused(whole) || drug.ingredients.length === 0) return whole;
  const parts = drug.ingredients.map((each) => identified(reading.drugs, each, on)).filter(isInfused);
  // Two drugs in one bag are a mixture that nobody has given a code.
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : whole;
}

const remembered = new WeakMap<DrugIndex, Map<string, DrugIdentity>>();
const MOST_REMEMBERED = 10_000;

/** The drug table's answer. Sites order the same drugs for the same days, and reading a text is dear. */
export function identified(drugs: DrugIndex, asked: Asked, on: PlainDate): DrugIdentity {
  const answers = remembered.get(drugs) ?? new Map<string, DrugIdentity>();
  const key = on + asked.key;
  const earlier = answers.get(key);
  if (earlier !== undefined) return earlier;
  const identity = drugs.identify(asked.codings, asked.name, on);
  if (answers.size >= MOST_REMEMBERED) answers.clear();
  remembered.set(drugs, answers.set(key, identity));
  return identity;
}

interface Asked {
  readonly codings: readonly Coding[];
  readonly name: string | undefined;
  readonly key: string;
}

export function keyOf(codings: readonly Coding[], name: string | undefined): string {
  let key = `|${name ?? ''}`;
  for (const { system, code } of codings) key += `|${system} ${code}`;
  return key;
}

/** Whether the drug table knows it as a drug that is infused or injected, one product or several. */
export const isInfused = ({ kind }: DrugIdentity): boolean =>
  kind === 'known' || kind === 'several' || kind === 'unlisted';

function named(codings: readonly Coding[], name: string, ingredients: readonly Ingredient[]): NamedDrug {
  return { codings, name, key: keyOf(codings, name), ingredients };
}

function fromConcept(reading: Reading, concept: Element): NamedDrug {
  const own = codingsOf(concept, reading.faults);
  const options = billingOptions(reading, concept);
  const codings = options.length === 0 ? own : [...own, ...options];
  return named(codings, namesOf(concept, reading.faults)[0] ?? codings[0]?.code ?? NAMELESS, []);
}

function billingOptions(reading: Reading, of: Element): readonly Coding[] {
  return extensionsOf(of, BILLING_OPTIONS, reading.faults).flatMap((extension) => {
    const coding = child(extension, 'valueCoding', reading.faults);
    if (coding !== undefined) return codingOf(coding, reading.faults);
    return codingsOf(child(extension, 'valueCodeableConcept', reading.faults), reading.faults);
  });
}

function fromMedication(reading: Reading, medication: Resource, shown: string | undefined): NamedDrug {
  const { element } = medication;
  const code = child(element, 'code', reading.faults);
  const own = code === undefined ? named([], NAMELESS, []) : fromConcept(reading, code);
  const ingredients = children(element, 'ingredient', reading.faults).map((each) =>
    ingredientOf(reading, each, medication),
  );
  const joined = ingredients
    .map(({ name }) => name)
    .filter((name) => name !== undefined)
    .join(' + ');
  const name = own.name === NAMELESS ? (shown ?? (joined === '' ? NAMELESS : joined)) : own.name;
  return { ...named([...own.codings, ...billingOptions(reading, element)], name, ingredients), medication };
}

function ingredientOf(reading: Reading, ingredient: Element, within: Resource): Ingredient {
  const concept = child(ingredient, 'itemCodeableConcept', reading.faults);
  const item = find(reading, child(ingredient, 'itemReference', reading.faults), within);
  const described = concept ?? (item === undefined ? undefined : child(item.element, 'code', reading.faults));
  const name = namesOf(described, reading.faults)[0];
  const codings = codingsOf(described, reading.faults);
  return { element: ingredient, codings, name, key: keyOf(codings, name) };
}
