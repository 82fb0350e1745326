import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween } from '../kernel/plain-date.ts';
import type { Verdict } from '../decision/rule.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { closedDays } from './turnaround.ts';
import type { DenialWindows } from './windows.ts';
import { denialWindows } from './windows.ts';
import { policyOf } from './words.ts';

type Reason =
  | {
      readonly code: 'peer-to-peer-open';
      readonly denied: PlainDate;
      readonly until: PlainDate;
      readonly visit: PlainDate;
    }
  | { readonly code: 'appeal-open'; readonly denied: PlainDate; readonly until: PlainDate; readonly visit: PlainDate }
  | { readonly code: 'closed'; readonly denied: PlainDate; readonly visit: PlainDate }
  | { readonly code: 'day-unknown'; readonly visit: PlainDate }
  | { readonly code: 'not-denied' };

const PEER_TO_PEER_CLOSING_DAYS = 3;
const APPEAL_CLOSING_DAYS = 14;

export const denialIsStillOpen = defineDrugRule<Reason>({
  id: 'authorization/denial-is-still-open',
  title: 'A refusal is taken up while its windows are open',
  trigger: 'denied-window-closing',
  source: houseRule('R28', 'CARC 39 and CARC 50'),
  reads: ['denial and its date', 'peer-to-peer and appeal windows of the policy', 'visit date'],
  notEvaluatedWhen: 'the payer has not refused this drug',
  reasons: ['peer-to-peer-open', 'appeal-open', 'closed', 'day-unknown', 'not-denied'],

  judge(drugCase) {
    const { standing, visit, holidays } = drugCase;
    if (standing.state !== 'denied') {
      const isGranted = standing.state === 'valid' || standing.state === 'invalid';
      return { verdict: isGranted ? 'clear' : 'not-applicable', reason: { code: 'not-denied' } };
    }
    const policy = policyOf(drugCase);
    const windows = denialWindows(standing.authorization, policy, closedDays(holidays, policy));
    return windows === undefined ? critical({ code: 'day-unknown', visit: visit.date }) : stillOpen(drugCase, windows);
  },

  say(reason, name) {
    switch (reason.code) {
      case 'peer-to-peer-open':
        return `${name}: auth denied ${dayText(reason.denied)}, peer-to-peer open until ${dayText(reason.until)}; ${dayText(reason.visit)} visit not covered.`;
      case 'appeal-open':
        return `${name}: auth denied ${dayText(reason.denied)}, appeal open until ${dayText(reason.until)}; ${dayText(reason.visit)} visit not covered.`;
      case 'closed':
        return `${name}: auth denied ${dayText(reason.denied)}, its windows are closed; ${dayText(reason.visit)} visit not covered.`;
      case 'day-unknown':
        return `${name}: auth denied on a day nobody recorded; ${dayText(reason.visit)} visit not covered.`;
      case 'not-denied':
        return `${name}: the payer has not refused it.`;
    }
  },

  act(reason) {
    switch (reason.code) {
      case 'peer-to-peer-open':
        return 'book the peer-to-peer call';
      case 'appeal-open':
        return 'file the appeal';
      case 'closed':
      case 'day-unknown':
        return 'ask for a new decision';
      case 'not-denied':
        return undefined;
    }
  },
});

const critical = (reason: Reason): Verdict<Reason> => ({ verdict: 'at-risk', severity: 'critical', reason });

function stillOpen(
  { today, visit }: DrugCase,
  { denied, peerToPeerUntil, appealUntil }: DenialWindows,
): Verdict<Reason> {
  const open = (code: 'peer-to-peer-open' | 'appeal-open', until: PlainDate, closingDays: number): Verdict<Reason> => {
    const severity = daysBetween(today, until) <= closingDays ? 'critical' : 'warning';
    return { verdict: 'at-risk', severity, reason: { code, denied, until, visit: visit.date } };
  };
  if (today <= peerToPeerUntil) return open('peer-to-peer-open', peerToPeerUntil, PEER_TO_PEER_CLOSING_DAYS);
  if (today <= appealUntil) return open('appeal-open', appealUntil, APPEAL_CLOSING_DAYS);
  return critical({ code: 'closed', denied, visit: visit.date });
}
