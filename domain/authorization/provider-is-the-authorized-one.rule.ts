import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { heldAuthorization } from './drug-case.ts';
import { isOutOfNetwork } from './network.ts';

type Reason =
  | { readonly code: 'other-provider'; readonly authorized: string; readonly booked: readonly string[] }
  | { readonly code: 'out-of-network' }
  | { readonly code: 'same' }
  | { readonly code: 'no-source' };

export const providerIsTheAuthorizedOne = defineDrugRule<Reason>({
  id: 'authorization/provider-is-the-authorized-one',
  title: 'The booked provider is the authorized one, and in the network',
  trigger: 'provider-change',
  source: houseRule('R22', 'CARC 15 and CARC 243'),
  reads: ['NPI of the authorization', 'NPI of the booked providers', 'reasons that the payer gave'],
  notEvaluatedWhen: 'the authorization is not restricted to a provider, or no booked provider has an NPI',
  reasons: ['other-provider', 'out-of-network', 'same', 'no-source'],

  judge(drugCase) {
    if (isOutOfNetwork(drugCase))
      return { verdict: 'at-risk', severity: 'warning', reason: { code: 'out-of-network' } };
    const authorized = heldAuthorization(drugCase)?.provider?.npi;
    const booked = drugCase.visit.providers.flatMap(({ npi }) => (npi === undefined ? [] : [npi]));
    if (authorized === undefined || booked.length === 0) {
      return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    }
    return booked.includes(authorized)
      ? { verdict: 'clear', reason: { code: 'same' } }
      : { verdict: 'at-risk', severity: 'warning', reason: { code: 'other-provider', authorized, booked } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'other-provider':
        return `${name}: auth is for provider ${reason.authorized}, the visit is booked with ${reason.booked.join(', ')}.`;
      case 'out-of-network':
        return `${name}: the payer calls the provider or site out of its network.`;
      case 'same':
        return `${name}: booked with the authorized provider.`;
      case 'no-source':
        return `${name}: no provider to compare.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'other-provider':
        return 'have the provider on the auth changed';
      case 'out-of-network':
        return 'ask for a network exception, or move the visit';
      case 'same':
      case 'no-source':
        return undefined;
    }
  },
});
