import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, monthOf, yearOf } from '../kernel/plain-date.ts';
import type { Verdict } from '../decision/rule.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { failedOf, heldAuthorization } from './drug-case.ts';
import { issuedOn } from './predicates.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'ends-with-the-year'; readonly issuedIn: number; readonly visit: PlainDate }
  | { readonly code: 'may-end-with-the-year'; readonly issuedIn: number; readonly visit: PlainDate }
  | { readonly code: 'carries-over' }
  | { readonly code: 'same-year' }
  | { readonly code: 'no-authorization' };

const NOVEMBER = 11;

export const planYearIsCovered = defineDrugRule<Reason>({
  id: 'authorization/plan-year-is-covered',
  title: 'The authorization carries over into the plan year of the visit',
  trigger: 'plan-year',
  source: houseRule('R18', 'CARC 197'),
  reads: ['date of the authorization', 'visit date', 'carry-over of the policy'],
  notEvaluatedWhen: 'there is no authorization for this drug, or it is still before November',
  reasons: ['ends-with-the-year', 'may-end-with-the-year', 'carries-over', 'same-year', 'no-authorization'],

  judge(drugCase) {
    const authorization = heldAuthorization(drugCase);
    if (authorization === undefined) return { verdict: 'not-applicable', reason: { code: 'no-authorization' } };
    const visit = drugCase.visit.date;
    const failed = failedOf(drugCase, 'plan-year');
    if (failed !== undefined) {
      const reason: Reason = { code: 'ends-with-the-year', issuedIn: failed.issuedIn, visit };
      return { verdict: 'at-risk', severity: 'critical', reason };
    }
    const issued = issuedOn(authorization);
    return issued === undefined || yearOf(issued) >= yearOf(visit)
      ? { verdict: 'clear', reason: { code: 'same-year' } }
      : intoTheNewYear(drugCase, yearOf(issued));
  },

  say(reason, name) {
    switch (reason.code) {
      case 'ends-with-the-year':
        return `${name}: auth of ${String(reason.issuedIn)} ends with that plan year, ${dayText(reason.visit)} visit not covered.`;
      case 'may-end-with-the-year':
        return `${name}: auth is of ${String(reason.issuedIn)}; whether it holds in the plan year of the ${dayText(reason.visit)} visit must be checked.`;
      case 'carries-over':
        return `${name}: this payer carries auths over into the new plan year.`;
      case 'same-year':
        return `${name}: the visit lies in the plan year of the auth.`;
      case 'no-authorization':
        return `${name}: no auth to judge.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'ends-with-the-year':
        return 'request auth for the new plan year';
      case 'may-end-with-the-year':
        return 'ask whether the auth carries over';
      case 'carries-over':
      case 'same-year':
      case 'no-authorization':
        return undefined;
    }
  },
});

/** Before November nobody can ask the payer yet; after that, only a policy that carries over settles it. */
function intoTheNewYear(drugCase: DrugCase, issuedIn: number): Verdict<Reason> {
  const { today, visit } = drugCase;
  if (policyOf(drugCase)?.authorization.carriesOverPlanYear === true) {
    return { verdict: 'clear', reason: { code: 'carries-over' } };
  }
  const isNear = yearOf(today) >= yearOf(visit.date) || monthOf(today) >= NOVEMBER;
  return isNear
    ? {
        verdict: 'at-risk',
        severity: 'warning',
        reason: { code: 'may-end-with-the-year', issuedIn, visit: visit.date },
      }
    : { verdict: 'not-applicable', reason: { code: 'same-year' } };
}
