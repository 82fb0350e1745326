import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';

type Reason =
  | { readonly code: 'drug-replaced'; readonly stopped: readonly HcpcsCode[] }
  | { readonly code: 'covered' }
  | { readonly code: 'no-source' };

export const regimenIsTheAuthorizedOne = defineDrugRule<Reason>({
  id: 'authorization/regimen-is-the-authorized-one',
  title: 'A drug that replaces another one is itself authorized',
  trigger: 'regimen-change',
  source: houseRule('R12', 'CARC 197'),
  reads: ['order that this order replaces', 'authorizations', 'payer policy'],
  notEvaluatedWhen: 'the order names none that it replaces',
  reasons: ['drug-replaced', 'covered', 'no-source'],

  judge({ drug, hcpcs, standing, requirement }) {
    const stopped = (drug.stoppedReplaced ?? []).filter((code) => code !== hcpcs);
    if (stopped.length === 0) return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const isCovered = standing.state === 'valid' || standing.state === 'not-required';
    return isCovered || requirement.kind !== 'required'
      ? { verdict: 'clear', reason: { code: 'covered' } }
      : { verdict: 'at-risk', severity: 'critical', reason: { code: 'drug-replaced', stopped } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'drug-replaced':
        return `${name}: replaces ${reason.stopped.join(', ')}, and the auth of the old drug does not cover the new one.`;
      case 'covered':
        return `${name}: the changed regimen is covered.`;
      case 'no-source':
        return `${name}: no changed regimen on record.`;
    }
  },

  act: (reason) => (reason.code === 'drug-replaced' ? 'request auth for the new drug' : undefined),
});
