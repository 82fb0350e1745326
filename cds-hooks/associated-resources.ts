import type { Card } from './card-wire.ts';
import type { Concern } from './card-wording.ts';
import type { HookContext } from './hook-service.ts';
import type { RawResource } from './prefetch.ts';

/**
 * Which of the resources on the screen a card is about, where it is not about all of them. Da Vinci CRD 2.2.1,
 * deviations: a card about a part of the context says so in words, and by reference where each has an id of its own.
 */
export function associationOf(concerns: readonly Concern[], { drafts }: HookContext): Pick<Card, 'extension'> {
  const onScreen = drafts.filter(isSpokenOf).map((draft) => `${draft.resourceType}/${String(draft['id'])}`);
  const about = new Set(concerns.flatMap(({ visit, drug }) => [visit.appointment, drug?.order]));
  const [first, ...others] = onScreen.filter((reference) => about.has(reference));
  if (first === undefined || others.length + 1 === onScreen.length) return {};
  // A draft without an id was named by its position, which nobody else knows.
  if ([first, ...others].some((reference) => reference.includes('#'))) return {};
  const references = [{ reference: first }, ...others.map((reference) => ({ reference }))] as const;
  return { extension: { 'davinci-crd.associated-resource': references } };
}

const SPOKEN_OF: ReadonlySet<string> = new Set(['Appointment', 'MedicationRequest']);

const isSpokenOf = ({ resourceType }: RawResource): boolean => SPOKEN_OF.has(resourceType);
