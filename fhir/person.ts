import { parsePlainDate } from '../domain/kernel/plain-date.ts';
import type { PatientFacts } from '../domain/visit/snapshot.ts';
import { codesIn, codingsOf } from './coding.ts';
import { preferredSystem, SYSTEM } from './coding-systems.ts';
import type { Element, Faults } from './element.ts';
import { child, children, text, texts } from './element.ts';
import type { Reading } from './reading.ts';
import type { Resource } from './resource-index.ts';

/** Who the record is about. Name and birth date are read for the identity line only. */
export function readPatient(reading: Reading): PatientFacts {
  const { patient, faults } = reading;
  if (patient === undefined) return { ref: reading.patientRef, identifiers: [] };
  const name = personName(patient.element, faults);
  const born = parsePlainDate(text(patient.element, 'birthDate', faults) ?? '');
  return {
    ref: patient.ref,
    identifiers: identifiersOf(patient, faults),
    ...(name === undefined ? {} : { name }),
    ...(born.ok ? { birthDate: born.value } : {}),
  };
}

/** The usual or official name, as text or put together. */
function personName(of: Element, faults: Faults): string | undefined {
  const names = children(of, 'name', faults).filter(({ use }) => use !== 'old');
  const chosen = names.find(({ use }) => use === 'official') ?? names.find(({ use }) => use === 'usual') ?? names[0];
  if (chosen === undefined) return undefined;
  const parts = [...texts(chosen, 'given', faults), text(chosen, 'family', faults) ?? ''];
  const whole = text(chosen, 'text', faults) ?? parts.join(' ').trim();
  return whole === '' ? undefined : whole;
}

/** Identifiers as `system|value`. */
export function identifiersOf(of: Resource, faults: Faults): readonly string[] {
  return children(of.element, 'identifier', faults).flatMap((identifier) => identifierText(identifier, faults));
}

export function identifierText(identifier: Element, faults: Faults): readonly string[] {
  const value = text(identifier, 'value', faults)?.trim();
  if (value === undefined) return [];
  return [`${preferredSystem(text(identifier, 'system', faults) ?? '')}|${value}`];
}

/** The value of the first identifier of a system, or with a type code such as `MB`. */
export function identifierValue(
  of: Resource,
  wanted: { readonly system?: string; readonly type?: string },
  faults: Faults,
): string | undefined {
  const found = children(of.element, 'identifier', faults).find((identifier) => {
    const system = preferredSystem(text(identifier, 'system', faults) ?? '');
    const isOfType = codingsOf(child(identifier, 'type', faults), faults).some(({ code }) => code === wanted.type);
    return wanted.type === undefined ? system === wanted.system : isOfType;
  });
  return found === undefined ? undefined : text(found, 'value', faults)?.trim();
}

export const npiOf = (of: Resource | undefined, faults: Faults): string | undefined =>
  of === undefined ? undefined : identifierValue(of, { system: SYSTEM.npi }, faults);

/** ICD-10-CM codes of a concept, upper-case with their dot. */
export const icd10In = (concept: Element | undefined, faults: Faults): readonly string[] =>
  codesIn(codingsOf(concept, faults), SYSTEM.icd10cm).map((code) => code.toUpperCase());
