import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween } from '../kernel/plain-date.ts';
import type { Verdict } from '../decision/rule.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { closedDays } from './turnaround.ts';
import type { DenialWindows } from './windows.ts';
import { denialWindows, openText } from './windows.ts';
import { policyOf } from './words.ts';

type Reason =
  | {
      readonly code: 'peer-to-peer-open' | 'appeal-open';
      readonly denied: PlainDate;
      readonly until: PlainDate;
      readonly isUsual: boolean;
      readonly visit: PlainDate;
    }
  | { readonly code: 'closed'; readonly denied: PlainDate; readonly visit: PlainDate }
  | { readonly code: 'day-unknown'; readonly visit: PlainDate }
  | { readonly code: 'not-denied' };

/** So near to its end a window is closing: what is not done now cannot be done. */
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
        return `${name}: auth denied ${dayText(reason.denied)}, peer-to-peer ${openText(reason.isUsual)} until ${dayText(reason.until)}; ${dayText(reason.visit)} visit not covered.`;
      case 'appeal-open':
        return `${name}: auth denied ${dayText(reason.denied)}, appeal ${openText(reason.isUsual)} until ${dayText(reason.until)}; ${dayText(reason.visit)} visit not covered.`;
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

function stillOpen({ today, visit }: DrugCase, windows: DenialWindows): Verdict<Reason> {
  const { denied, peerToPeerUntil, appealUntil, isPeerToPeerUsual, isAppealUsual } = windows;
  const open = (closingDays: number, reason: Omit<StillOpen, 'denied' | 'visit'>): Verdict<Reason> => ({
    verdict: 'at-risk',
    severity: daysBetween(today, reason.until) <= closingDays ? 'critical' : 'warning',
    reason: { ...reason, denied, visit: visit.date },
  });
  if (today <= peerToPeerUntil) {
    const [until, isUsual] = [peerToPeerUntil, isPeerToPeerUsual];
    return open(PEER_TO_PEER_CLOSING_DAYS, { code: 'peer-to-peer-open', until, isUsual });
  }
  return today <= appealUntil
    ? open(APPEAL_CLOSING_DAYS, { code: 'appeal-open', until: appealUntil, isUsual: isAppealUsual })
    : critical({ code: 'closed', denied, visit: visit.date });
}

type StillOpen = Extract<Reason, { readonly code: 'peer-to-peer-open' | 'appeal-open' }>;
