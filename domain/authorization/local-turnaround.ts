import type { Holidays } from '../kernel/business-calendar.ts';
import type { LocalAnswer } from '../visit/local-cases.ts';
import type { DrugCase } from './drug-case.ts';
import { CASES_TO_SPEAK_OF, localExperience, PRIOR_STRENGTH } from './local-experience.ts';
import type { Turnaround } from './turnaround.ts';
import { closedDays, daysToAnswer, turnaroundOf } from './turnaround.ts';
import { coverageProduct, policyOf } from './words.ts';

type Asked = Pick<DrugCase, 'snapshot' | 'coverage' | 'policy' | 'hcpcs' | 'holidays'>;

/** How long this payer takes for this drug: as its policy, its clock or the house says, drawn to what the clinic has seen. */
export function turnaroundFor(drugCase: Asked): Turnaround {
  const { snapshot, coverage, hcpcs, holidays } = drugCase;
  const policy = policyOf(drugCase);
  const stated = turnaroundOf(policy, coverageProduct(drugCase));
  if (coverage.kind !== 'one') return stated;
  const { answers } = localExperience(snapshot, coverage.coverage, hcpcs);
  return answers.length === 0 ? stated : drawnTo(stated, answers, closedDays(holidays, policy));
}

/** Median and ninth decile of what was seen, each weighed in logarithms against the stated one. */
function drawnTo(stated: Turnaround, answers: readonly LocalAnswer[], closed: Holidays): Turnaround {
  const days = answers
    .map(({ asked, decided }) => Math.max(SAME_DAY, daysToAnswer(asked, decided, stated.basis, closed)))
    .sort((a, b) => a - b);
  const seen = days.length / (PRIOR_STRENGTH + days.length);
  return {
    medianDays: between(stated.medianDays, quantile(days, 0.5), seen),
    p90Days: between(stated.p90Days, quantile(days, 0.9), seen),
    basis: stated.basis,
    from: days.length >= CASES_TO_SPEAK_OF ? 'local-answers' : stated.from,
  };
}

/** An answer of the same day took a part of it. */
const SAME_DAY = 0.5;

/** Nearest rank: a number of days that was really seen. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(sorted.length * share) - 1] ?? SAME_DAY;

/** To the hundredth of a day, so that a rounding error never makes a ninth day of the eighth. */
const between = (stated: number, seen: number, weight: number): number =>
  Math.round(Math.max(SAME_DAY, stated) ** (1 - weight) * seen ** weight * 100) / 100;
