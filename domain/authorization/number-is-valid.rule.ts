import { houseRule } from './authorization-rule.ts';
import { definePredicateRule } from './predicate-rule.ts';

export const numberIsValid = definePredicateRule({
  id: 'authorization/number-is-valid',
  title: 'The authorization has a number in the form of its payer',
  trigger: 'number-invalid',
  source: houseRule('R29', 'CARC 15'),
  reads: ['authorization number', 'number pattern of the policy'],
  predicate: 'number-invalid',
  say: ({ number }) =>
    number === undefined ? 'auth has no number on record.' : `auth number ${number} is not in the form of this payer.`,
  holds: 'the auth has a number.',
  action: 'get the auth number',
});
