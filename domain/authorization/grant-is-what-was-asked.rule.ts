import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { decimalText, isLess } from '../kernel/rational.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { heldAuthorization } from './drug-case.ts';
import type { Authorization } from './ledger.ts';

type Reason =
  | { readonly code: 'fewer-units'; readonly granted: Rational; readonly requested: Rational }
  | { readonly code: 'shorter'; readonly ends: PlainDate; readonly requested: PlainDate }
  | { readonly code: 'granted-in-part' }
  | { readonly code: 'in-full' }
  | { readonly code: 'no-authorization' };

export const grantIsWhatWasAsked = defineDrugRule<Reason>({
  id: 'authorization/grant-is-what-was-asked',
  title: 'The payer granted what was asked for',
  trigger: 'partial-approval',
  source: houseRule('R27', 'CARC 198'),
  reads: ['granted and requested units and dates'],
  notEvaluatedWhen: 'there is no authorization for this drug to judge',
  reasons: ['fewer-units', 'shorter', 'granted-in-part', 'in-full', 'no-authorization'],

  judge(drugCase) {
    const authorization = heldAuthorization(drugCase);
    if (authorization === undefined) return { verdict: 'not-applicable', reason: { code: 'no-authorization' } };
    const short = shortfall(authorization);
    return short === undefined
      ? { verdict: 'clear', reason: { code: 'in-full' } }
      : { verdict: 'at-risk', severity: 'warning', reason: short };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'fewer-units':
        return `${name}: auth grants ${decimalText(reason.granted)} of ${decimalText(reason.requested)} requested units.`;
      case 'shorter':
        return `${name}: auth ends ${dayText(reason.ends)}, asked for until ${dayText(reason.requested)}.`;
      case 'granted-in-part':
        return `${name}: the payer granted only a part of what was asked for.`;
      case 'in-full':
        return `${name}: nothing less was granted than asked for, as far as the record tells.`;
      case 'no-authorization':
        return `${name}: no auth to judge.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'fewer-units':
      case 'shorter':
      case 'granted-in-part':
        return 'check the plan against the partial grant';
      case 'in-full':
      case 'no-authorization':
        return undefined;
    }
  },
});

const shortfall = (authorization: Authorization): Reason | undefined =>
  fewerUnits(authorization) ??
  shorterPeriod(authorization) ??
  (authorization.decision === 'approved-in-part' ? { code: 'granted-in-part' } : undefined);

function fewerUnits({ quantity, requested }: Authorization): Reason | undefined {
  const granted = quantity?.basis === 'units' ? quantity.value : undefined;
  if (granted === undefined || requested?.units === undefined) return undefined;
  return isLess(granted, requested.units) ? { code: 'fewer-units', granted, requested: requested.units } : undefined;
}

function shorterPeriod({ period, requested }: Authorization): Reason | undefined {
  if (period.to === undefined || requested?.to === undefined) return undefined;
  return period.to < requested.to ? { code: 'shorter', ends: period.to, requested: requested.to } : undefined;
}
