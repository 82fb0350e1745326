import type { PlainDate } from '../kernel/plain-date.ts';
import { addDays, addMonths, dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'beyond'; readonly first: PlainDate; readonly months: number; readonly until: PlainDate }
  | { readonly code: 'nearly'; readonly first: PlainDate; readonly months: number; readonly until: PlainDate }
  | { readonly code: 'within' }
  | { readonly code: 'no-source' };

const NEAR_DAYS = 60;

export const durationIsWithinThePolicy = defineDrugRule<Reason>({
  id: 'authorization/duration-is-within-the-policy',
  title: 'The course is shorter than the policy allows',
  trigger: 'max-duration',
  source: houseRule('R14', 'CARC 50 and CARC 119'),
  reads: ['first dose given', 'longest duration of the policy', 'visit date'],
  notEvaluatedWhen: 'the policy sets no longest duration, or no earlier dose is on record',
  reasons: ['beyond', 'nearly', 'within', 'no-source'],

  judge(drugCase) {
    const months = policyOf(drugCase)?.dose?.maxDurationMonths;
    const first = drugCase.given?.first;
    if (months === undefined || first === undefined)
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const until = addMonths(first, months);
    const { date } = drugCase.visit;
    if (date >= until)
      return { verdict: 'at-risk', severity: 'critical', reason: { code: 'beyond', first, months, until } };
    return date >= addDays(until, -NEAR_DAYS)
      ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'nearly', first, months, until } }
      : { verdict: 'clear', reason: { code: 'within' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'beyond':
        return `${name}: first dose ${dayText(reason.first)} ${reason.first.slice(0, 4)}; the policy allows ${String(reason.months)} months, until ${dayText(reason.until)}.`;
      case 'nearly':
        return `${name}: the ${String(reason.months)} months that the policy allows end ${dayText(reason.until)}.`;
      case 'within':
        return `${name}: within the longest duration of the policy.`;
      case 'no-source':
        return `${name}: no longest duration, or no earlier dose, on record.`;
    }
  },

  act: (reason) =>
    reason.code === 'beyond' || reason.code === 'nearly' ? 'ask whether treatment may go on' : undefined,
});
