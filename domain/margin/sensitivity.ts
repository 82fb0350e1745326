import type { Rational } from '../kernel/rational.ts';
import { add, multiply, one, rational, subtract } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { subtractUsd, timesUsd, toCents, usdOf } from '../kernel/usd.ts';
import { marginAnswer } from './margin-answer.ts';
import type { MarginAnswer } from './margin-answer.ts';
import type { MarginQuestion } from './margin-question.ts';
import { aspOf } from './part-b-limit.ts';
import type { DrugPrice } from './payment-form.ts';

export interface AspStep {
  /** Percent by which ASP is moved. */
  readonly percent: number;
  readonly margin: Usd;
}

export interface DenialStep {
  /** Percent of doses that are given and never paid. */
  readonly percent: number;
  readonly margin: Usd;
}

const ASP_PERCENTS = [-10, -6, -4, -2, 0, 2, 4, 6, 10];
const DENIAL_PERCENTS = [0, 1, 2, 5, 10, 20];

/** The margin at other ASPs, all else equal; empty where the price does not tell the ASP of the drug. */
export function aspSensitivity(question: MarginQuestion): readonly AspStep[] {
  const { price } = question;
  const asp = price === undefined ? undefined : aspOf(price, question.on);
  if (price === undefined || asp === undefined) return [];
  return ASP_PERCENTS.flatMap((percent) => {
    const answer = marginAnswer({ ...question, price: movedTo(price, timesUsd(asp, fromPercent(percent))) });
    return answer.ok ? [{ percent, margin: answer.value.margin.total }] : [];
  });
}

/** Everything else (AWP, charges, the reference product) stays as it is; the limit follows from the moved ASP. */
function movedTo({ paymentLimit: _limit, ...rest }: DrugPrice, asp: Usd): DrugPrice {
  return { ...rest, asp };
}

/** What is left when some doses are given and never paid: the cost is spent all the same. */
export const denialSensitivity = ({ expected, acquisition }: MarginAnswer): readonly DenialStep[] =>
  DENIAL_PERCENTS.map((percent) => {
    const paid = subtract(one, rational(percent, 100));
    return { percent, margin: toCents(subtractUsd(usdOf(multiply(expected, paid)), acquisition)) };
  });

const fromPercent = (percent: number): Rational => add(one, rational(percent, 100));
