/** The settings page: what is configured for the tenant, without keys, secrets and addresses of databases. */
import { z } from 'zod';
import { role } from './role.schema.ts';
import { decimalText, plainDateText } from './scalars.schema.ts';

export const settingsView = z.object({
  tenant: z.object({ id: z.string(), name: z.string(), timeZone: z.string(), holidays: z.array(plainDateText) }),
  /** Where all of it is changed; absent where there is no file. */
  file: z.string().optional(),
  roles: z.array(z.object({ who: z.string(), name: z.string().optional(), role })),
  staff: z.array(
    z.object({ id: z.string(), name: z.string().optional(), roles: z.array(role), capacityPerDay: z.number() }),
  ),
  sites: z.array(
    z.object({
      location: z.string(),
      timeZone: z.string().optional(),
      stock: z.array(z.object({ hcpcs: z.string(), contents: z.array(z.string()) })),
      program340b: z.object({ from: plainDateText, until: plainDateText.optional() }).optional(),
    }),
  ),
  /** Without the cost of a review: those who have the page see no dollars. */
  routing: z.object({
    /** Shares from 0 to 1. */
    unrecovered: decimalText,
    averted: decimalText,
    businessDays: z.int(),
  }),
  cards: z.object({
    routing: z.enum(['link', 'task', 'both']),
    silent: z.boolean(),
    marginFigures: z.boolean(),
    budgetMs: z.int(),
  }),
  waste: z.object({
    signers: z.array(role),
    witness: z.enum(['never', 'when-discarded', 'always']),
    witnesses: z.array(role),
    sharing: z.boolean(),
  }),
  /** Days; a kind without a number is kept forever. */
  retention: z.array(
    z.object({
      kind: z.enum(['decisionDays', 'auditBodyDays', 'showingDays', 'feedbackDays', 'changeDays', 'caseDays']),
      days: z.int().optional(),
    }),
  ),
  connection: z.object({
    fhir: z.string(),
    issuer: z.string(),
    requireJwt: z.boolean(),
    /** Whether sweeps can read the EHR by themselves. */
    hasBackend: z.boolean(),
    hasApp: z.boolean(),
  }),
});

export type SettingsView = z.infer<typeof settingsView>;
