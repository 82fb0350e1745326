import type { NonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';

type Reason =
  | { readonly code: 'day-decides'; readonly day: PlainDate; readonly other: PlainDate }
  | { readonly code: 'either-day-alike' }
  | { readonly code: 'certain' };

const ZONE: NonEmpty<string> = ['time zone of the site'];

export const visitDayIsCertain = defineDrugRule<Reason>({
  id: 'authorization/visit-day-is-certain',
  title: 'The local calendar day of the visit is known',
  source: houseRule('local day', 'CARC 197'),
  reads: ['start of the visit', 'time zone of the site'],
  notEvaluatedWhen: 'never',
  reasons: ['day-decides', 'either-day-alike', 'certain'],

  judge({ visit, otherDay, standing }) {
    if (otherDay === undefined) return { verdict: 'clear', reason: { code: 'certain' } };
    return otherDay.state === standing.state
      ? { verdict: 'clear', reason: { code: 'either-day-alike' } }
      : {
          verdict: 'cannot-tell',
          missing: ZONE,
          reason: { code: 'day-decides', day: visit.date, other: otherDay.date },
        };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'day-decides':
        return `${name}: the visit is on ${dayText(reason.day)} or ${dayText(reason.other)} local time, and the auth decides differently.`;
      case 'either-day-alike':
        return `${name}: the local day of the visit is one of two, and both stand alike.`;
      case 'certain':
        return `${name}: the local day of the visit is known.`;
    }
  },

  act: (reason) => (reason.code === 'day-decides' ? 'set the time zone of the site' : undefined),
});
