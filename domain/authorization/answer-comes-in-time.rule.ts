import type { PlainDate } from '../kernel/plain-date.ts';
import { dayText, daysBetween } from '../kernel/plain-date.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { closedDays, daysToAnswer, decisionClockHours, HOURS_A_DAY } from './turnaround.ts';
import { coverageProduct, policyOf } from './words.ts';

type Reason =
  | { readonly code: 'visit-too-near'; readonly since: PlainDate | undefined; readonly visit: PlainDate }
  | {
      readonly code: 'past-the-clock';
      readonly since: PlainDate;
      /** Calendar days where the clock is stated in hours, business days where it is the usual one. */
      readonly days: number;
      readonly clockHours: number | undefined;
      readonly visit: PlainDate;
    }
  | { readonly code: 'within-the-clock'; readonly since: PlainDate | undefined; readonly visit: PlainDate }
  | { readonly code: 'nothing-waits' };

/** So near to the visit a request without an answer is critical. */
const CRITICAL_DAYS = 3;
/** Where no decision clock is known, answers later than this are late. */
const CLOCK_BUSINESS_DAYS = 5;

export const answerComesInTime = defineDrugRule<Reason>({
  id: 'authorization/answer-comes-in-time',
  title: 'A request that waits is answered before the visit',
  trigger: 'pending-too-long',
  source: houseRule('R26', 'CARC 197'),
  reads: ['pending request', 'submission date', 'decision clock of the payer', 'visit date'],
  notEvaluatedWhen: 'no request of this drug waits for an answer',
  reasons: ['visit-too-near', 'past-the-clock', 'within-the-clock', 'nothing-waits'],

  judge(drugCase) {
    const { standing, today, visit } = drugCase;
    if (standing.state !== 'pending') {
      const isAnswered = standing.state === 'valid' || standing.state === 'invalid';
      return { verdict: isAnswered ? 'clear' : 'not-applicable', reason: { code: 'nothing-waits' } };
    }
    const since = standing.authorization.submittedOn ?? standing.authorization.created;
    if (daysBetween(today, visit.date) <= CRITICAL_DAYS) {
      return { verdict: 'at-risk', severity: 'critical', reason: { code: 'visit-too-near', since, visit: visit.date } };
    }
    return since !== undefined && waitedDays(since, drugCase) > clockDays(drugCase)
      ? { verdict: 'at-risk', severity: 'warning', reason: pastTheClock(since, drugCase) }
      : { verdict: 'at-risk', severity: 'info', reason: { code: 'within-the-clock', since, visit: visit.date } };
  },

  say(reason, name) {
    switch (reason.code) {
      case 'visit-too-near':
        return `${name}: auth still pending${sinceText(reason.since)}, ${dayText(reason.visit)} visit not covered yet.`;
      case 'past-the-clock':
        return `${name}: auth pending since ${dayText(reason.since)} ${lateText(reason)}; ${dayText(reason.visit)} visit not covered yet.`;
      case 'within-the-clock':
        return `${name}: auth pending${sinceText(reason.since)}, ${dayText(reason.visit)} visit not covered yet.`;
      case 'nothing-waits':
        return `${name}: no auth request waits for an answer.`;
    }
  },

  act: (reason) => (reason.code === 'nothing-waits' ? undefined : 'chase the pending request'),
});

const pastTheClock = (since: PlainDate, drugCase: DrugCase): PastTheClock => ({
  code: 'past-the-clock',
  since,
  days: waitedDays(since, drugCase),
  clockHours: clockHours(drugCase),
  visit: drugCase.visit.date,
});

type PastTheClock = Extract<Reason, { readonly code: 'past-the-clock' }>;

/** A clock that neither the policy nor the law states is never called the payer's. */
const lateText = ({ days, clockHours: hours }: PastTheClock): string =>
  hours === undefined
    ? `(${String(days)} business days), longer than the usual ${String(CLOCK_BUSINESS_DAYS)}`
    : `(${String(days)} ${days === 1 ? 'day' : 'days'}), past the payer's clock of ${String(hours)} hours`;

const sinceText = (since: PlainDate | undefined): string => (since === undefined ? '' : ` since ${dayText(since)}`);

/** The clock in days: the payer's own or the law's hours, else five business days. */
function clockDays(drugCase: DrugCase): number {
  const hours = clockHours(drugCase);
  return hours === undefined ? CLOCK_BUSINESS_DAYS : hours / HOURS_A_DAY;
}

const clockHours = (drugCase: DrugCase): number | undefined =>
  decisionClockHours(policyOf(drugCase), coverageProduct(drugCase));

/** Clocks in hours run over weekends; the estimate in business days does not. */
function waitedDays(since: PlainDate, drugCase: DrugCase): number {
  const basis = clockHours(drugCase) === undefined ? 'business' : 'calendar';
  return daysToAnswer(since, drugCase.today, basis, closedDays(drugCase.holidays, policyOf(drugCase)));
}
