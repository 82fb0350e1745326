import { dayText } from '../kernel/plain-date.ts';
import { houseRule } from './authorization-rule.ts';
import { definePredicateRule } from './predicate-rule.ts';
import { TRANSITION_DAYS } from './predicates.ts';

export const planIsTheAuthorizedOne = definePredicateRule({
  id: 'authorization/plan-is-the-authorized-one',
  title: 'The plan that pays on the day is the one that authorized',
  trigger: 'plan-change',
  source: houseRule('R17', 'CARC 109 and CARC 27'),
  reads: ['coverage on the visit date', 'payer, plan and member of the authorization'],
  predicate: 'plan-change',
  say: ({ authorized, current, transitionDay }, { visit }) => {
    const change = `auth is from ${authorized}, but ${current} pays on ${dayText(visit)}; visit not covered`;
    return transitionDay === undefined
      ? `${change}.`
      : `${change} (Medicare Advantage transition: day ${String(transitionDay)} of ${String(TRANSITION_DAYS)}).`;
  },
  holds: 'the plan that pays is the one that authorized.',
  action: 'request auth from the current plan',
});
