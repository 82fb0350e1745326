/**
 * A decision as one reader may see it. What the reader's role may not see is left out by the server, so an absent
 * optional field means "not yours to see" or "the record does not say"; it never means zero or clear.
 */
import { z } from 'zod';
import { citation } from './citation.schema.ts';
import {
  authorizationState,
  evidenceSource,
  evidenceStrength,
  routeTarget,
  severity,
  supply,
  trigger,
  verdict,
  visitStatus,
} from './decision-words.schema.ts';
import { GAIN_WORDS, LIKELIHOOD_WORDS } from './likelihood-words.ts';
import { chance, decimalText, dollarText, instantText, plainDateText } from './scalars.schema.ts';

/** Shown beside every statement so that nobody acts on the wrong person. */
export const patientIdentity = z.object({
  ref: z.string(),
  name: z.string().optional(),
  birthDate: plainDateText.optional(),
});

/** The units of one authorization as they stand for this visit, in billing units (or visits, if it counts visits). */
const authorizationUnits = z.object({
  basis: z.enum(['units', 'visits']),
  authorized: z.number().optional(),
  /** Authorized less left: given, and booked before this visit. */
  used: z.number().optional(),
  /** Left for this visit after everything earlier; negative if earlier visits already exceed it. */
  left: z.number().optional(),
  /** What this visit takes of it; absent: planned plus discarded units, or one visit. */
  needed: z.number().nonnegative().optional(),
});

const authorizationView = z.object({
  state: authorizationState,
  /** One sentence: why it is in this state. */
  because: z.string().min(1),
  number: z.string().optional(),
  validFrom: plainDateText.optional(),
  validUntil: plainDateText.optional(),
  units: authorizationUnits.optional(),
  source: evidenceSource.optional(),
  strength: evidenceStrength.optional(),
  /** The resource or import row it was read from. */
  evidence: z.string().optional(),
  /** When the evidence was made; its age is counted to the decision's `today`. */
  evidenceDate: plainDateText.optional(),
  attestedBy: z.string().optional(),
});

const drugView = z.object({
  order: z.string(),
  name: z.string().min(1),
  hcpcs: z.string().nullable(),
  /** Absent: not for this role. Null: the record does not tell. */
  plannedUnits: z.int().nonnegative().nullable().optional(),
  discardedUnits: z.int().nonnegative().nullable().optional(),
  /** Carried forward from the last signed order. */
  projected: z.boolean(),
  supply,
  working: z.array(z.object({ label: z.string(), value: z.string(), source: z.string() })).optional(),
  authorization: authorizationView,
});

const findingView = z.object({
  rule: z.string(),
  trigger: trigger.optional(),
  verdict,
  severity: severity.optional(),
  /** The order or appointment it speaks of. */
  about: z.string(),
  sentence: z.string().min(1),
  missing: z.array(z.string()).optional(),
  source: citation,
});

const likelihoodView = z.object({
  about: z.string(),
  word: z.enum(LIKELIHOOD_WORDS),
  /** The day by which nine in ten such answers have come. */
  nineInTenBy: plainDateText.optional(),
  /** Authorization roles only. */
  percentages: z
    .object({
      clearedByVisit: chance,
      low: chance,
      high: chance,
      approval: chance,
      inTime: chance,
      /** The clinic's own decided requests behind it. */
      localCases: z.int().nonnegative(),
      /** Too few of them to speak of: the figure is not the clinic's own. */
      isStartingEstimate: z.boolean(),
    })
    .optional(),
  factors: z.array(
    z.object({
      name: z.string(),
      sentence: z.string().min(1),
      fixable: z.boolean(),
      direction: z.enum(['helps', 'hurts', 'neutral']),
      /** What putting it right would gain, said in a word. */
      gainWord: z.enum(GAIN_WORDS).optional(),
      /** The same as a share from 0 to 1; authorization roles only. */
      gain: chance.optional(),
    }),
  ),
});

const exposureView = z.object({
  atRisk: dollarText,
  expectedLoss: dollarText,
  worksheet: z.array(z.object({ label: z.string(), amount: decimalText, source: z.string() })),
});

export const visitView = z.object({
  appointment: z.string(),
  date: plainDateText,
  start: instantText.optional(),
  end: instantText.optional(),
  /** The chair or bed, as the schedule names it. */
  chair: z.string().optional(),
  /** The IANA zone in which `start` and `end` are shown. */
  timeZone: z.string().optional(),
  status: visitStatus.optional(),
  site: z.string().optional(),
  drugs: z.array(drugView),
  /** At-risk and cannot-tell always; clear and not-applicable with `?all=true`. */
  findings: z.array(findingView),
  /** Null: no odds could be given. Absent: not for this role. */
  likelihood: likelihoodView.nullable().optional(),
  /** Null: the code has no payment limit. Absent: not for this role. */
  exposure: exposureView.nullable().optional(),
  route: z.object({
    to: routeTarget.optional(),
    /** What to do about the gravest finding, as an imperative: "request extension". */
    step: z.string().optional(),
    why: z.string(),
    dueBy: plainDateText.optional(),
  }),
});

export const decisionVersions = z.object({
  rules: z.string(),
  reference: z.string(),
  policies: z.string(),
  model: z.string(),
});

/** Silence must be tellable from failure: what was looked at, and what could not be. */
const evaluation = z.discriminatedUnion('state', [
  z.object({ state: z.literal('evaluated') }),
  z.object({ state: z.literal('partly-evaluated'), notRead: z.array(z.string()).min(1) }),
  z.object({ state: z.literal('not-evaluated'), why: z.string().min(1) }),
]);

export const decisionView = z.object({
  id: z.string().min(1),
  madeAt: instantText,
  /** The calendar day it was made for. */
  today: plainDateText,
  /** The zone in which `madeAt` is shown; without it the browser's. */
  timeZone: z.string().optional(),
  evaluation,
  decidedBy: z.object({
    kind: z.enum(['hook', 'app', 'sweep', 'command-line']),
    /** The CDS Hooks service id. */
    service: z.string().optional(),
  }),
  patient: patientIdentity,
  /** The visit to show first; without it the earliest. */
  focus: z.string().optional(),
  visits: z.array(visitView),
  unlinked: z.array(z.string()),
  versions: decisionVersions,
});

export type PatientIdentity = z.infer<typeof patientIdentity>;
export type AuthorizationView = z.infer<typeof authorizationView>;
export type AuthorizationUnits = z.infer<typeof authorizationUnits>;
export type DrugView = z.infer<typeof drugView>;
export type FindingView = z.infer<typeof findingView>;
export type LikelihoodView = z.infer<typeof likelihoodView>;
export type LikelihoodFactorView = LikelihoodView['factors'][number];
export type ExposureView = z.infer<typeof exposureView>;
export type VisitView = z.infer<typeof visitView>;
export type Evaluation = z.infer<typeof evaluation>;
export type DecisionView = z.infer<typeof decisionView>;
