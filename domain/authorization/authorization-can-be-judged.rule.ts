import type { Verdict } from '../decision/rule.ts';
import { groupBy } from '../kernel/group-by.ts';
import type { NonEmpty } from '../kernel/non-empty.ts';
import { isNonEmpty } from '../kernel/non-empty.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { Standing } from './drug-case.ts';

type Reason =
  | { readonly code: 'incomplete'; readonly number: string | undefined; readonly missing: NonEmpty<string> }
  | { readonly code: 'unreadable-decision'; readonly decision: string | undefined }
  | { readonly code: 'sources-disagree'; readonly number: string | undefined; readonly fields: NonEmpty<string> }
  | { readonly code: 'judged' }
  | { readonly code: 'nothing-to-judge' };

export const authorizationCanBeJudged = defineDrugRule<Reason>({
  id: 'authorization/authorization-can-be-judged',
  title: 'The record says enough about the authorization to judge it, and its sources agree',
  source: houseRule('evidence', 'CARC 15 and CARC 197'),
  reads: ['decision, member, payer, product, period and quantity of the authorization'],
  notEvaluatedWhen: 'there is no evidence for this drug',
  reasons: ['incomplete', 'unreadable-decision', 'sources-disagree', 'judged', 'nothing-to-judge'],

  judge({ standing }) {
    if (standing.state === 'missing') return { verdict: 'not-applicable', reason: { code: 'nothing-to-judge' } };
    const open = standing.state === 'invalid' ? standing.beside : standing.state === 'unknown' ? standing : undefined;
    if (open === undefined) return agreement(standing);
    const { authorization, missing } = open;
    if (authorization === undefined) return { verdict: 'not-applicable', reason: { code: 'nothing-to-judge' } };
    const reason: Reason =
      authorization.decision === 'unreadable'
        ? { code: 'unreadable-decision', decision: authorization.decisionCode }
        : { code: 'incomplete', number: authorization.number, missing };
    return { verdict: 'cannot-tell', missing, reason };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'incomplete': {
        return `${name}: ${authText(reason.number)} found, but ${reason.missing.join(', ')} not on record, so it does not count.`;
      }
      case 'unreadable-decision': {
        const code = reason.decision === undefined ? '' : ` (${reason.decision})`;
        return `${name}: the payer's answer${code} does not say what is granted.`;
      }
      case 'sources-disagree':
        return `${name}: sources differ on the ${reason.fields.join(', ')} of ${authText(reason.number)}; the stricter counts.`;
      case 'judged':
        return `${name}: the auth says enough to be judged.`;
      case 'nothing-to-judge':
        return `${name}: no auth evidence to judge.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'incomplete':
        return errands(reason.missing);
      case 'unreadable-decision':
        return 'ask the payer what was granted';
      case 'sources-disagree':
        return `confirm ${reason.fields.join(', ')} with the payer`;
      case 'judged':
      case 'nothing-to-judge':
        return undefined;
    }
  },
});

/** Each fact is asked of whoever can know it: who pays, the payer cannot be asked. */
const ASKED_OF: Readonly<Partial<Record<string, string>>> = {
  payer: 'registration',
  'primary coverage': 'registration',
  dose: 'the prescriber',
  concentration: 'pharmacy',
  'vial strengths': 'pharmacy',
  'units used so far': 'the infusion record',
};

function errands(missing: NonEmpty<string>): string {
  const asked = groupBy(missing, (fact) => ASKED_OF[fact] ?? 'the payer');
  return `confirm ${[...asked].map(([of, facts]) => `${facts.join(', ')} with ${of}`).join(' and ')}`;
}

const authText = (number: string | undefined): string =>
  number === undefined ? 'auth without a number' : `auth ${number}`;

/** Where it is valid even on the stricter reading, which source is right is a mere note; else it may be what stops the visit. */
function agreement(standing: Standing): Verdict<Reason> {
  const authorization = 'authorization' in standing ? standing.authorization : undefined;
  const fields = [...new Set(authorization?.conflicts)];
  if (!isNonEmpty(fields)) return { verdict: 'clear', reason: { code: 'judged' } };
  const reason: Reason = { code: 'sources-disagree', number: authorization?.number, fields };
  return standing.state === 'valid' || standing.state === 'not-required'
    ? { verdict: 'cannot-tell', severity: 'info', missing: fields, reason }
    : { verdict: 'at-risk', severity: 'warning', reason };
}
