import { dayText } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { approvalFor } from '../visit/settled-supply.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';

type Reason =
  | { readonly code: 'goes-ahead'; readonly approver: string; readonly why: string; readonly visit: PlainDate }
  | { readonly code: 'no-longer-needed'; readonly approver: string }
  | { readonly code: 'nobody-approved' };

/** It never clears anything: what is wrong stays wrong, and this says who answers for going ahead all the same. */
export const approvedAtRisk = defineDrugRule<Reason>({
  id: 'authorization/approved-at-risk',
  title: 'A dose without a valid authorization goes ahead only on the word of a named person',
  source: houseRule('proceed at risk', 'CARC 197'),
  reads: ['approvals to proceed at risk', 'standing of the authorization'],
  notEvaluatedWhen: 'nobody has approved going ahead at risk',
  reasons: ['goes-ahead', 'no-longer-needed', 'nobody-approved'],

  judge({ snapshot, visit, drug, standing }) {
    const approval = approvalFor(snapshot, visit, drug);
    if (approval === undefined) return { verdict: 'not-applicable', reason: { code: 'nobody-approved' } };
    const { approver, reason: why } = approval;
    return standing.state === 'valid' || standing.state === 'not-required'
      ? { verdict: 'clear', reason: { code: 'no-longer-needed', approver } }
      : { verdict: 'at-risk', severity: 'info', reason: { code: 'goes-ahead', approver, why, visit: visit.date } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'goes-ahead':
        return `${name}: ${reason.approver} lets the ${dayText(reason.visit)} dose go ahead at risk: ${reason.why}`;
      case 'no-longer-needed':
        return `${name}: ${reason.approver} approved going ahead at risk, which is no longer needed.`;
      case 'nobody-approved':
        return `${name}: nobody has approved going ahead at risk.`;
    }
  },
});
