import type { NonEmpty } from '../domain/kernel/non-empty.ts';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import { parseNdc } from '../domain/kernel/ndc11.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { DrugIndex } from '../domain/visit/drug-facts.ts';
import { SYSTEM, preferredSystem } from '../fhir/coding-systems.ts';
import type { VerifiedProduct } from './hold-card.ts';
import type { RawResource } from './prefetch.ts';
import { asList, isObject, isResource } from './prefetch.ts';

/** The package that an order names, by its National Drug Code; undefined where it names none that can be read. */
export function verifiedProduct(
  order: RawResource,
  resources: readonly RawResource[],
  drugs: DrugIndex,
  on: PlainDate,
): VerifiedProduct | undefined {
  const concepts = [order['medicationCodeableConcept'], medicationOf(order, resources)?.['code']];
  const codings = concepts.flatMap((concept) => (isObject(concept) ? asList(concept['coding']) : []));
  const ndc = codings.flatMap(ndcIn)[0];
  return ndc === undefined ? undefined : { ndc, codes: codesOf(drugs, ndc, on) };
}

/** Contained, or among what was sent and read. */
function medicationOf(order: RawResource, resources: readonly RawResource[]): RawResource | undefined {
  const reference = isObject(order['medicationReference']) ? order['medicationReference']['reference'] : undefined;
  if (typeof reference !== 'string') return undefined;
  const contained = asList(order['contained']).filter(isResource);
  if (reference.startsWith('#')) return contained.find(({ id }) => `#${String(id)}` === reference);
  const name = reference.split('/').slice(-2).join('/');
  return resources.find(({ resourceType, id }) => resourceType === 'Medication' && `Medication/${String(id)}` === name);
}

function ndcIn(coding: unknown): readonly VerifiedProduct['ndc'][] {
  if (!isObject(coding) || typeof coding['system'] !== 'string' || typeof coding['code'] !== 'string') return [];
  const ndc = preferredSystem(coding['system']) === SYSTEM.ndc ? parseNdc(coding['code']) : undefined;
  return ndc?.ok === true ? [ndc.value] : [];
}

function codesOf(drugs: DrugIndex, ndc: string, on: PlainDate): readonly HcpcsCode[] {
  const identity = drugs.identify([{ system: SYSTEM.ndc, code: ndc }], undefined, on);
  if (identity.kind === 'known') return [identity.hcpcs];
  const candidates: NonEmpty<HcpcsCode> | readonly [] = identity.kind === 'several' ? identity.candidates : [];
  return candidates;
}
