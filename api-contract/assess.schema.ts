/** One line of `chairready assess`: the answer about one Bundle, or what was wrong with its line. Public contract. */
import { z } from 'zod';
import {
  authorizationState,
  evidenceSource,
  routeTarget,
  severity,
  supply,
  trigger,
  verdict,
} from './decision-words.schema.ts';
import { chance, decimalText, dollarText, plainDateText } from './scalars.schema.ts';

const units = z.int().nonnegative();

const assessedAuthorization = z.strictObject({
  state: authorizationState,
  number: z.string().optional(),
  validUntil: plainDateText.optional(),
  unitsLeft: z.number().optional(),
  source: evidenceSource.optional(),
});

const assessedDrug = z.strictObject({
  medicationRequest: z.string(),
  hcpcs: z.string().nullable(),
  plannedUnits: units.nullable(),
  discardedUnits: units.nullable(),
  projected: z.literal(true).optional(),
  supply,
  authorization: assessedAuthorization,
});

const assessedSource = z.strictObject({
  document: z.string(),
  section: z.string().optional(),
  url: z.string().optional(),
  inForce: z.strictObject({ from: plainDateText, until: plainDateText.optional() }),
});

/** At-risk always says how grave, cannot-tell always says what is missing; the other two say neither. */
export const assessedFinding = z.discriminatedUnion('verdict', [
  z.strictObject({ ...said(), verdict: verdict.extract(['clear']) }),
  z.strictObject({ ...said(), verdict: verdict.extract(['not-applicable']) }),
  z.strictObject({ ...said(), verdict: verdict.extract(['at-risk']), severity }),
  z.strictObject({
    ...said(),
    verdict: verdict.extract(['cannot-tell']),
    severity: severity.optional(),
    missing: z.array(z.string()).min(1),
  }),
]);

const assessedLikelihood = z.strictObject({
  clearedByVisit: chance,
  low: chance,
  high: chance,
  approval: chance,
  inTime: chance,
  factors: z.array(
    z.strictObject({ name: z.string(), logOdds: z.number(), sentence: z.string(), fixable: z.boolean() }),
  ),
});

const assessedExposure = z.strictObject({
  atRisk: dollarText,
  expectedLoss: dollarText,
  worksheet: z.array(z.strictObject({ label: z.string(), amount: decimalText, source: z.string() })),
});

const assessedVisit = z.strictObject({
  appointment: z.string(),
  date: plainDateText,
  drugs: z.array(assessedDrug),
  findings: z.array(assessedFinding),
  likelihood: assessedLikelihood.nullable(),
  exposure: assessedExposure.nullable(),
  route: z.strictObject({ to: routeTarget, why: z.string(), dueBy: plainDateText.optional() }),
});

/** Doses given on no valid authorization whose drug is not booked again: no visit can tell of them. */
export const assessedDoses = z.strictObject({
  hcpcs: z.string(),
  /** The day of the most pressing one. */
  given: plainDateText,
  /** `MedicationAdministration/g1`, the most pressing first. */
  uses: z.array(z.string()),
  finding: assessedFinding,
  route: z.strictObject({ to: routeTarget, why: z.string(), dueBy: plainDateText.optional() }),
});

export const assessedLine = z.strictObject({
  /** The Bundle's identifier; null without one. */
  id: z.string().nullable(),
  visits: z.array(assessedVisit),
  unlinked: z.array(z.string()).optional(),
  unauthorizedDoses: z.array(assessedDoses).optional(),
  versions: z.strictObject({ rules: z.string(), reference: z.string(), policies: z.string(), model: z.string() }),
});

/** A line that could not be read; the run goes on. Lines count from 1. */
export const refusedLine = z.strictObject({
  line: z.int().positive(),
  id: z.string().optional(),
  error: z.strictObject({ code: z.string(), path: z.string(), message: z.string() }),
});

export const assessOutput = z.union([assessedLine, refusedLine]);

export type AssessedLine = z.infer<typeof assessedLine>;
export type AssessedVisit = z.infer<typeof assessedVisit>;
export type AssessedFinding = z.infer<typeof assessedFinding>;
export type RefusedLine = z.infer<typeof refusedLine>;
export type AssessOutput = z.infer<typeof assessOutput>;

function said() {
  return {
    rule: z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/),
    trigger: trigger.optional(),
    about: z.string(),
    sentence: z.string().min(1),
    source: assessedSource,
  };
}
