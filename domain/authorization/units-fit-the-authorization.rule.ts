import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, decimalText, isLess, isPositive } from '../kernel/rational.ts';
import type { Verdict } from '../decision/rule.ts';
import type { QuantityBasis } from '../visit/authorization-evidence.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { failedOf, heldAuthorization } from './drug-case.ts';
import { nextVisit } from './outlook.ts';
import { consumption } from './predicates.ts';
import { presumedText } from './words.ts';

type Reason =
  | {
      readonly code: 'visit-does-not-fit';
      readonly visit: PlainDate;
      readonly needed: Rational;
      readonly discarded: Rational;
      readonly left: Rational;
      readonly presumed: number;
    }
  | {
      readonly code: 'later-does-not-fit';
      readonly first: PlainDate;
      readonly count: number;
      readonly presumed: number;
    }
  | {
      readonly code: 'under-one-dose-left';
      readonly left: Rational;
      readonly dose: Rational;
      readonly presumed: number;
    }
  | {
      readonly code: 'under-two-doses-left';
      readonly left: Rational;
      readonly dose: Rational;
      readonly presumed: number;
    }
  | { readonly code: 'quantity-unstated' }
  | { readonly code: 'quantity-unreadable' }
  | { readonly code: 'fits'; readonly left: Rational; readonly presumed: number }
  | { readonly code: 'counted-in-visits' }
  | { readonly code: 'counted-in-days' }
  | { readonly code: 'no-authorization' }
  | { readonly code: 'units-unknown' };

const QUANTITY: NonEmpty<string> = ['authorized quantity'];
const UNITS_OR_VISITS: NonEmpty<string> = ['authorized units or visits'];

export const unitsFitTheAuthorization = defineDrugRule<Reason>({
  id: 'authorization/units-fit-the-authorization',
  title: 'The authorized units hold this visit, every later booked one and two doses more',
  trigger: 'units-exceeded',
  source: houseRule('R6', 'CARC 198'),
  reads: ['authorized units', 'units used', 'planned and discarded units of all booked visits'],
  notEvaluatedWhen: 'there is no authorization, it counts visits, or the units of the dose cannot be told',
  reasons: [
    'visit-does-not-fit',
    'later-does-not-fit',
    'under-one-dose-left',
    'under-two-doses-left',
    'quantity-unstated',
    'quantity-unreadable',
    'fits',
    'counted-in-visits',
    'counted-in-days',
    'no-authorization',
    'units-unknown',
  ],

  judge(drugCase) {
    const authorization = heldAuthorization(drugCase);
    if (authorization === undefined) return { verdict: 'not-applicable', reason: { code: 'no-authorization' } };
    const { quantity } = authorization;
    if (quantity?.basis !== 'units') return notInUnits(quantity?.basis);
    const exceeded = failedOf(drugCase, 'units-exceeded');
    if (exceeded !== undefined) {
      const { needed, discarded, left } = exceeded;
      return critical({
        code: 'visit-does-not-fit',
        visit: drugCase.visit.date,
        needed,
        discarded,
        left,
        presumed: drugCase.presumed.size,
      });
    }
    return afterThisVisit(drugCase);
  },

  say(reason, name) {
    switch (reason.code) {
      case 'visit-does-not-fit': {
        const waste = isPositive(reason.discarded) ? ` (${decimalText(reason.discarded)} of them discarded)` : '';
        const left = isPositive(reason.left) ? decimalText(reason.left) : '0';
        return `${name}: ${dayText(reason.visit)} visit needs ${decimalText(reason.needed)} units${waste}, auth has ${left} left${presumedText(reason.presumed)}.`;
      }
      case 'later-does-not-fit': {
        const more = reason.count > 1 ? ` and ${String(reason.count - 1)} more` : '';
        return `${name}: auth units run out, ${dayText(reason.first)} visit${more} not covered${presumedText(reason.presumed)}.`;
      }
      case 'under-one-dose-left':
      case 'under-two-doses-left':
        return `${name}: after the last booked visit ${decimalText(reason.left)} units are left; one dose takes ${decimalText(reason.dose)}${presumedText(reason.presumed)}.`;
      case 'quantity-unstated':
        return `${name}: the auth states no quantity, so it is not limited by units as far as the record tells.`;
      case 'quantity-unreadable':
        return `${name}: the auth states a quantity that cannot be read; what is left of it cannot be told.`;
      case 'fits':
        return `${name}: every booked visit fits, ${decimalText(reason.left)} units are left after the last${presumedText(reason.presumed)}.`;
      case 'counted-in-visits':
        return `${name}: the auth counts visits, not units.`;
      case 'counted-in-days':
        return `${name}: the auth counts days; how many doses they hold is not on record.`;
      case 'no-authorization':
        return `${name}: no auth whose units could be counted.`;
      case 'units-unknown':
        return `${name}: the units of this dose cannot be told.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'visit-does-not-fit':
      case 'later-does-not-fit':
      case 'under-one-dose-left':
        return 'request more units';
      case 'under-two-doses-left':
      case 'quantity-unstated':
      case 'quantity-unreadable':
      case 'fits':
      case 'counted-in-visits':
      case 'counted-in-days':
      case 'no-authorization':
      case 'units-unknown':
        return undefined;
    }
  },
});

/** What is counted otherwise is never converted: visits have a rule of their own, days say nothing of doses. */
function notInUnits(basis: Exclude<QuantityBasis, 'units'> | undefined): Verdict<Reason> {
  switch (basis) {
    case undefined:
      return { verdict: 'cannot-tell', severity: 'info', missing: QUANTITY, reason: { code: 'quantity-unstated' } };
    case 'days':
      return {
        verdict: 'cannot-tell',
        severity: 'info',
        missing: UNITS_OR_VISITS,
        reason: { code: 'counted-in-days' },
      };
    case 'unreadable':
      return { verdict: 'cannot-tell', severity: 'info', missing: QUANTITY, reason: { code: 'quantity-unreadable' } };
    case 'visits':
      return { verdict: 'not-applicable', reason: { code: 'counted-in-visits' } };
  }
}

const critical = (reason: Reason): Verdict<Reason> => ({ verdict: 'at-risk', severity: 'critical', reason });

/** This visit fits; what of the booked ones after it, and of the doses that will follow? */
function afterThisVisit({ outlook, plan, policy, presumed: { size: presumed } }: DrugCase): Verdict<Reason> {
  const unfit = nextVisit(outlook)?.unitsExceeded;
  if (unfit !== undefined) return critical({ code: 'later-does-not-fit', ...unfit, presumed });
  const left = outlook.unitsAfterLast;
  if (plan.kind === 'unknown' || left === undefined)
    return { verdict: 'not-applicable', reason: { code: 'units-unknown' } };
  const dose = consumption(plan, policy.kind === 'one' ? policy.policy : undefined).needed;
  if (isLess(left, dose)) {
    return { verdict: 'at-risk', severity: 'warning', reason: { code: 'under-one-dose-left', left, dose, presumed } };
  }
  return isLess(left, add(dose, dose))
    ? { verdict: 'at-risk', severity: 'info', reason: { code: 'under-two-doses-left', left, dose, presumed } }
    : { verdict: 'clear', reason: { code: 'fits', left, presumed } };
}
