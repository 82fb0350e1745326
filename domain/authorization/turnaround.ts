import type { Holidays } from '../kernel/business-calendar.ts';
import { addOpenDays, openDayOnOrAfter, openDayOnOrBefore, openDaysBetween } from '../kernel/business-calendar.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { addDays, daysBetween, later } from '../kernel/plain-date.ts';
import type { Probability } from '../kernel/probability.ts';
import { NINTH_DECILE, normalUpTo, probability } from '../kernel/probability.ts';
import type { PayerProduct } from '../visit/payer.ts';
import type { DayBasis, Policy } from '../visit/policy.ts';

/** How long a payer takes to answer: half of the answers within the median, nine in ten within the other. */
export interface Turnaround {
  readonly medianDays: number;
  readonly p90Days: number;
  readonly basis: DayBasis;
  readonly from: 'policy' | 'decision-clock' | 'starting-estimate' | 'local-answers';
}

/** House estimate until a policy or local counts say better: practices report typical answers within about a week. */
export const STARTING_TURNAROUND: Turnaround = {
  medianDays: 3,
  p90Days: 8,
  basis: 'business',
  from: 'starting-estimate',
};

/** What the policy says of answers; else what the payer's decision clock allows; else the house estimate. */
export function turnaroundOf(policy: Policy | undefined, product: PayerProduct | undefined): Turnaround {
  if (policy?.turnaround !== undefined) return { basis: 'business', ...policy.turnaround, from: 'policy' };
  const hours = decisionClockHours(policy, product);
  return hours === undefined ? STARTING_TURNAROUND : withinTheClock(hours / HOURS_A_DAY);
}

/** Medicare Advantage decides on Part B drugs within 72 hours (42 CFR 422.568(b)(3)). */
const MEDICARE_ADVANTAGE_HOURS = 72;
export const HOURS_A_DAY = 24;

/** The hours in which the payer must decide, where its policy or the law says so. They run over weekends. */
export const decisionClockHours = (policy: Policy | undefined, product: PayerProduct | undefined): number | undefined =>
  policy?.decisionClockHours ?? (product === 'medicare-advantage' ? MEDICARE_ADVANTAGE_HOURS : undefined);

/** House estimate: payers mostly keep their clocks, nine in ten answers in time and half of them in half the time. */
const withinTheClock = (days: number): Turnaround => ({
  medianDays: days / 2,
  p90Days: days,
  basis: 'calendar',
  from: 'decision-clock',
});

/** The clinic's and the payer's closed days together. */
export const closedDays = (holidays: Holidays, policy: Policy | undefined): Holidays =>
  policy?.holidays === undefined ? holidays : new Set([...holidays, ...policy.holidays]);

/** Days that count, from one date to another, in the basis of the payer. */
export const daysToAnswer = (from: PlainDate, to: PlainDate, basis: DayBasis, closed: Holidays): number =>
  basis === 'business' ? openDaysBetween(from, to, closed) : daysBetween(from, to);

export const afterDays = (from: PlainDate, days: number, basis: DayBasis, closed: Holidays): PlainDate =>
  basis === 'business' ? addOpenDays(from, Math.ceil(days), closed) : addDays(from, Math.ceil(days));

/** The chance of an answer within so many days, log-normal through the median and the ninth decile. */
export function answeredWithin(turnaround: Turnaround, days: number): Probability {
  if (days <= 0) return probability(0);
  const { median, spread } = logNormal(turnaround);
  return normalUpTo((Math.log(days) - median) / spread);
}

/** The same for a request that already waits: what is known is that it took longer than the days waited. */
export function answeredAfterWaiting(turnaround: Turnaround, waited: number, days: number): Probability {
  if (days <= 0) return probability(0);
  const unanswered = 1 - answeredWithin(turnaround, waited);
  if (unanswered < ALMOST_NEVER) return probability(LATE_ANSWER);
  return probability((answeredWithin(turnaround, waited + days) - answeredWithin(turnaround, waited)) / unanswered);
}

/** The last open day on which a request still has nine chances in ten to be answered by the visit; never before today. */
export function submitBy(visit: PlainDate, today: PlainDate, turnaround: Turnaround, closed: Holidays): PlainDate {
  const latest = afterDays(visit, -Math.ceil(turnaround.p90Days), turnaround.basis, closed);
  return later(openDayOnOrBefore(latest, closed), openDayOnOrAfter(today, closed));
}

/** Far beyond the ninth decile the curve says nothing; a request that old is as likely lost as answered. */
const ALMOST_NEVER = 0.001;
const LATE_ANSWER = 0.5;

const LEAST_SPREAD = 0.05;

function logNormal({ medianDays, p90Days }: Turnaround): { readonly median: number; readonly spread: number } {
  const median = Math.log(Math.max(medianDays, LEAST_SPREAD));
  const spread = (Math.log(Math.max(p90Days, LEAST_SPREAD)) - median) / NINTH_DECILE;
  return { median, spread: Math.max(spread, LEAST_SPREAD) };
}
