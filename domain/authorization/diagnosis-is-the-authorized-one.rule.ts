import { defineDrugRule, houseRule } from './authorization-rule.ts';
import { failedOf, heldAuthorization } from './drug-case.ts';

type Reason =
  | { readonly code: 'other-disease'; readonly authorized: readonly string[]; readonly ordered: readonly string[] }
  | { readonly code: 'other-code'; readonly authorized: readonly string[]; readonly ordered: readonly string[] }
  | { readonly code: 'matches' }
  | { readonly code: 'not-stated' };

export const diagnosisIsTheAuthorizedOne = defineDrugRule<Reason>({
  id: 'authorization/diagnosis-is-the-authorized-one',
  title: 'The diagnosis of the order is the authorized one',
  trigger: 'diagnosis-mismatch',
  source: houseRule('R9', 'CARC 11 and CARC 167'),
  reads: ['ICD-10-CM codes of the order', 'ICD-10-CM codes of the authorization'],
  notEvaluatedWhen: 'the authorization or the order names no diagnosis',
  reasons: ['other-disease', 'other-code', 'matches', 'not-stated'],

  judge(drugCase) {
    const failed = failedOf(drugCase, 'diagnosis-mismatch');
    if (failed !== undefined) {
      const { authorized, ordered } = failed;
      return { verdict: 'at-risk', severity: 'critical', reason: { code: 'other-disease', authorized, ordered } };
    }
    const authorized = heldAuthorization(drugCase)?.diagnoses ?? [];
    const ordered = drugCase.drug.diagnoses;
    if (authorized.length === 0 || ordered.length === 0)
      return { verdict: 'not-applicable', reason: { code: 'not-stated' } };
    return ordered.some((code) => authorized.includes(code))
      ? { verdict: 'clear', reason: { code: 'matches' } }
      : { verdict: 'at-risk', severity: 'warning', reason: { code: 'other-code', authorized, ordered } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'other-disease':
      case 'other-code':
        return `${name}: auth is for ${reason.authorized.join(', ')}, the order is for ${reason.ordered.join(', ')}.`;
      case 'matches':
        return `${name}: the auth names the diagnosis of the order.`;
      case 'not-stated':
        return `${name}: no diagnosis stated on both sides to compare.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'other-disease':
        return 'request auth for the diagnosis';
      case 'other-code':
        return 'have the diagnosis on the auth corrected';
      case 'matches':
      case 'not-stated':
        return undefined;
    }
  },
});
