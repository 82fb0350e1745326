/** One MedicationDispense as the pharmacy's word on what was opened: how many of which package, of which lot. Pure. */
import type { VialEntry } from '../../api-contract/waste.schema.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import { asList, isObject } from '../../cds-hooks/prefetch.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { parseQuantity, quantityOf } from '../../domain/kernel/quantity.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { DrugFacts } from '../../domain/visit/drug-facts.ts';
import { localDay } from '../../fhir/local-day.ts';
import { definedOnly } from '../assessment/defined-only.ts';

/** What places a dispense, before anything of its content is read. */
export interface DispensePlace {
  readonly ref: string;
  readonly status: string;
  /** `MedicationRequest/m1` */
  readonly order: string;
  readonly day: PlainDate;
}

/** Undefined where it names no order or no day: it is of no visit then. */
export function placeOfDispense(dispense: RawResource, timeZone: string): DispensePlace | undefined {
  const [prescription] = asList(dispense['authorizingPrescription']);
  const order = orderIn(prescription);
  const written = dispense['whenPrepared'] ?? dispense['whenHandedOver'];
  const day = typeof written === 'string' ? localDay(written, timeZone)?.date : undefined;
  if (order === undefined || day === undefined) return undefined;
  return { ref: `MedicationDispense/${String(dispense['id'])}`, status: String(dispense['status']), order, day };
}

const orderIn = (prescription: unknown): string | undefined =>
  /(?:^|\/)(MedicationRequest\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(
    textOf(prescription, 'reference') ?? '',
  )?.[1];

/** Where its product stands: in itself, or at this reference. */
export function productOf(dispense: RawResource): { readonly inline: unknown } | { readonly reference: string } {
  const reference = textOf(dispense['medicationReference'], 'reference');
  if (reference === undefined) return { inline: { code: dispense['medicationCodeableConcept'] } };
  const contained = asList(dispense['contained']).find((one) => isObject(one) && `#${String(one['id'])}` === reference);
  return contained === undefined ? { reference } : { inline: contained };
}

export interface DispensedVials {
  readonly vial: VialEntry;
  /** What the bag was made up to; undefined where only the order says. */
  readonly dose?: Amount;
  readonly by?: string;
}

/** The vials, or why they cannot be told. */
export function readDispensedVials(
  dispense: RawResource,
  product: unknown,
  facts: Pick<DrugFacts, 'containers'>,
): Result<DispensedVials, string> {
  const count = countOf(dispense['quantity']);
  if (count === undefined) return problem('its quantity is no whole number of vials');
  const ndc = ndcOf(product);
  const content = contentOf(product, ndc, facts);
  if (content === undefined) return problem('it does not say what one vial holds, and its NDC is in no table');
  const lot = lotOf(product);
  return ok({
    vial: { content: quantityOf(content), count, ...definedOnly({ ndc, lot }) },
    ...definedOnly({ dose: doseOf(dispense), by: performerOf(dispense) }),
  });
}

const VIALS = /^(\{?(vial|each|package|syringe|container)s?\}?|1|ea|)$/i;

/** 4 vials; an amount of drug is no count of packages. */
function countOf(quantity: unknown): number | undefined {
  if (!isObject(quantity)) return undefined;
  const unit = textOf(quantity, 'code') ?? textOf(quantity, 'unit') ?? '';
  return VIALS.test(unit.trim()) ? wholeNumber(quantity['value']) : undefined;
}

const wholeNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= 1000 ? value : undefined;

const NDC_SYSTEMS: ReadonlySet<string> = new Set(['http://hl7.org/fhir/sid/ndc', 'urn:oid:2.16.840.1.113883.6.69']);

function ndcOf(product: unknown): Ndc11 | undefined {
  const code = isObject(product) && isObject(product['code']) ? product['code'] : {};
  const codings = asList(code['coding']).filter((coding) => NDC_SYSTEMS.has(textOf(coding, 'system') ?? ''));
  const parsed = codings.map((coding) => parseNdc(textOf(coding, 'code') ?? '')).find(({ ok: isRead }) => isRead);
  return parsed?.ok === true ? parsed.value : undefined;
}

/** The table's word on the package counts before the record's own, which is often that of the product, not the vial. */
function contentOf(
  product: unknown,
  ndc: Ndc11 | undefined,
  { containers }: Pick<DrugFacts, 'containers'>,
): Amount | undefined {
  const listed = ndc === undefined ? undefined : containers.find((one) => one.ndc === ndc)?.content;
  if (listed !== undefined || !isObject(product)) return listed;
  const [ingredient] = asList(product['ingredient']);
  return amountPerVial(product['amount']) ?? amountPerVial(isObject(ingredient) ? ingredient['strength'] : undefined);
}

/** 100 mg for one vial; a concentration says nothing of a vial. */
function amountPerVial(ratio: unknown): Amount | undefined {
  if (!isObject(ratio)) return undefined;
  const per = isObject(ratio['denominator']) ? ratio['denominator'] : { value: 1 };
  const unit = textOf(per, 'code') ?? textOf(per, 'unit') ?? '';
  return VIALS.test(unit.trim()) && (per['value'] ?? 1) === 1 ? amountIn(ratio['numerator']) : undefined;
}

function amountIn(quantity: unknown): Amount | undefined {
  if (!isObject(quantity) || typeof quantity['value'] !== 'number') return undefined;
  const unit = textOf(quantity, 'code') ?? textOf(quantity, 'unit') ?? '';
  const parsed = parseQuantity({ value: String(quantity['value']), unit });
  return parsed.ok ? parsed.value : undefined;
}

function lotOf(product: unknown): string | undefined {
  const lot = isObject(product) ? textOf(product['batch'], 'lotNumber')?.trim() : undefined;
  return lot === undefined || lot === '' || lot.length > 40 ? undefined : lot;
}

function doseOf(dispense: RawResource): Amount | undefined {
  const [instruction] = asList(dispense['dosageInstruction']);
  const [rate] = isObject(instruction) ? asList(instruction['doseAndRate']) : [];
  return isObject(rate) ? amountIn(rate['doseQuantity']) : undefined;
}

function performerOf(dispense: RawResource): string | undefined {
  const [performer] = asList(dispense['performer']);
  const reference = isObject(performer) ? textOf(performer['actor'], 'reference') : undefined;
  return /(?:^|\/)((?:Practitioner|PractitionerRole|Organization|Device)\/[A-Za-z0-9.-]{1,64})$/.exec(
    reference ?? '',
  )?.[1];
}

function textOf(element: unknown, name: string): string | undefined {
  const value = isObject(element) ? element[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
