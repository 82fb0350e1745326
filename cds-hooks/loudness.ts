/** How loudly a rule may speak on cards, and when it has lost the right to: attention is spent like money. */
import type { TriggerCode } from '../domain/decision/trigger.ts';
import type { Card } from './card-wire.ts';

/** As it is written; as information only; or not on cards at all: what it finds then waits on the worklist and in the app. */
export type Loudness = 'as-written' | 'info' | 'off';

/** What was set for a rule, and whether a person did it or the budget. */
export interface SetLoudness {
  readonly loudness: Loudness;
  readonly byBudget: boolean;
}

/** The loudness of one finding of a rule: the budget reaches warnings and notes, what is critical only a person silences. */
export const loudnessOf = (set: SetLoudness | undefined, isCritical: boolean): Loudness =>
  set === undefined || (set.byBudget && isCritical) ? 'as-written' : set.loudness;

/** What became of the cards that a rule has led, since its loudness was set last. */
export interface RuleRecord {
  readonly showings: number;
  /** Taken up: a suggestion was accepted, or the app was opened from the card. */
  readonly actedOn: number;
  readonly overridden: number;
}

/** Counts of showings below which nothing is concluded, and shares beyond which a rule gets quieter. */
export const BUDGET = {
  info: { showings: 200, leastActedOn: 0.3 },
  off: { showings: 50, mostOverridden: 0.8 },
} as const;

/** The loudness that the record earns; it never gets louder by itself. */
export function loudnessEarned({ showings, actedOn, overridden }: RuleRecord, now: Loudness): Loudness {
  if (showings >= BUDGET.off.showings && overridden > BUDGET.off.mostOverridden * showings) return 'off';
  if (now === 'off') return 'off';
  return showings >= BUDGET.info.showings && actedOn < BUDGET.info.leastActedOn * showings ? 'info' : now;
}

/** Under these the visit itself is not covered, and no machine may decide that nobody wants to know. */
const GUARDED_TRIGGERS: ReadonlySet<TriggerCode> = new Set<TriggerCode>([
  ...(['missing', 'expired', 'not-yet-effective', 'units-exceeded'] as const),
  ...(['product-mismatch', 'plan-change', 'coverage-inactive'] as const),
]);

const HOLD = 'verify/hold-mixing';

/** True where only a person who answers for it may make the rule quieter. */
export const needsApprover = (rule: string, trigger: TriggerCode | undefined): boolean =>
  rule === HOLD || (trigger !== undefined && GUARDED_TRIGGERS.has(trigger));

/** The card as loud as its rule may be. */
export const spokenAs = (card: Card, loudness: Loudness): Card =>
  loudness === 'info' && card.indicator !== 'info' ? { ...card, indicator: 'info' } : card;
