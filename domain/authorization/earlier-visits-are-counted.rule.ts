import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { heldAuthorization } from './drug-case.ts';

type Reason =
  | { readonly code: 'presumed-given'; readonly days: readonly PlainDate[] }
  | { readonly code: 'all-recorded' }
  | { readonly code: 'none-earlier' }
  | { readonly code: 'no-authorization' };

/** Never a finding of its own that asks for work: what a presumed dose changes, the units or visits that are left say. */
export const earlierVisitsAreCounted = defineDrugRule<Reason>({
  id: 'authorization/earlier-visits-are-counted',
  title: 'Every earlier visit counts as used, also where nobody recorded the dose',
  source: houseRule('R6 and R7', 'CARC 198'),
  reads: ['doses given', 'earlier booked or fulfilled visits without a recorded administration'],
  notEvaluatedWhen: 'there is no authorization to count on, or no earlier visit',
  reasons: ['presumed-given', 'all-recorded', 'none-earlier', 'no-authorization'],

  judge(drugCase) {
    if (heldAuthorization(drugCase) === undefined) {
      return { verdict: 'not-applicable', reason: { code: 'no-authorization' } };
    }
    if (drugCase.given === undefined) return { verdict: 'not-applicable', reason: { code: 'none-earlier' } };
    const days = [...drugCase.presumed].sort();
    return days.length > 0
      ? { verdict: 'clear', reason: { code: 'presumed-given', days } }
      : { verdict: 'clear', reason: { code: 'all-recorded' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'presumed-given':
        return `${name}: no administration is recorded for ${reason.days.map(dayText).join(', ')}; counted as used at the planned units.`;
      case 'all-recorded':
        return `${name}: every earlier visit on this auth is recorded as given.`;
      case 'none-earlier':
        return `${name}: no earlier visit to count.`;
      case 'no-authorization':
        return `${name}: no auth on which earlier visits would count.`;
    }
  },
});
