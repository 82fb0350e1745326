import type { Rational } from '../kernel/rational.ts';
import { compare, decimal, isLess, zero } from '../kernel/rational.ts';
import type { MarginTotals } from './margin-answer.ts';

/** Where a margin lies. `none` is no figure at all, which is not zero. */
export type MarginBand = 'loss' | 'thin' | 'sound' | 'none';

/** Percent of the cost: half of what ASP + 6 % leaves after sequestration (4.3 %), so that a small price move matters. */
const THIN_BELOW: Rational = decimal('2');

/** The band of an answer; a drug that costs nothing cannot lose. */
export function bandOf(answer: MarginTotals | undefined): MarginBand {
  if (answer === undefined) return 'none';
  if (isLess(answer.margin.total, zero)) return 'loss';
  const { spreadPercent } = answer;
  return spreadPercent !== undefined && compare(spreadPercent, THIN_BELOW) < 0 ? 'thin' : 'sound';
}

/** What a change of bands means to whoever buys the drug. */
export type FlipChange = 'turned-negative' | 'turned-positive' | 'band-fell' | 'band-rose' | 'figure-lost';

/** Undefined where sign and band are as before, and where there was no figure to compare with. */
export function flipBetween(was: MarginBand, now: MarginBand): FlipChange | undefined {
  if (was === now || was === 'none') return undefined;
  if (now === 'none') return 'figure-lost';
  if (now === 'loss') return 'turned-negative';
  if (was === 'loss') return 'turned-positive';
  return now === 'thin' ? 'band-fell' : 'band-rose';
}
