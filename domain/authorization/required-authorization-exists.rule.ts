import { dayText } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Verdict } from '../decision/rule.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { payerOf } from './words.ts';

type Reason =
  | { readonly code: 'none-on-file'; readonly payer: string; readonly visit: PlainDate }
  | { readonly code: 'requirement-unknown'; readonly payer: string; readonly policies: readonly string[] }
  | { readonly code: 'not-looked-at' }
  | { readonly code: 'on-file' }
  | { readonly code: 'not-required' }
  | { readonly code: 'asked-for' }
  | { readonly code: 'not-known-enough' };

export const requiredAuthorizationExists = defineDrugRule<Reason>({
  id: 'authorization/required-authorization-exists',
  title: 'A drug that needs an authorization has one on file',
  trigger: 'missing',
  source: houseRule('R1', 'CARC 197'),
  reads: ['authorizations', 'coverage', 'payer policy', 'supply'],
  notEvaluatedWhen: 'none is required, the drug or its payer is not known, or a request is waiting or refused',
  reasons: [
    'none-on-file',
    'requirement-unknown',
    'not-looked-at',
    'on-file',
    'not-required',
    'asked-for',
    'not-known-enough',
  ],

  judge(drugCase) {
    const { standing, visit } = drugCase;
    switch (standing.state) {
      case 'missing':
        return {
          verdict: 'at-risk',
          severity: 'critical',
          reason: { code: 'none-on-file', payer: payerOf(drugCase), visit: visit.date },
        };
      case 'not-required':
        return { verdict: 'not-applicable', reason: { code: 'not-required' } };
      case 'pending':
      case 'denied':
        return { verdict: 'not-applicable', reason: { code: 'asked-for' } };
      case 'valid':
      case 'invalid':
        return { verdict: 'clear', reason: { code: 'on-file' } };
      case 'unknown':
        return undecided(drugCase);
    }
  },

  say(reason, name) {
    switch (reason.code) {
      case 'none-on-file':
        return `${name}: no auth on file, ${reason.payer} requires one; ${dayText(reason.visit)} visit not covered.`;
      case 'requirement-unknown':
        return reason.policies.length > 0
          ? `${name}: policies ${reason.policies.join(' and ')} both apply, so whether ${reason.payer} requires an auth cannot be told.`
          : `${name}: no policy of ${reason.payer} on file and no auth found, so whether one is required cannot be told.`;
      case 'not-looked-at':
        return `${name}: authorizations could not be read, so whether one is on file cannot be told.`;
      case 'on-file':
        return `${name}: an auth is on file.`;
      case 'not-required':
        return `${name}: no auth is required.`;
      case 'asked-for':
        return `${name}: an auth was asked for.`;
      case 'not-known-enough':
        return `${name}: not known well enough to tell whether an auth is required.`;
    }
  },

  act(reason) {
    return reason.code === 'none-on-file'
      ? 'request auth'
      : reason.code === 'requirement-unknown'
        ? "find out the payer's auth rule"
        : undefined;
  },
});

const notKnownEnough: Verdict<Reason> = { verdict: 'not-applicable', reason: { code: 'not-known-enough' } };

/** Nothing found: because nobody could look, or because nobody knows whether this payer wants one. */
function undecided(drugCase: DrugCase): Verdict<Reason> {
  const { standing, requirement, snapshot } = drugCase;
  if (standing.state !== 'unknown' || standing.authorization !== undefined) return notKnownEnough;
  if (snapshot.unread?.includes('authorizations') === true) {
    return { verdict: 'cannot-tell', missing: ['authorizations'], reason: { code: 'not-looked-at' } };
  }
  const isPolicyUnknown = requirement.kind === 'unknown' && POLICY_UNKNOWN.has(requirement.because);
  return isPolicyUnknown ? policyUnknown(drugCase) : notKnownEnough;
}

function policyUnknown(drugCase: DrugCase): Verdict<Reason> {
  const policies = drugCase.policy.kind === 'tied' ? drugCase.policy.ids : [];
  const reason: Reason = { code: 'requirement-unknown', payer: payerOf(drugCase), policies };
  return { verdict: 'cannot-tell', missing: ['payer policy'], reason };
}

const POLICY_UNKNOWN: ReadonlySet<string> = new Set(['no-policy', 'policies-tied']);
