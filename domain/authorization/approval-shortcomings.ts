import type { LikelihoodFactor } from '../decision/decision.ts';
import { logOdds, probability } from '../kernel/probability.ts';
import type { Policy } from '../visit/policy.ts';
import { progressedOn } from './disease-status.ts';
import { isDoseAbovePolicy } from './dose-above-policy.ts';
import type { DrugCase } from './drug-case.ts';
import type { EvidenceStanding } from './evidence-level.ts';
import { evidenceLevel } from './evidence-level.ts';
import { missingDocuments, missingResults } from './missing-evidence.ts';
import { isOutOfNetwork } from './network.ts';
import { STARTING } from './starting-estimates.ts';
import { policyOf } from './words.ts';

/** What keeps a request from being complete, for a supported use, at the right site: each only ever lowers the odds. */
export function shortcomingsOf(drugCase: DrugCase): readonly LikelihoodFactor[] {
  const policy = policyOf(drugCase);
  const documents = missingDocuments(drugCase, policy);
  return [
    ...evidenceShortcoming(evidenceLevel(drugCase)),
    ...missingResults(drugCase, policy).map((name) =>
      fixable('result-absent', STARTING.resultAbsent, `Required result not on record: ${name}.`),
    ),
    ...onlyIf(documents.length > 0, () =>
      fixable('documents-missing', STARTING.incomplete, `Documents not on record: ${documents.join(', ')}.`),
    ),
    ...onlyIf(isStepUnmet(drugCase, policy), () =>
      fixable('step-unmet', STARTING.stepUnmet, `The policy prefers ${policy?.step?.prefer.join(', ') ?? ''} first.`),
    ),
    ...onlyIf(isSiteNotAllowed(drugCase, policy), () =>
      fixable('site-not-preferred', STARTING.siteNotPreferred, 'The policy does not list this place of service.'),
    ),
    ...onlyIf(isOutOfNetwork(drugCase), () =>
      fixable('out-of-network', STARTING.outOfNetwork, 'The payer calls the provider or site out of its network.'),
    ),
    ...onlyIf(isDoseAbovePolicy(drugCase.drug, policy), () =>
      fixable('dose-above-policy', STARTING.doseAbovePolicy, 'Dose or interval is beyond what the policy pays.'),
    ),
    ...onlyIf(progressedOn(drugCase) !== undefined, () =>
      given(
        'progression-noted',
        STARTING.renewalAfterProgression,
        'Progression is documented since the last approval.',
      ),
    ),
  ];
}

function evidenceShortcoming(level: EvidenceStanding): readonly LikelihoodFactor[] {
  switch (level) {
    case 'label':
    case '1':
    case '2A':
    case 'unknown':
      return [];
    case '2B':
      return [given('category-2b', STARTING.categoryTwoB, 'The policy lists this use with category 2B support only.')];
    case '3':
    case 'not-listed':
      return [given('off-policy', STARTING.offCompendium, 'The policy does not list this diagnosis for the drug.')];
  }
}

const onlyIf = (holds: boolean, factor: () => LikelihoodFactor): readonly LikelihoodFactor[] =>
  holds ? [factor()] : [];

/** Something that the staff can put right before the request goes out. */
const fixable = (name: string, prior: number, sentence: string): LikelihoodFactor => ({
  name,
  logOdds: lowered(prior),
  sentence,
  fixable: true,
});

/** Something that the case brings with it. */
const given = (name: string, prior: number, sentence: string): LikelihoodFactor => ({
  name,
  logOdds: lowered(prior),
  sentence,
  fixable: false,
});

/** How far one shortcoming moves the odds from those of a request without it. */
const lowered = (prior: number): number => logOdds(probability(prior)) - logOdds(probability(STARTING.supported));

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
