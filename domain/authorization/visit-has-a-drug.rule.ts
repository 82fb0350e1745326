import type { NonEmpty } from '../kernel/non-empty.ts';
import { dayText } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { defineRule } from '../decision/rule.ts';
import type { Visit } from '../visit/snapshot.ts';
import { houseRule } from './authorization-rule.ts';

type Reason =
  { readonly code: 'no-order-joined'; readonly visit: PlainDate } | { readonly code: 'joined'; readonly drugs: number };

const DRUG: NonEmpty<string> = ['drug'];

export const visitHasADrug = defineRule<Visit, Reason>(
  {
    id: 'authorization/visit-has-a-drug',
    title: 'The visit is joined to the orders that it is booked for',
    source: houseRule('order to visit', 'CARC 197'),
    reads: ['visit', 'orders of the patient'],
    notEvaluatedWhen: 'never',
    reasons: ['no-order-joined', 'joined'],

    judge: ({ date, drugs }) =>
      drugs.length === 0
        ? { verdict: 'cannot-tell', missing: DRUG, reason: { code: 'no-order-joined', visit: date } }
        : { verdict: 'clear', reason: { code: 'joined', drugs: drugs.length } },

    say: (reason, name) =>
      reason.code === 'no-order-joined'
        ? `${name}: drug unknown, no order could be joined to it.`
        : `${name}: joined to ${String(reason.drugs)} ${reason.drugs === 1 ? 'order' : 'orders'}.`,

    act: (reason) => (reason.code === 'no-order-joined' ? 'link the order' : undefined),
  },
  ({ ref, date }) => ({ about: ref, name: `Visit ${dayText(date)}` }),
);
