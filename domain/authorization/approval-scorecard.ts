import type { LikelihoodFactor } from '../decision/decision.ts';
import type { Probability } from '../kernel/probability.ts';
import { fromLogOdds, logOdds, probability } from '../kernel/probability.ts';
import type { Policy } from '../visit/policy.ts';
import type { DrugCase } from './drug-case.ts';
import { isDoseAbovePolicy } from './dose-above-policy.ts';
import { progressedOn } from './no-progression-since-approval.rule.ts';
import type { EvidenceStanding } from './evidence-level.ts';
import { evidenceLevel, isOffPolicy } from './evidence-level.ts';
import { CASES_TO_SPEAK_OF, PRIOR_STRENGTH } from './local-experience.ts';
import type { LocalExperience } from './local-experience.ts';
import { isOutOfNetwork } from './network.ts';
import { policyOf } from './words.ts';

/** The version that decisions carry: change a number here and this changes. */
export const MODEL_VERSION = 'scorecard-3';

/**
 * Starting estimates of a first-pass approval, elicited from practice and published denial rates and replaced by local
 * counts as they come in. Each stands for a request that is complete and at the right site but for the one thing named.
 */
export const STARTING = {
  supported: 0.97,
  categoryTwoB: 0.85,
  offCompendium: 0.3,
  incomplete: 0.8,
  resultAbsent: 0.45,
  stepUnmet: 0.25,
  siteNotPreferred: 0.5,
  outOfNetwork: 0.4,
  doseAbovePolicy: 0.45,
  renewalAfterProgression: 0.35,
  afterDenialOpen: 0.6,
  afterDenialClosed: 0.25,
} as const;

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
  const factors = [base, ...factorsOf(drugCase)];
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

/** Beta posterior mean: `strength` cases of the prior and `count` local ones. */
export const shrunk = (prior: number, strength: number, approvals: number, count: number): Probability =>
  probability((prior * strength + approvals) / (strength + count));

const strengthOf = (drugCase: DrugCase): number => policyOf(drugCase)?.priors?.strength ?? PRIOR_STRENGTH;

