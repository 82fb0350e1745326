import type { PayerFacts } from '../domain/visit/payer.ts';
import type { Element } from './element.ts';
import { child, text, texts } from './element.ts';
import { identifierText, identifiersOf } from './person.ts';
import { given, present } from './present.ts';
import type { Reading } from './reading.ts';
import { find, nameOfRef } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** The payer that a reference names: from the Organization where the record holds it, and from what the reference itself shows. */
export function payerOf(reading: Reading, reference: Element, within: Resource): PayerFacts | undefined {
  const { faults } = reading;
  const organization = find(reading, reference, within);
  if (organization?.type === 'Patient' || organization?.type === 'RelatedPerson') return undefined;
  const shown = child(reference, 'identifier', faults);
  const names = [...organizationNames(reading, organization), text(reference, 'display', faults)];
  const identifiers = [
    ...(given(organization, (each) => identifiersOf(each, faults)) ?? []),
    ...(given(shown, (each) => identifierText(each, faults)) ?? []),
  ];
  return comparable({
    identifiers: unique(identifiers),
    names: unique(names.filter((name) => name !== undefined)),
    ...present({ ref: nameOfRef(reading, reference, within) }),
  });
}

const comparable = (payer: PayerFacts): PayerFacts | undefined =>
  payer.ref === undefined && payer.identifiers.length === 0 && payer.names.length === 0 ? undefined : payer;

function organizationNames(reading: Reading, organization: Resource | undefined): readonly (string | undefined)[] {
  if (organization === undefined) return [];
  return [text(organization.element, 'name', reading.faults), ...texts(organization.element, 'alias', reading.faults)];
}

const unique = (all: readonly string[]): readonly string[] => [...new Set(all)];
