import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { Outlook, Tally } from './drug-case.ts';
import { endOf } from './ledger.ts';
import { nextVisit, visitAfter } from './outlook.ts';

type Reason =
  | { readonly code: 'later-uncovered'; readonly ends: PlainDate; readonly first: PlainDate; readonly count: number }
  | { readonly code: 'all-covered' }
  | { readonly code: 'not-valid-now' };

export const laterVisitsAreCovered = defineDrugRule<Reason>({
  id: 'authorization/later-visits-are-covered',
  title: 'Every later booked visit lies within an authorization',
  trigger: 'later-visit-uncovered',
  source: houseRule('R4', 'CARC 198'),
  reads: ['authorization period', 'later booked visits'],
  notEvaluatedWhen: 'this visit itself stands on no valid authorization',
  reasons: ['later-uncovered', 'all-covered', 'not-valid-now'],

  judge({ standing, outlook }) {
    if (standing.state !== 'valid') return { verdict: 'not-applicable', reason: { code: 'not-valid-now' } };
    const ends = endOf(standing.authorization);
    const uncovered = ends === undefined ? undefined : uncoveredAfter(outlook, ends);
    return ends === undefined || uncovered === undefined
      ? { verdict: 'clear', reason: { code: 'all-covered' } }
      : { verdict: 'at-risk', severity: 'warning', reason: { code: 'later-uncovered', ends, ...uncovered } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'later-uncovered': {
        const more = reason.count > 1 ? ` nor ${String(reason.count - 1)} more after it` : '';
        return `${name}: auth ends ${dayText(reason.ends)}, ${dayText(reason.first)} visit not covered${more}.`;
      }
      case 'all-covered':
        return `${name}: every later booked visit lies within an auth.`;
      case 'not-valid-now':
        return `${name}: this visit itself stands on no valid auth.`;
    }
  },

  act: (reason) => (reason.code === 'later-uncovered' ? 'request extension' : undefined),
});

/** Visits past the end that stand on nothing valid, and those before it that a plan year cuts off. */
function uncoveredAfter(outlook: Outlook, ends: PlainDate): Tally | undefined {
  const beyond = visitAfter(outlook, ends);
  const cutOff = nextVisit(outlook)?.planYearOver;
  const cutBefore = count(cutOff) - count(beyond?.planYearOver);
  if (cutOff === undefined || cutBefore === 0) return beyond?.uncovered;
  return { first: cutOff.first, count: cutBefore + count(beyond?.uncovered) };
}

const count = (tally: Tally | undefined): number => tally?.count ?? 0;
