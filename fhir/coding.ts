import { preferredSystem } from './coding-systems.ts';
import type { Element, Faults } from './element.ts';
import { children, text } from './element.ts';

/** One coding, its system by the preferred address ('' where the record gives none). */
export interface Coding {
  readonly system: string;
  readonly code: string;
}

/** The codings of a CodeableConcept that have a code. */
export function codingsOf(concept: Element | undefined, faults: Faults): readonly Coding[] {
  if (concept === undefined) return [];
  const codings = children(concept, 'coding', faults);
  const found: Coding[] = [];
  for (const coding of codings) addCoding(found, coding, faults);
  return found;
}

export function codingOf(coding: Element, faults: Faults): readonly Coding[] {
  const found: Coding[] = [];
  addCoding(found, coding, faults);
  return found;
}

function addCoding(found: Coding[], coding: Element, faults: Faults): void {
  const code = text(coding, 'code', faults);
  if (code !== undefined)
    found.push({ system: preferredSystem(text(coding, 'system', faults) ?? ''), code: code.trim() });
}

/** What people call it: its text, then the display of each coding. */
export function namesOf(concept: Element | undefined, faults: Faults): readonly string[] {
  if (concept === undefined) return [];
  const names: string[] = [];
  const own = text(concept, 'text', faults);
  if (own !== undefined) names.push(own);
  for (const coding of children(concept, 'coding', faults)) {
    const display = text(coding, 'display', faults);
    if (display !== undefined) names.push(display);
  }
  return names;
}

/** Names, else bare codes: for a sentence that must call it something. */
export function labelOf(concept: Element | undefined, faults: Faults): string | undefined {
  return namesOf(concept, faults)[0] ?? codingsOf(concept, faults)[0]?.code;
}

export function codesIn(codings: readonly Coding[], system: string): readonly string[] {
  const codes: string[] = [];
  for (const coding of codings) if (coding.system === system) codes.push(coding.code);
  return codes;
}
