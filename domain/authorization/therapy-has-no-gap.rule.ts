import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween, later } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { policyOf } from './words.ts';

type Reason =
  | { readonly code: 'gap'; readonly last: PlainDate; readonly days: number }
  | { readonly code: 'continuous' }
  | { readonly code: 'no-source' };

/** After half a year without a dose most plans treat the next one as a new start. */
const RESTART_GAP_DAYS = 180;

export const therapyHasNoGap = defineDrugRule<Reason>({
  id: 'authorization/therapy-has-no-gap',
  title: 'The course goes on without a gap that makes it a new start',
  trigger: 'therapy-gap',
  source: houseRule('R23', 'CARC 197'),
  reads: ['last dose given', 'restart gap of the policy', 'visit date'],
  notEvaluatedWhen: 'no earlier dose of this drug is on record',
  reasons: ['gap', 'continuous', 'no-source'],

  judge(drugCase) {
    const last = lastDose(drugCase);
    if (last === undefined) return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const days = daysBetween(last, drugCase.visit.date);
    return days >= (policyOf(drugCase)?.restartGapDays ?? RESTART_GAP_DAYS)
      ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'gap', last, days } }
      : { verdict: 'clear', reason: { code: 'continuous' } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'gap':
        return `${name}: last dose ${dayText(reason.last)}, ${String(reason.days)} days before the visit; the payer may call it a new start.`;
      case 'continuous':
        return `${name}: the course goes on without a long gap.`;
      case 'no-source':
        return `${name}: no earlier dose on record.`;
    }
  },

  act: (reason) => (reason.code === 'gap' ? 'ask whether new-start rules apply' : undefined),
});

/** The last dose before the visit: given, or booked in between. */
function lastDose({ given, outlook }: DrugCase): PlainDate | undefined {
  const booked = outlook.series[outlook.next - 2]?.date;
  return given === undefined || booked === undefined ? given?.last : later(given.last, booked);
}
