import { houseRule } from './authorization-rule.ts';
import { definePredicateRule } from './predicate-rule.ts';

export const siteIsTheAuthorizedOne = definePredicateRule({
  id: 'authorization/site-is-the-authorized-one',
  title: 'The visit is booked at the authorized place',
  trigger: 'site-mismatch',
  source: houseRule('R20', 'CARC 15 and CARC 242'),
  reads: ['NPI, place of service and location of the authorization', 'booked location'],
  predicate: 'site-mismatch',
  say: ({ authorized, booked }) => `auth is for site ${authorized}, the visit is booked at ${booked}.`,
  holds: 'the visit is booked where the auth allows it.',
  action: 'have the site on the auth changed',
});
