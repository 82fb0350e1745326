import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween } from '../kernel/plain-date.ts';
import type { Verdict } from '../decision/rule.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';
import { endOf } from './ledger.ts';
import { visitAfter } from './outlook.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'ends-soon'; readonly ends: PlainDate; readonly days: number; readonly submitted: boolean }
  | { readonly code: 'time-to-renew'; readonly ends: PlainDate; readonly days: number }
  | { readonly code: 'far-from-its-end'; readonly ends: PlainDate }
  | { readonly code: 'renewed'; readonly ends: PlainDate }
  | { readonly code: 'no-authorization' };

/** Days before the end at which a renewal is critical without a request, and at which it is worth a warning. */
const CRITICAL_DAYS = 14;
const WARNING_DAYS = 30;
/** Unless the policy says from when on the payer takes a renewal. */
const RENEWAL_DAYS = 45;

export const renewalIsUnderWay = defineDrugRule<Reason>({
  id: 'authorization/renewal-is-under-way',
  title: 'The authorization is far from its end, or its renewal is under way',
  trigger: 'expiring-soon',
  source: houseRule('R3', 'CARC 198'),
  reads: ['authorization period', 'pending requests', 'renewal window of the policy'],
  notEvaluatedWhen: 'there is no authorization for this drug, or it has ended',
  reasons: ['ends-soon', 'time-to-renew', 'far-from-its-end', 'renewed', 'no-authorization'],

  judge(drugCase) {
    const held = heldAuthorization(drugCase);
    const ends = held === undefined ? undefined : endOf(held);
    if (ends === undefined || ends < drugCase.today) {
      return { verdict: 'not-applicable', reason: { code: 'no-authorization' } };
    }
    return judgeEnd(drugCase, ends, daysBetween(drugCase.today, ends));
  },

  say(reason, name) {
    switch (reason.code) {
      case 'ends-soon': {
        const renewal = reason.submitted ? 'renewal is asked for' : 'no renewal asked for';
        return `${name}: auth ends ${dayText(reason.ends)} (${String(reason.days)} days left), ${renewal}.`;
      }
      case 'time-to-renew':
        return `${name}: auth ends ${dayText(reason.ends)} (${String(reason.days)} days left).`;
      case 'far-from-its-end':
        return `${name}: auth holds until ${dayText(reason.ends)}.`;
      case 'renewed':
        return `${name}: auth ends ${dayText(reason.ends)} and a further one is approved.`;
      case 'no-authorization':
        return `${name}: no running auth to renew.`;
    }
  },

  act: (reason) =>
    reason.code === 'ends-soon' && reason.submitted
      ? 'chase the renewal'
      : reason.code === 'ends-soon' || reason.code === 'time-to-renew'
        ? 'request renewal'
        : undefined,
});

function judgeEnd(drugCase: DrugCase, ends: PlainDate, days: number): Verdict<Reason> {
  const opens = policyOf(drugCase)?.authorization.renewalWindowDays ?? RENEWAL_DAYS;
  if (days > Math.max(opens, WARNING_DAYS)) return { verdict: 'clear', reason: { code: 'far-from-its-end', ends } };
  if (drugCase.renewed) return { verdict: 'clear', reason: { code: 'renewed', ends } };
  if (days <= WARNING_DAYS) return endsSoon(drugCase, ends, days);
  return continuesAfter(drugCase, ends)
    ? { verdict: 'at-risk', severity: 'info', reason: { code: 'time-to-renew', ends, days } }
    : { verdict: 'clear', reason: { code: 'far-from-its-end', ends } };
}

function endsSoon(drugCase: DrugCase, ends: PlainDate, days: number): Verdict<Reason> {
  const submitted = drugCase.pending.length > 0;
  const isCritical = days <= CRITICAL_DAYS && !submitted && continuesAfter(drugCase, ends);
  const reason: Reason = { code: 'ends-soon', ends, days, submitted };
  return { verdict: 'at-risk', severity: isCritical ? 'critical' : 'warning', reason };
}

/** A course that ends with its authorization needs no renewal; one with a later visit or an interval goes on. */
const continuesAfter = ({ visit, drug, outlook }: DrugCase, ends: PlainDate): boolean =>
  visit.date > ends || drug.intervalDays !== undefined || visitAfter(outlook, ends) !== undefined;
