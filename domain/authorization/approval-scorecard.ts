import type { LikelihoodFactor } from '../decision/decision.ts';
import { later } from '../kernel/plain-date.ts';
import type { Probability } from '../kernel/probability.ts';
import { fromLogOdds, logOdds, NINTH_DECILE, probability } from '../kernel/probability.ts';
import { shortcomingsOf } from './approval-shortcomings.ts';
import type { DrugCase } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { CASES_TO_SPEAK_OF, PRIOR_STRENGTH } from './local-experience.ts';
import type { LocalExperience } from './local-experience.ts';
import { STARTING } from './starting-estimates.ts';
import { closedDays } from './turnaround.ts';
import { denialWindows } from './windows.ts';
import { policyOf } from './words.ts';

/** The version that decisions carry: change a number here and this changes. */
export const MODEL_VERSION = 'scorecard-3';

const LEAST = logOdds(probability(0.02));
const MOST = logOdds(probability(0.99));

export interface Scored {
  readonly approval: Probability;
  readonly low: Probability;
  readonly high: Probability;
  readonly factors: readonly LikelihoodFactor[];
  /** Facts that would change the score and that the record does not hold; each widens the interval. */
  readonly unknown: readonly string[];
}

/**
 * P(approval): a base and named factors that add up in log-odds, each only ever lowering, capped at both ends. `local` is
 * how this payer has answered the clinic's own requests for the drug; it moves the base, and narrows the interval.
 */
export function scoreApproval(drugCase: DrugCase, local: LocalExperience): Scored {
  const base = baseFactor(drugCase, local);
  const factors = [base, ...shortcomingsOf(drugCase)];
  const capped = withCap(factors);
  const approval = fromLogOdds(capped.reduce((total, factor) => total + factor.logOdds, 0));
  const unknown = unknownFacts(drugCase);
  return {
    approval,
    ...interval(approval, strengthOf(drugCase) + local.decided, unknown.length),
    factors: fixableFirst(capped),
    unknown,
  };
}

/** What somebody can put right comes first, and of that what gains most. */
const fixableFirst = (factors: readonly LikelihoodFactor[]): readonly LikelihoodFactor[] => [
  ...factors.filter(({ fixable }) => fixable).sort((a, b) => a.logOdds - b.logOdds),
  ...factors.filter(({ fixable }) => !fixable),
];

/** Beta posterior mean: `strength` cases of the prior and `count` local ones; the prior itself where both are nothing. */
export const shrunk = (prior: number, strength: number, approvals: number, count: number): Probability =>
  probability(strength + count === 0 ? prior : (prior * strength + approvals) / (strength + count));

const strengthOf = (drugCase: DrugCase): number => policyOf(drugCase)?.priors?.strength ?? PRIOR_STRENGTH;

function baseFactor(drugCase: DrugCase, local: LocalExperience): LikelihoodFactor {
  if (drugCase.standing.state === 'denied') return afterDenial(drugCase, drugCase.standing.authorization);
  const prior = policyOf(drugCase)?.priors?.approval ?? STARTING.supported;
  const rate = shrunk(prior, strengthOf(drugCase), local.approved, local.decided);
  const odds = Math.min(MOST, Math.max(LEAST, logOdds(rate)));
  return given(baseName(drugCase, local), odds, baseSentence(drugCase, local));
}

/** A refusal of which nobody recorded the day is taken for one that can no longer be contested. */
function afterDenial(drugCase: DrugCase, denial: Authorization): LikelihoodFactor {
  const policy = policyOf(drugCase);
  const windows = denialWindows(denial, policy, closedDays(drugCase.holidays, policy));
  const isOpen = windows !== undefined && drugCase.today <= later(windows.peerToPeerUntil, windows.appealUntil);
  return isOpen
    ? given(
        'after-denial',
        logOdds(probability(STARTING.afterDenialOpen)),
        'The payer refused it; it can be contested.',
      )
    : given(
        'after-denial',
        logOdds(probability(STARTING.afterDenialClosed)),
        'The payer refused it, and no window to contest it is known to be open.',
      );
}

function baseName(drugCase: DrugCase, { decided }: LocalExperience): string {
  if (decided >= CASES_TO_SPEAK_OF) return 'local-rate';
  return policyOf(drugCase)?.priors === undefined ? 'starting-estimate' : 'policy-prior';
}

/** Where it comes from; from thirty cases on it is the clinic's own. */
function baseSentence(drugCase: DrugCase, { decided, approved }: LocalExperience): string {
  const [own, granted] = [String(decided), String(approved)];
  if (decided >= CASES_TO_SPEAK_OF) {
    return `At its first decision this payer granted ${granted} of your own ${own} requests for this drug.`;
  }
  const start =
    policyOf(drugCase)?.priors === undefined
      ? 'A complete request for a supported use at the right site; starting estimate, not from your data.'
      : "The rate that this payer's policy file gives for this drug; starting estimate, not from your data.";
  return decided === 0 ? start : `${start} Of your own ${own} requests so far it granted ${granted}.`;
}

/** Neither base nor cap is anything that somebody could put right. */
const given = (name: string, odds: number, sentence: string): LikelihoodFactor => ({
  name,
  logOdds: odds,
  sentence,
  fixable: false,
});

function unknownFacts(drugCase: DrugCase): readonly string[] {
  const policy = policyOf(drugCase);
  const { supplies } = drugCase.snapshot;
  const asked: readonly (readonly [string, boolean])[] = [
    ['payer policy', policy === undefined],
    ['diagnosis', drugCase.drug.diagnoses.length === 0],
    ['dose', drugCase.plan.kind === 'unknown'],
    ['documents', policy?.documents !== undefined && !supplies.documents],
    ['results', policy?.requiredResults !== undefined && !supplies.results],
  ];
  return asked.filter(([, isUnknown]) => isUnknown).map(([name]) => name);
}

/** The sum stays between the caps; what the cap takes away is shown as a factor, so that the factors still add up. */
function withCap(factors: readonly LikelihoodFactor[]): readonly LikelihoodFactor[] {
  const total = factors.reduce((sum, { logOdds: odds }) => sum + odds, 0);
  const capped = Math.min(MOST, Math.max(LEAST, total));
  return capped === total
    ? factors
    : [...factors, given('cap', capped - total, 'Estimates end at 2 and 99 in a hundred.')];
}

/** An eighty-percent interval in log-odds: as wide as the prior is weak, and wider with every fact that is missing. */
function interval(
  p: Probability,
  strength: number,
  unknown: number,
): { readonly low: Probability; readonly high: Probability } {
  const cases = strength / (1 + unknown);
  const spread = NINTH_DECILE / Math.sqrt(cases * Math.max(p * (1 - p), LEAST_VARIANCE));
  return { low: fromLogOdds(logOdds(p) - spread), high: fromLogOdds(logOdds(p) + spread) };
}

const LEAST_VARIANCE = 0.02;
