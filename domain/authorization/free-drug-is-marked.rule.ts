import { defineDrugRule, houseRule } from './authorization-rule.ts';

type Reason =
  | { readonly code: 'not-billed'; readonly supply: 'trial' | 'manufacturer-free' }
  | { readonly code: 'billed' }
  | { readonly code: 'supply-unstated' };

export const freeDrugIsMarked = defineDrugRule<Reason>({
  id: 'authorization/free-drug-is-marked',
  title: 'A drug that nobody bills needs no drug authorization',
  trigger: 'free-drug',
  source: houseRule('R30', 'CARC 96'),
  reads: ['supply of the drug'],
  notEvaluatedWhen: 'the record does not say who supplies the drug',
  reasons: ['not-billed', 'billed', 'supply-unstated'],

  judge({ drug: { supply } }) {
    switch (supply) {
      case 'trial':
      case 'manufacturer-free':
        return { verdict: 'at-risk', severity: 'info', reason: { code: 'not-billed', supply } };
      case 'unknown':
        return { verdict: 'not-applicable', reason: { code: 'supply-unstated' } };
      case 'buy-and-bill':
      case 'white-bag':
      case 'clear-bag':
      case 'replacement':
        return { verdict: 'clear', reason: { code: 'billed' } };
    }
  },

  say(reason, name) {
    switch (reason.code) {
      case 'not-billed':
        return `${name}: ${reason.supply === 'trial' ? 'study drug' : 'free drug'}, do not bill it; administration follows its own rules.`;
      case 'billed':
        return `${name}: not a free drug.`;
      case 'supply-unstated':
        return `${name}: the record does not say who supplies the drug.`;
    }
  },
});
