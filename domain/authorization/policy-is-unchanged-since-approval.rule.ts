import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { heldAuthorization } from './drug-case.ts';
import { issuedOn } from './predicates.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'changed'; readonly policy: string; readonly from: PlainDate; readonly issued: PlainDate }
  | { readonly code: 'unchanged' }
  | { readonly code: 'no-source' };

export const policyIsUnchangedSinceApproval = defineDrugRule<Reason>({
  id: 'authorization/policy-is-unchanged-since-approval',
  title: 'The policy of the day is the one under which the payer approved',
  trigger: 'policy-change',
  source: houseRule('R24', 'CARC 50 and CARC 197'),
  reads: ['in-force dates of the policy', 'date of the authorization'],
  notEvaluatedWhen: 'no policy is on file, or there is no authorization with a date',
  reasons: ['changed', 'unchanged', 'no-source'],

  judge(drugCase) {
    const policy = policyOf(drugCase);
    const authorization = heldAuthorization(drugCase);
    const issued = authorization === undefined ? undefined : issuedOn(authorization);
    if (policy === undefined || issued === undefined)
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const { from } = policy.inForce;
    return issued < from && from <= drugCase.visit.date
      ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'changed', policy: policy.id, from, issued } }
      : { verdict: 'clear', reason: { code: 'unchanged' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'changed':
        return `${name}: policy ${reason.policy} holds from ${dayText(reason.from)}, the auth is of ${dayText(reason.issued)}.`;
      case 'unchanged':
        return `${name}: the policy has not changed since the approval.`;
      case 'no-source':
        return `${name}: no policy and dated auth to compare.`;
    }
  },

  act: (reason) => (reason.code === 'changed' ? 'check the auth against the new policy' : undefined),
});
