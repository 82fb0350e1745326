import type { NonEmpty } from '../kernel/non-empty.ts';
import type { Citation } from './citation.ts';
import type { TriggerCode } from './trigger.ts';

export type Severity = 'critical' | 'warning' | 'info';

export type VerdictKind = 'clear' | 'at-risk' | 'cannot-tell' | 'not-applicable';

interface Said {
  /** The rule's id, which is its path: `authorization/covers-the-date`. */
  readonly rule: string;
  readonly trigger?: TriggerCode;
  /** The order, or the appointment where no drug is known. */
  readonly about: string;
  /** The tag of the reason with its numbers: what `sentence` was made from. */
  readonly reason: { readonly code: string };
  readonly sentence: string;
  /** What to do, as an imperative that fits after "auth team must". */
  readonly action?: string;
  readonly source: Citation;
}

/** What one rule says about one drug of one visit. */
export type Finding =
  | (Said & { readonly verdict: 'clear' | 'not-applicable' })
  | (Said & { readonly verdict: 'at-risk'; readonly severity: Severity })
  | (Said & { readonly verdict: 'cannot-tell'; readonly severity?: Severity; readonly missing: NonEmpty<string> });
