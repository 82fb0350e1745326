import { dayText } from '../kernel/plain-date.ts';
import { houseRule } from './authorization-rule.ts';
import { definePredicateRule } from './predicate-rule.ts';

export const authorizationCoversTheDate = definePredicateRule({
  id: 'authorization/authorization-covers-the-date',
  title: 'The authorization has not ended by the day of the visit',
  trigger: 'expired',
  source: houseRule('R2', 'CARC 197 and CARC 198'),
  reads: ['authorization period', 'visit date'],
  predicate: 'expired',
  say: ({ ended }, { visit, today }) =>
    `auth ${ended < today ? 'ended' : 'ends'} ${dayText(ended)}, ${dayText(visit)} visit not covered.`,
  holds: 'the auth has not ended by the day of the visit.',
  action: 'request extension',
});
