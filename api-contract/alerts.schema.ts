/** The review of alerts: what each rule's cards led to, what people overrode, and how loudly a rule may speak. */
import { z } from 'zod';
import { instantText } from './scalars.schema.ts';

export const loudness = z.enum(['as-written', 'info', 'off']);

export const ruleAlerts = z.object({
  rule: z.string(),
  title: z.string(),
  trigger: z.string().optional(),
  loudness,
  /** Only a governance approver may make it quieter. */
  needsApprover: z.boolean(),
  /** Counts of cards that this rule led, since its loudness was set last. */
  showings: z.int(),
  actedOn: z.int(),
  overridden: z.int(),
  reasons: z.array(z.object({ code: z.string(), count: z.int() })),
  /** The last change that is in force, by a person or by the budget. */
  lastChange: z.object({ at: instantText, why: z.string(), by: z.string() }).optional(),
  /** What the budget would do and may not. */
  proposed: z.object({ loudness, at: instantText, why: z.string() }).optional(),
});

export const alertOverride = z.object({
  at: instantText,
  rule: z.string(),
  service: z.string(),
  reason: z.string().optional(),
  comment: z.string().optional(),
});

export const alertsView = z.object({
  rules: z.array(ruleAlerts),
  /** The newest first, at most 200. */
  overrides: z.array(alertOverride),
  budget: z.object({
    infoShowings: z.int(),
    infoLeastActedOn: z.number(),
    offShowings: z.int(),
    offMostOverridden: z.number(),
  }),
  mayDecide: z.boolean(),
});

export const setLoudnessBody = z.object({
  rule: z.string().min(1).max(200),
  loudness,
  why: z.string().trim().min(5, 'Say why in a few words').max(500),
});

export type AlertsView = z.infer<typeof alertsView>;
export type RuleAlerts = z.infer<typeof ruleAlerts>;
