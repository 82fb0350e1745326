/** A card's summary has fewer than 140 characters, counted as code points. */
export const SUMMARY_LIMIT = 139;

export interface SummaryParts {
  readonly drug: string;
  /** The finding's sentence, and a shorter way to say it. */
  readonly facts: readonly [full: string, short: string];
  /** "+3 more visits", or nothing. */
  readonly others: string;
  /** "auth team must request extension by Dec 3", and a shorter way to say it. */
  readonly steps: readonly [full: string, short: string];
  /** False where nothing is booked yet: there is no slot to keep. */
  readonly hasSlot?: boolean;
}

/**
 * "Keytruda (J9271): auth ends Dec 10, Dec 15 visit not covered. Keep slot; auth team must request extension by Dec 3."
 * Where that is too long the step is said shorter, then the fact; what still does not fit is left to the detail.
 */
export function summaryText({ drug, facts, others, steps, hasSlot = true }: SummaryParts): string {
  const found = facts.map((fact) => `${drug}: ${fact}${others === '' ? '' : ` (${others})`}.`);
  const kept = hasSlot ? steps.map((step) => ` Keep slot; ${step}.`) : [];
  const bare = [...steps.map((step) => ` ${sentenceOf(step)}.`), ...(hasSlot ? [' Keep slot.'] : []), ''];
  const candidates = [
    ...found.flatMap((text) => kept.map((ending) => text + ending)),
    ...found.toReversed().flatMap((text) => bare.map((ending) => text + ending)),
  ];
  return candidates.find(fits) ?? cut(found.at(-1) ?? drug);
}

/** The first of several ways to say it that fits; the last one, cut, where none does. */
export const firstThatFits = (candidates: readonly string[]): string =>
  candidates.find(fits) ?? cut(candidates.at(-1) ?? '');

const fits = (text: string): boolean => lengthOf(text) <= SUMMARY_LIMIT;

const sentenceOf = (step: string): string => step.charAt(0).toUpperCase() + step.slice(1);

const lengthOf = (text: string): number => Array.from(text).length;

const cut = (text: string): string =>
  `${Array.from(text)
    .slice(0, SUMMARY_LIMIT - 1)
    .join('')}…`;
