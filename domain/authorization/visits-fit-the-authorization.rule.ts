import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { decimalText, isPositive } from '../kernel/rational.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { failedOf, heldAuthorization } from './drug-case.ts';
import { nextVisit } from './outlook.ts';
import { presumedText } from './words.ts';

type Reason =
  | { readonly code: 'visit-does-not-fit'; readonly visit: PlainDate; readonly presumed: number }
  | { readonly code: 'later-does-not-fit'; readonly first: PlainDate; readonly presumed: number }
  | { readonly code: 'fits'; readonly left: Rational; readonly presumed: number }
  | { readonly code: 'not-counted-in-visits' };

export const visitsFitTheAuthorization = defineDrugRule<Reason>({
  id: 'authorization/visits-fit-the-authorization',
  title: 'The authorized visits hold this one and every later booked one',
  trigger: 'visits-exceeded',
  source: houseRule('R7', 'CARC 198 and CARC 119'),
  reads: ['authorized visits', 'visits used', 'booked visits'],
  notEvaluatedWhen: 'there is no authorization, or it does not count visits',
  reasons: ['visit-does-not-fit', 'later-does-not-fit', 'fits', 'not-counted-in-visits'],

  judge(drugCase) {
    const presumed = drugCase.presumed.size;
    const left = drugCase.outlook.visitsAfterLast;
    const counted = heldAuthorization(drugCase)?.quantity?.basis === 'visits';
    if (!counted || left === undefined) return { verdict: 'not-applicable', reason: { code: 'not-counted-in-visits' } };
    if (failedOf(drugCase, 'visits-exceeded') !== undefined) {
      const reason: Reason = { code: 'visit-does-not-fit', visit: drugCase.visit.date, presumed };
      return { verdict: 'at-risk', severity: 'critical', reason };
    }
    const unfit = nextVisit(drugCase.outlook)?.visitsExceeded;
    return unfit === undefined
      ? { verdict: 'clear', reason: { code: 'fits', left, presumed } }
      : {
          verdict: 'at-risk',
          severity: 'warning',
          reason: { code: 'later-does-not-fit', first: unfit.first, presumed },
        };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'visit-does-not-fit':
        return `${name}: no authorized visit is left, ${dayText(reason.visit)} visit not covered${presumedText(reason.presumed)}.`;
      case 'later-does-not-fit':
        return `${name}: authorized visits run out, ${dayText(reason.first)} visit not covered${presumedText(reason.presumed)}.`;
      case 'fits':
        return isPositive(reason.left)
          ? `${name}: every booked visit fits, ${decimalText(reason.left)} authorized visits are left${presumedText(reason.presumed)}.`
          : `${name}: every booked visit fits, none is left after the last${presumedText(reason.presumed)}.`;
      case 'not-counted-in-visits':
        return `${name}: no auth that counts visits.`;
    }
  },

  act: (reason) =>
    reason.code === 'visit-does-not-fit' || reason.code === 'later-does-not-fit' ? 'request more visits' : undefined,
});
