import { dayText } from '../kernel/plain-date.ts';
import { houseRule } from './authorization-rule.ts';
import { definePredicateRule } from './predicate-rule.ts';

export const productIsTheAuthorizedOne = definePredicateRule({
  id: 'authorization/product-is-the-authorized-one',
  title: 'The ordered product is the authorized one, code for code',
  trigger: 'product-mismatch',
  source: houseRule('R8', 'CARC 15'),
  reads: ['HCPCS code of the order', 'authorized HCPCS codes', 'code replacements'],
  predicate: 'product-mismatch',
  say: ({ authorized }, { visit }) =>
    `auth is for ${authorized.join(', ')}, not for the ordered product; ${dayText(visit)} visit not covered.`,
  holds: 'the auth names the ordered product.',
  action: 'request auth for the ordered product',
});
