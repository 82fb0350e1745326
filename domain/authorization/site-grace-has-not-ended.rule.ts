import type { PlainDate } from '../kernel/plain-date.ts';
import { addDays, dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'ending'; readonly until: PlainDate; readonly place: string }
  | { readonly code: 'in-grace' }
  | { readonly code: 'allowed' }
  | { readonly code: 'no-source' };

/** Days before the end of the grace period at which moving the patient must be talked about. */
const AHEAD_DAYS = 15;

export const siteGraceHasNotEnded = defineDrugRule<Reason>({
  id: 'authorization/site-grace-has-not-ended',
  title: 'The site is one that the policy allows, or its grace period still runs',
  trigger: 'site-grace-ending',
  source: houseRule('R21', 'CARC 242 and CARC 256'),
  reads: ['place of service', 'first dose given', 'site-of-care program of the policy'],
  notEvaluatedWhen: 'the policy has no site-of-care program with a grace period, or the place of service is not known',
  reasons: ['ending', 'in-grace', 'allowed', 'no-source'],

  judge(drugCase) {
    const program = policyOf(drugCase)?.siteOfCare;
    const place = drugCase.visit.site.placeOfService;
    if (program?.graceDays === undefined || place === undefined) {
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    }
    if (program.allowed.includes(place)) return { verdict: 'clear', reason: { code: 'allowed' } };
    const until = addDays(startOf(drugCase), program.graceDays);
    return drugCase.visit.date >= addDays(until, -AHEAD_DAYS)
      ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'ending', until, place } }
      : { verdict: 'clear', reason: { code: 'in-grace' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'ending':
        return `${name}: the policy allows place of service ${reason.place} only until ${dayText(reason.until)}.`;
      case 'in-grace':
        return `${name}: the grace period of the site still runs.`;
      case 'allowed':
        return `${name}: the policy allows this place of service.`;
      case 'no-source':
        return `${name}: the policy has no site-of-care program with a grace period, or the place of service is not known.`;
    }
  },

  act: (reason) => (reason.code === 'ending' ? 'ask for a site exception or another site' : undefined),
});

/** The grace period runs from the first dose, or from this one where it is the first. */
const startOf = ({ given, visit }: DrugCase): PlainDate => given?.first ?? visit.date;
