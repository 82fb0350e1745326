import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { heldAuthorization } from './drug-case.ts';

type Reason =
  | { readonly code: 'other-provider'; readonly authorized: string; readonly booked: readonly string[] }
  | { readonly code: 'same' }
  | { readonly code: 'no-source' };

export const providerIsTheAuthorizedOne = defineDrugRule<Reason>({
  id: 'authorization/provider-is-the-authorized-one',
  title: 'The booked provider is the authorized one',
  trigger: 'provider-change',
  source: houseRule('R22', 'CARC 15 and CARC 243'),
  reads: ['NPI of the authorization', 'NPI of the booked providers'],
  notEvaluatedWhen: 'the authorization is not restricted to a provider, or no booked provider has an NPI',
  reasons: ['other-provider', 'same', 'no-source'],

  judge(drugCase) {
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
      case 'same':
        return `${name}: booked with the authorized provider.`;
      case 'no-source':
        return `${name}: no provider to compare.`;
    }
  },

  act: (reason) => (reason.code === 'other-provider' ? 'have the provider on the auth changed' : undefined),
});
