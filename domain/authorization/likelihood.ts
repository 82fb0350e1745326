import type { Likelihood } from '../decision/decision.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { addDays, later } from '../kernel/plain-date.ts';
import { openDayOnOrAfter } from '../kernel/business-calendar.ts';
import type { Probability } from '../kernel/probability.ts';
import { both } from '../kernel/probability.ts';
import { scoreApproval } from './approval-scorecard.ts';
import type { DrugCase } from './drug-case.ts';
import { localExperience, noExperience } from './local-experience.ts';
import { turnaroundFor } from './local-turnaround.ts';
import { afterDays, answeredAfterWaiting, answeredWithin, closedDays, daysToAnswer } from './turnaround.ts';
import { policyOf } from './words.ts';

/**
 * The chance of a valid authorization by the visit: the payer approves, and answers in time. None where one is already
 * valid or none is needed, and none where payer or drug are not known: odds are never invented.
 */
export function likelihoodOf(drugCase: DrugCase): Likelihood | null {
  const { coverage, hcpcs, snapshot, standing } = drugCase;
  if (!isOpenQuestion(drugCase) || coverage.kind !== 'one') return null;
  // First decisions tell nothing of what becomes of a refusal.
  const isRefused = standing.state === 'denied';
  const local = isRefused ? noExperience : localExperience(snapshot, coverage.coverage, hcpcs);
  const { approval, low, high, factors } = scoreApproval(drugCase, local);
  const { inTime, nineInTenBy } = answerTiming(drugCase);
  return {
    about: drugCase.drug.order,
    clearedByVisit: both(approval, inTime),
    low: both(low, inTime),
    high: both(high, inTime),
    approval,
    inTime,
    factors,
    ...(local.decided === 0 ? {} : { localCases: local.decided }),
    nineInTenBy,
  };
}

const isOpenQuestion = ({ standing, hcpcs }: DrugCase): boolean =>
  hcpcs !== undefined && standing.state !== 'valid' && standing.state !== 'not-required';

/** From the next open day, or from the day a waiting request was made, to the day before the visit: on the visit day itself an answer is too late. */
function answerTiming(drugCase: DrugCase): { readonly inTime: Probability; readonly nineInTenBy: PlainDate } {
  const { standing, today, visit, holidays } = drugCase;
  const closed = closedDays(holidays, policyOf(drugCase));
  const turnaround = turnaroundFor(drugCase);
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
