import { dayText } from '../kernel/plain-date.ts';
import { houseRule } from './authorization-rule.ts';
import { definePredicateRule } from './predicate-rule.ts';

export const authorizationHasStarted = definePredicateRule({
  id: 'authorization/authorization-has-started',
  title: 'The authorization is in effect on the day of the visit',
  trigger: 'not-yet-effective',
  source: houseRule('R5', 'CARC 197'),
  reads: ['authorization period', 'visit date'],
  predicate: 'not-yet-effective',
  say: ({ starts }, { visit }) => `auth starts ${dayText(starts)}, ${dayText(visit)} visit not covered.`,
  holds: 'the auth is in effect on the day of the visit.',
  action: 'ask for an earlier start',
});
