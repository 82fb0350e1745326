import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';

type Reason =
  | { readonly code: 'several-products'; readonly candidates: readonly HcpcsCode[] }
  | { readonly code: 'unlisted-code' }
  | { readonly code: 'unreadable' }
  | { readonly code: 'identified' };

const DRUG: NonEmpty<string> = ['drug'];

export const drugIsIdentified = defineDrugRule<Reason>({
  id: 'authorization/drug-is-identified',
  title: 'The order names one product with a billing code',
  source: houseRule('product identity', 'CARC 15 and CARC 16'),
  reads: ['HCPCS, NDC, RxNorm or text of the order'],
  notEvaluatedWhen: 'never',
  reasons: ['several-products', 'unlisted-code', 'unreadable', 'identified'],

  judge({ drug: { identity } }) {
    switch (identity.kind) {
      case 'known':
        return { verdict: 'clear', reason: { code: 'identified' } };
      case 'several':
        return {
          verdict: 'cannot-tell',
          missing: DRUG,
          reason: { code: 'several-products', candidates: identity.candidates },
        };
      case 'unlisted':
        return { verdict: 'cannot-tell', missing: DRUG, reason: { code: 'unlisted-code' } };
      case 'unknown':
      case 'not-infused':
        return { verdict: 'cannot-tell', missing: DRUG, reason: { code: 'unreadable' } };
    }
  },

  say(reason, name) {
    switch (reason.code) {
      case 'several-products':
        return `${name}: the order fits ${reason.candidates.join(', ')}; which product is meant is not known.`;
      case 'unlisted-code':
        return `${name}: billed under an unlisted code, so a person must look at it.`;
      case 'unreadable':
        return `${name}: drug unknown, the order names no billing code that could be read.`;
      case 'identified':
        return `${name}: one product with a billing code.`;
    }
  },

  act: (reason) => (reason.code === 'identified' ? undefined : 'confirm the product with pharmacy'),
});
