/** Vials that several patients of a day share, under the site's policy: the best plan, its approval, and who got what. */
import { z } from 'zod';
import { patientIdentity } from './decision-view.schema.ts';
import { instantText, plainDateText } from './scalars.schema.ts';
import { quantity } from './waste.schema.ts';

const openedVials = z.object({ content: quantity, count: z.int() });

/** So much of one vial for one patient; vials are numbered from 1 in the order in which they are opened. */
const vialShare = z.object({ vial: z.int(), content: quantity, taken: quantity });

export const sharedDose = z.object({
  appointment: z.string(),
  line: z.string(),
  patient: patientIdentity,
  start: z.string().optional(),
  dose: quantity,
  shares: z.array(vialShare),
});

export const sharedPlan = z.object({
  hcpcs: z.string(),
  label: z.string(),
  /** The site's location; empty where the visits name none. */
  site: z.string(),
  /** Names exactly this plan: another dose makes another one. */
  digest: z.string(),
  vials: z.array(openedVials),
  /** Thrown away at the end. */
  remainder: quantity,
  /** What would be opened and thrown away if every patient had vials of their own. */
  apart: z.object({ vials: z.array(openedVials), remainder: quantity }),
  doses: z.array(sharedDose),
  approved: z.object({ session: z.string(), by: z.string(), at: instantText }).optional(),
});

/** What was approved, kept as evidence that a remainder was somebody's dose. */
export const approvedPlan = z.object({
  session: z.string(),
  hcpcs: z.string(),
  label: z.string(),
  by: z.string(),
  at: instantText,
  state: z.enum(['approved', 'prepared']),
  remainder: quantity,
  doses: z.array(sharedDose),
});

export const sharedPlans = z.object({
  day: plainDateText,
  timeZone: z.string(),
  /** The site's policy; without it there are no plans. */
  sharing: z.boolean(),
  plans: z.array(sharedPlan),
  approved: z.array(approvedPlan),
});

export const approvePlan = z.object({
  day: plainDateText,
  hcpcs: z.string().max(10),
  site: z.string().max(200),
  digest: z.string().max(64),
});

/** What was opened as planned: package and lot of each strength, and until when its remainders may be used. */
export const preparePlan = z.object({
  lots: z
    .array(
      z.object({ content: quantity, ndc: z.string().max(20).optional(), lot: z.string().trim().max(40).optional() }),
    )
    .max(20),
  useBy: instantText,
});

export type SharedDose = z.infer<typeof sharedDose>;
export type SharedPlan = z.infer<typeof sharedPlan>;
export type ApprovedPlan = z.infer<typeof approvedPlan>;
export type SharedPlans = z.infer<typeof sharedPlans>;
export type ApprovePlan = z.infer<typeof approvePlan>;
export type PreparePlan = z.infer<typeof preparePlan>;
