import type { Brand } from './brand.ts';

/** A chance from 0 to 1. The only floats of the domain live here: estimates, never money, doses or units. */
export type Probability = Brand<number, 'Probability'>;

/** Clamped into [0, 1]; arithmetic on logarithms may overshoot by a rounding error. */
export const probability = (value: number): Probability => Math.min(1, Math.max(0, value)) as Probability;

export const logOdds = (p: Probability): number => Math.log(p / (1 - p));
export const fromLogOdds = (odds: number): Probability => probability(1 / (1 + Math.exp(-odds)));
export const both = (a: Probability, b: Probability): Probability => probability(a * b);
export const complement = (p: Probability): Probability => probability(1 - p);

/** Four decimals, as on the wire. */
export const toFourDecimals = (p: Probability): number => Math.round(p * 10_000) / 10_000;

/** How many standard deviations above the middle nine in ten lie below; so eighty in a hundred lie between plus and minus. */
export const NINTH_DECILE = 1.2815515655446004;

/** Normal distribution up to `z` (Abramowitz and Stegun 7.1.26, error below 1.5e-7). */
export function normalUpTo(z: number): Probability {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const error = 1 - series * Math.exp(-x * x);
  return probability(z >= 0 ? (1 + error) / 2 : (1 - error) / 2);
}
