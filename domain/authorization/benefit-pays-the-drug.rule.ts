import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { checksOf } from './checks-of.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';

type Reason =
  | { readonly code: 'moved'; readonly checked: PlainDate }
  | { readonly code: 'medical' }
  | { readonly code: 'no-source' };

export const benefitPaysTheDrug = defineDrugRule<Reason>({
  id: 'authorization/benefit-pays-the-drug',
  title: 'The medical benefit pays the drug that the clinic buys',
  trigger: 'benefit-shift',
  source: houseRule('R25', 'CARC 204 and CARC 109'),
  reads: ['benefit named by eligibility checks', 'supply of the drug'],
  notEvaluatedWhen: 'no eligibility check names a benefit, or the clinic does not buy the drug',
  reasons: ['moved', 'medical', 'no-source'],

  judge(drugCase) {
    const newest = checksOf(drugCase).find(({ benefit }) => benefit !== undefined);
    const { drug } = drugCase;
    const isBought = drug.supply === 'buy-and-bill' || drug.supply === 'unknown';
    if (newest === undefined || !isBought) return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    return newest.benefit === 'pharmacy'
      ? { verdict: 'at-risk', severity: 'critical', reason: { code: 'moved', checked: newest.checkedOn } }
      : { verdict: 'clear', reason: { code: 'medical' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'moved':
        return `${name}: checked ${dayText(reason.checked)}, the pharmacy benefit pays it, so the clinic cannot bill it.`;
      case 'medical':
        return `${name}: the medical benefit pays it.`;
      case 'no-source':
        return `${name}: no check names the benefit.`;
    }
  },

  act: (reason) => (reason.code === 'moved' ? 'settle who supplies the drug' : undefined),
});
