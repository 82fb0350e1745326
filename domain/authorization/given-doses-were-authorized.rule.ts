import type { Severity } from '../decision/finding.ts';
import type { Rule, RuleText } from '../decision/rule.ts';
import { defineRule } from '../decision/rule.ts';
import { daysBetween, dayText } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase, RetroAuthorization } from './drug-case.ts';

interface Given {
  readonly payer: string;
  readonly given: PlainDate;
  readonly more: number;
}

type Reason =
  | (Given & { readonly code: 'window-open'; readonly until: PlainDate })
  | (Given & { readonly code: 'window-closed'; readonly until: PlainDate })
  | (Given & { readonly code: 'no-window' })
  | (Given & { readonly code: 'window-not-stated' })
  | (Given & { readonly code: 'answer-awaited' })
  | { readonly code: 'all-authorized' }
  | { readonly code: 'none-given' };

const CLOSING_DAYS = 3;

/** All that it looks at: doses are told of at the next booked visit of their drug, or by themselves where none is booked. */
export type DosesToTell = Pick<DrugCase, 'retro' | 'given' | 'isNextOfDrug' | 'today'>;

const TEXT: RuleText<DosesToTell, Reason> = {
  id: 'authorization/given-doses-were-authorized',
  title: 'Every dose given lately stood on a valid authorization, or one is asked for after the fact',
  source: houseRule('retro-authorization', 'CARC 197'),
  reads: ['doses given', 'authorizations', 'retro-authorization window of the policy'],
  notEvaluatedWhen: 'no dose of the drug was given lately, or this is not its next booked visit',
  reasons: [
    'window-open',
    'window-closed',
    'no-window',
    'window-not-stated',
    'answer-awaited',
    'all-authorized',
    'none-given',
  ],

  judge(doses) {
    const [first, ...others] = doses.retro;
    if (first === undefined) {
      const isLooked = doses.isNextOfDrug && doses.given !== undefined;
      return isLooked
        ? { verdict: 'clear', reason: { code: 'all-authorized' } }
        : { verdict: 'not-applicable', reason: { code: 'none-given' } };
    }
    const reason = reasonOf(first, others.length);
    return { verdict: 'at-risk', severity: severityOf(reason, doses), reason };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'window-open':
        return `${name}: ${dosesText(reason)} given without a valid auth; ${reason.payer} takes a retro request until ${dayText(reason.until)}.`;
      case 'window-closed':
        return `${name}: ${dosesText(reason)} given without a valid auth; the retro window of ${reason.payer} closed ${dayText(reason.until)}.`;
      case 'no-window':
        return `${name}: ${dosesText(reason)} given without a valid auth; ${reason.payer} takes no request after the fact.`;
      case 'window-not-stated':
        return `${name}: ${dosesText(reason)} given without a valid auth; the policy does not say whether ${reason.payer} takes a retro request.`;
      case 'answer-awaited':
        return `${name}: ${dosesText(reason)} given while ${reason.payer} had not answered.`;
      case 'all-authorized':
        return `${name}: no dose given lately lacked an auth.`;
      case 'none-given':
        return `${name}: no dose given lately to look at here.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'window-open':
        return 'request retro auth';
      case 'window-not-stated':
        return 'ask whether a retro auth is possible';
      case 'answer-awaited':
        return 'have the answer cover the day of the dose';
      case 'window-closed':
      case 'no-window':
        return 'hand the dose to billing as unauthorized';
      case 'all-authorized':
      case 'none-given':
        return undefined;
    }
  },
};

export const givenDosesWereAuthorized = defineDrugRule<Reason>(TEXT);

/** The same rule asked of doses whose drug is not booked again: it speaks about the dose itself. */
export const unbookedDosesWereAuthorized: Rule<DosesToTell> = defineRule(TEXT, ({ retro: [first] }) => ({
  about: first?.use ?? 'dose',
  name: first?.name ?? 'Dose',
}));

type Open = Exclude<Reason, { readonly code: 'all-authorized' | 'none-given' }>;

function reasonOf({ state, window, until, payer, given }: RetroAuthorization, more: number): Open {
  const said = { payer, given, more };
  if (state === 'pending') return { code: 'answer-awaited', ...said };
  if (window === 'not-stated') return { code: 'window-not-stated', ...said };
  if (until === undefined) return { code: 'no-window', ...said };
  return { code: window === 'open' ? 'window-open' : 'window-closed', until, ...said };
}

function severityOf(reason: Open, { today }: DosesToTell): Severity {
  return reason.code === 'window-open' && daysBetween(today, reason.until) <= CLOSING_DAYS ? 'critical' : 'warning';
}

const dosesText = ({ given, more }: Given): string =>
  more === 0 ? `dose of ${dayText(given)}` : `dose of ${dayText(given)} and ${String(more)} more`;