function baseFactor(drugCase: DrugCase, local: LocalExperience): LikelihoodFactor {
  if (drugCase.standing.state === 'denied') {
    const prior = isOffPolicy(drugCase) ? STARTING.afterDenialClosed : STARTING.afterDenialOpen;
    return factor('after-denial', logOdds(probability(prior)), 'The payer has refused it once.', false);
  }
  const prior = policyOf(drugCase)?.priors?.approval ?? STARTING.supported;
  const rate = shrunk(prior, strengthOf(drugCase), local.approved, local.decided);
  const odds = Math.min(MOST, Math.max(LEAST, logOdds(rate)));
  return factor(baseName(drugCase, local), odds, baseSentence(drugCase, local), false);
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

const factor = (name: string, odds: number, sentence: string, fixable: boolean): LikelihoodFactor => ({
  name,
  logOdds: odds,
  sentence,
  fixable,
});

/** How far one shortcoming moves the odds from those of a request without it. */
const lowered = (prior: number): number => logOdds(probability(prior)) - logOdds(probability(STARTING.supported));

function factorsOf(drugCase: DrugCase): readonly LikelihoodFactor[] {
  const policy = policyOf(drugCase);
  return [
    ...evidenceFactor(evidenceLevel(drugCase)),
    ...missingResults(drugCase, policy).map((name) =>
      factor('result-absent', lowered(STARTING.resultAbsent), `Required result not on record: ${name}.`, true),
    ),
    ...(missingDocuments(drugCase, policy).length > 0
      ? [
          factor(
            'documents-missing',
            lowered(STARTING.incomplete),
            `Documents not on record: ${missingDocuments(drugCase, policy).join(', ')}.`,
            true,
          ),
        ]
      : []),
    ...(isStepUnmet(drugCase, policy)
      ? [
          factor(
            'step-unmet',
            lowered(STARTING.stepUnmet),
            `The policy prefers ${policy?.step?.prefer.join(', ') ?? ''} first.`,
            true,
          ),
        ]
      : []),
    ...(isSiteNotAllowed(drugCase, policy)
      ? [
          factor(
            'site-not-preferred',
            lowered(STARTING.siteNotPreferred),
            'The policy does not list this place of service.',
            true,
          ),
        ]
      : []),
    ...courseFactors(drugCase, policy),
  ];
}

/** What the course itself brings: who gives it, its dose, and how the disease has answered. */
const courseFactors = (drugCase: DrugCase, policy: Policy | undefined): readonly LikelihoodFactor[] => [
  ...(isOutOfNetwork(drugCase)
    ? [
        factor(
          'out-of-network',
          lowered(STARTING.outOfNetwork),
          'The payer calls the provider or site out of its network.',
          true,
        ),
      ]
    : []),
  ...(isDoseAbovePolicy(drugCase.drug, policy)
    ? [
        factor(
          'dose-above-policy',
          lowered(STARTING.doseAbovePolicy),
          'Dose or interval is beyond what the policy pays.',
          true,
        ),
      ]
    : []),
  ...(progressedOn(drugCase) === undefined
    ? []
    : [
        factor(
          'progression-noted',
          lowered(STARTING.renewalAfterProgression),
          'Progression is documented since the last approval.',
          false,
        ),
      ]),
];

function evidenceFactor(level: EvidenceStanding): readonly LikelihoodFactor[] {
  switch (level) {
    case 'label':
    case '1':
    case '2A':
    case 'unknown':
      return [];
    case '2B':
      return [
        factor(
          'category-2b',
          lowered(STARTING.categoryTwoB),
          'The policy lists this use with category 2B support only.',
          false,
        ),
      ];
    case '3':
    case 'not-listed':
      return [
        factor(
          'off-policy',
          lowered(STARTING.offCompendium),
          'The policy does not list this diagnosis for the drug.',
          false,
        ),
      ];
  }
}

/** Names of required results that the record does not hold, where the site supplies results at all. */
export function missingResults({ snapshot, today }: DrugCase, policy: Policy | undefined): readonly string[] {
  if (!snapshot.supplies.results) return [];
  return (policy?.requiredResults ?? [])
    .filter(
      ({ loinc }) =>
        !snapshot.clinical.results.some((result) => result.loinc.includes(loinc) && (result.on ?? '') <= today),
    )
    .map(({ name }) => name);
}

export function missingDocuments({ snapshot }: DrugCase, policy: Policy | undefined): readonly string[] {
  if (!snapshot.supplies.documents) return [];
  const texts = snapshot.clinical.documents.flatMap((document) => document.texts.map((text) => text.toLowerCase()));
  return (policy?.documents ?? []).filter((wanted) => !texts.some((text) => text.includes(wanted.toLowerCase())));
}

function isStepUnmet({ hcpcs, snapshot, standing }: DrugCase, policy: Policy | undefined): boolean {
  const prefer = policy?.step?.prefer ?? [];
  if (prefer.length === 0 || hcpcs === undefined || prefer.includes(hcpcs)) return false;
  if (standing.state === 'invalid') return false;
  return !snapshot.priorUses.some((use) => use.hcpcs !== undefined && prefer.includes(use.hcpcs));
}

const isSiteNotAllowed = ({ visit }: DrugCase, policy: Policy | undefined): boolean =>
  policy?.siteOfCare !== undefined &&
  visit.site.placeOfService !== undefined &&
  !policy.siteOfCare.allowed.includes(visit.site.placeOfService);

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
    : [...factors, factor('cap', capped - total, 'Estimates end at 2 and 99 in a hundred.', false)];
}

/** An eighty-percent interval in log-odds: as wide as the prior is weak, and wider with every fact that is missing. */
function interval(
  p: Probability,
  strength: number,
  unknown: number,
): { readonly low: Probability; readonly high: Probability } {
  const cases = strength / (1 + unknown);
  const spread = EIGHTY_PERCENT / Math.sqrt(cases * Math.max(p * (1 - p), LEAST_VARIANCE));
  return { low: fromLogOdds(logOdds(p) - spread), high: fromLogOdds(logOdds(p) + spread) };
}

const EIGHTY_PERCENT = 1.2815515655446004;
const LEAST_VARIANCE = 0.02;
