import type { Likelihood } from '../decision/decision.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { addDays, later } from '../kernel/plain-date.ts';
import { openDayOnOrAfter } from '../kernel/business-calendar.ts';
import type { Probability } from '../kernel/probability.ts';
import { both } from '../kernel/probability.ts';
import { scoreApproval } from './approval-scorecard.ts';
import type { DrugCase } from './drug-case.ts';
import {
  afterDays,
  answeredAfterWaiting,
  answeredWithin,
  closedDays,
  daysToAnswer,
  turnaroundOf,
} from './turnaround.ts';
import { coverageProduct, policyOf } from './words.ts';

/**
 * The chance of a valid authorization by the visit: the payer approves, and answers in time. None where one is already
 * valid or none is needed, and none where payer or drug are not known: odds are never invented.
 */
export function likelihoodOf(drugCase: DrugCase): Likelihood | null {
  if (!isOpenQuestion(drugCase)) return null;
  const { approval, low, high, factors } = scoreApproval(drugCase);
  const { inTime, nineInTenBy } = answerTiming(drugCase);
  return {
    about: drugCase.drug.order,
    clearedByVisit: both(approval, inTime),
    low: both(low, inTime),
    high: both(high, inTime),
    approval,
    inTime,
    factors,
    nineInTenBy,
  };
}

function isOpenQuestion({ standing, coverage, hcpcs }: DrugCase): boolean {
  if (hcpcs === undefined || coverage.kind !== 'one') return false;
  return standing.state !== 'valid' && standing.state !== 'not-required';
}

/** From the next open day, or from the day a waiting request was made, to the day before the visit: on the visit day itself an answer is too late. */
function answerTiming(drugCase: DrugCase): { readonly inTime: Probability; readonly nineInTenBy: PlainDate } {
  const { standing, today, visit, holidays } = drugCase;
  const policy = policyOf(drugCase);
  const closed = closedDays(holidays, policy);
  const turnaround = turnaroundOf(policy, coverageProduct(drugCase));
  const days = daysToAnswer(today, addDays(visit.date, -1), turnaround.basis, closed);
  const start = openDayOnOrAfter(today, closed);
  if (standing.state !== 'pending') {
    return {
      inTime: answeredWithin(turnaround, days),
      nineInTenBy: afterDays(start, turnaround.p90Days, turnaround.basis, closed),
    };
  }
  const since = standing.authorization.submittedOn ?? standing.authorization.created ?? today;
  const waited = daysToAnswer(since, today, turnaround.basis, closed);
  return {
    inTime: answeredAfterWaiting(turnaround, waited, days),
    nineInTenBy: later(afterDays(since, turnaround.p90Days, turnaround.basis, closed), start),
  };
}
