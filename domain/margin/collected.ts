import type { Rational } from '../kernel/rational.ts';
import { add, compare, divide, isZero, multiply, one, smaller, subtract, zero } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { usdOf } from '../kernel/usd.ts';
import type { MarginQuestion } from './margin-question.ts';
import { sequestrationOn } from './margin-rules.ts';
import { isPlayed } from './played-scenario.ts';

/** What becomes of an allowed amount. */
export interface Collected {
  readonly allowed: Usd;
  /** Cut from Medicare's payment; zero for other payers. */
  readonly sequestration: Usd;
  /** Patient's part that is not expected to be paid. */
  readonly uncollected: Usd;
  readonly expected: Usd;
}

/** How an allowed amount is split and cut, on one day and for one payer. */
export interface Terms {
  readonly share: Rational;
  readonly cap: Usd | undefined;
  readonly cut: Rational;
  readonly collectability: Rational;
}

/** `billed` units matter to the one scenario that bounds what the patient pays for each of them. */
export function termsOf(question: MarginQuestion, isMedicare: boolean, billed: Rational): Terms {
  const cap = isMedicare ? capOf(question, billed) : undefined;
  return {
    share: question.coinsurance.share,
    cap,
    cut: isMedicare ? sequestrationOn(question.on) : zero,
    collectability: question.patientCollectability,
  };
}

function capOf(question: MarginQuestion, billed: Rational): Usd | undefined {
  const hospital = question.setting === 'hopd' ? question.opps?.coinsuranceCap : undefined;
  const benchmark = isPlayed('globe', question) ? question.price?.internationalBenchmark : undefined;
  if (benchmark === undefined) return hospital;
  const proposed = usdOf(multiply(multiply(benchmark, billed), question.coinsurance.share));
  return hospital === undefined ? proposed : usdOf(smaller(hospital, proposed));
}

/** Coinsurance first (with its cap), then the cut from what the payer pays, then what the patient will not pay. */
export function collected(allowed: Usd, { share, cap, cut, collectability }: Terms): Collected {
  const full = multiply(allowed, share);
  const patient = cap === undefined ? full : smaller(full, cap);
  const sequestration = multiply(subtract(allowed, patient), cut);
  const uncollected = multiply(patient, subtract(one, collectability));
  const expected = subtract(subtract(allowed, sequestration), uncollected);
  return { allowed, sequestration: usdOf(sequestration), uncollected: usdOf(uncollected), expected: usdOf(expected) };
}

/** The allowed amount from which exactly so much is expected; undefined where nothing is ever collected. */
export function allowedFor(expected: Usd, { share, cap, cut, collectability }: Terms): Usd | undefined {
  const kept = subtract(one, cut);
  const perDollar = add(multiply(subtract(one, share), kept), multiply(share, collectability));
  if (isZero(perDollar)) return undefined;
  const uncapped = divide(expected, perDollar);
  if (cap === undefined || compare(multiply(uncapped, share), cap) <= 0) return usdOf(uncapped);
  return usdOf(add(divide(subtract(expected, multiply(cap, collectability)), kept), cap));
}
