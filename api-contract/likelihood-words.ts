/** How a chance is said to people who read words: one scale for the server's answers, the page and its legend. */
import type { Likelihood, LikelihoodFactor } from '../domain/decision/decision.ts';
import { fromLogOdds, logOdds, probability } from '../domain/kernel/probability.ts';

export const LIKELIHOOD_WORDS = ['very-likely', 'likely', 'uncertain', 'unlikely'] as const;
export type LikelihoodWord = (typeof LIKELIHOOD_WORDS)[number];

export const GAIN_WORDS = ['much', 'some', 'little'] as const;
export type GainWord = (typeof GAIN_WORDS)[number];

/** From 0.9 very likely, from 0.7 likely, from 0.4 uncertain, below that unlikely. */
export function likelihoodWord(clearedByVisit: number): LikelihoodWord {
  if (clearedByVisit >= 0.9) return 'very-likely';
  if (clearedByVisit >= 0.7) return 'likely';
  return clearedByVisit >= 0.4 ? 'uncertain' : 'unlikely';
}

/**
 * The share (0 to 1) by which the chance of being cleared rises if this one factor is put right: the factor's own
 * log-odds are taken back out of the approval, and the chance of a timely answer stays.
 * Undefined where nothing can be gained.
 */
export function gainOfFixing(likelihood: Likelihood, factor: LikelihoodFactor): number | undefined {
  if (!factor.fixable || factor.logOdds >= 0) return undefined;
  const approval = fromLogOdds(logOdds(probability(clampOpen(likelihood.approval))) - factor.logOdds);
  const gain = (approval - likelihood.approval) * likelihood.inTime;
  return gain > 0 ? gain : undefined;
}

/** From ten points much, from three some, below that little. */
export function gainWord(gain: number): GainWord {
  if (gain >= 0.1) return 'much';
  return gain >= 0.03 ? 'some' : 'little';
}

/** Log-odds of an exact 0 or 1 are infinite; a millionth away from them is not. */
const clampOpen = (p: number): number => Math.min(1 - 1e-6, Math.max(1e-6, p));
