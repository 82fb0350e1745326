import type { Citation } from '../decision/citation.ts';
import type { Rule } from '../decision/rule.ts';
import type { TriggerCode } from '../decision/trigger.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { defineDrugRule } from './authorization-rule.ts';
import type { DrugCase, Failed } from './drug-case.ts';
import { failedOf, heldAuthorization } from './drug-case.ts';

type FailedAs<Code extends Failed['code']> = Extract<Failed, { code: Code }>;

type PredicateReason<Code extends Failed['code']> =
  | { readonly code: Code; readonly failed: FailedAs<Code>; readonly visit: PlainDate; readonly today: PlainDate }
  | { readonly code: 'holds' }
  | { readonly code: 'no-authorization' };

interface PredicateText<Code extends Failed['code']> {
  readonly id: string;
  readonly title: string;
  readonly trigger: TriggerCode;
  readonly source: Citation;
  readonly reads: readonly string[];
  /** The predicate of a valid authorization that this rule speaks for. */
  readonly predicate: Code;
  readonly say: (failed: FailedAs<Code>, on: { readonly visit: PlainDate; readonly today: PlainDate }) => string;
  readonly holds: string;
  readonly action: string;
}

/** A rule that speaks for one predicate: without it no authorization is valid, so its failure is always critical. */
export const definePredicateRule = <Code extends Failed['code']>(text: PredicateText<Code>): Rule<DrugCase> =>
  defineDrugRule<PredicateReason<Code>>({
    id: text.id,
    title: text.title,
    trigger: text.trigger,
    source: text.source,
    reads: text.reads,
    notEvaluatedWhen: 'there is no authorization for this drug to judge',
    reasons: [text.predicate, 'holds', 'no-authorization'],

    judge(drugCase) {
      if (heldAuthorization(drugCase) === undefined) {
        return { verdict: 'not-applicable', reason: { code: 'no-authorization' } };
      }
      const failed = failedOf(drugCase, text.predicate);
      if (failed === undefined) return { verdict: 'clear', reason: { code: 'holds' } };
      const { visit, today } = drugCase;
      return {
        verdict: 'at-risk',
        severity: 'critical',
        reason: { code: text.predicate, failed, visit: visit.date, today },
      };
    },

    say(reason, name) {
      if ('failed' in reason) return `${name}: ${text.say(reason.failed, reason)}`;
      return reason.code === 'holds' ? `${name}: ${text.holds}` : `${name}: no auth to judge.`;
    },

    act: (reason) => ('failed' in reason ? text.action : undefined),
  });
