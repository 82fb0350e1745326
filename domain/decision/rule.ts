import { holdsOn } from '../kernel/in-force.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Citation } from './citation.ts';
import type { Finding, Severity } from './finding.ts';
import type { TriggerCode } from './trigger.ts';

/** Why a rule came to its verdict, with every number that its sentence uses. */
export interface Reason {
  readonly code: string;
}

/** One of four, no more. `not-applicable` is said aloud, because silence looks like "not checked". */
export type Verdict<R extends Reason> =
  | { readonly verdict: 'clear' | 'not-applicable'; readonly reason: R }
  | { readonly verdict: 'at-risk'; readonly severity: Severity; readonly reason: R }
  | {
      readonly verdict: 'cannot-tell';
      readonly severity?: Severity;
      readonly missing: NonEmpty<string>;
      readonly reason: R;
    };

export interface RuleText<Subject, R extends Reason> {
  /** The rule's path without its suffix: `authorization/covers-the-date`. */
  readonly id: string;
  /** The happy state as a sentence: "The authorization covers the date of the visit". */
  readonly title: string;
  readonly trigger?: TriggerCode;
  readonly source: Citation;
  /** What it reads of the record, in the words of the generated table. */
  readonly reads: readonly string[];
  /** When it is not asked or answers "not applicable", for the same table. */
  readonly notEvaluatedWhen: string;
  /** Every reason code that `judge` can give: the examples must show each. */
  readonly reasons: readonly R['code'][];
  readonly judge: (subject: Subject) => Verdict<R>;
  /** The sentence, from the reason alone: nothing is looked up or computed again. */
  readonly say: (reason: R, name: string) => string;
  /** What to do about it, as an imperative that fits after "auth team must": "request extension". */
  readonly act?: (reason: R) => string | undefined;
}

/** A rule with its reason type sealed, so that rules of every shape share one list. */
export interface Rule<Subject> {
  readonly id: string;
  readonly title: string;
  readonly trigger?: TriggerCode;
  readonly source: Citation;
  readonly reads: readonly string[];
  readonly notEvaluatedWhen: string;
  readonly reasons: readonly string[];
  readonly ask: (subject: Subject) => Finding;
}

export interface Named {
  /** The order or appointment that findings are about, and what sentences call it. */
  readonly about: string;
  readonly name: string;
}

/** Seals a rule; `nameOf` tells what the subject is called. */
export function defineRule<Subject, R extends Reason>(
  text: RuleText<Subject, R>,
  nameOf: (subject: Subject) => Named,
): Rule<Subject> {
  const { id, title, trigger, source, reads, notEvaluatedWhen, reasons } = text;
  return {
    id,
    title,
    ...(trigger === undefined ? {} : { trigger }),
    source,
    reads,
    notEvaluatedWhen,
    reasons,
    ask: (subject) => findingOf(text, text.judge(subject), nameOf(subject)),
  };
}

/** In force on the day of service; a law that changed is another rule with other dates. */
export const isInForce = (rule: { readonly source: Citation }, on: PlainDate): boolean =>
  holdsOn(rule.source.inForce, on);

/** Written out where nothing is wrong, because that is nearly always and copying is what costs. */
function findingOf<Subject, R extends Reason>(
  text: RuleText<Subject, R>,
  verdict: Verdict<R>,
  { about, name }: Named,
): Finding {
  const { id: rule, trigger, source } = text;
  const { reason } = verdict;
  const sentence = text.say(reason, name);
  if (verdict.verdict === 'clear' || verdict.verdict === 'not-applicable') {
    return trigger === undefined
      ? { rule, about, verdict: verdict.verdict, reason, sentence, source }
      : { rule, trigger, about, verdict: verdict.verdict, reason, sentence, source };
  }
  const action = text.act?.(reason);
  return {
    rule,
    ...(trigger === undefined ? {} : { trigger }),
    about,
    ...verdict,
    sentence,
    ...(action === undefined ? {} : { action }),
    source,
  };
}
