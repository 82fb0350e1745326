/** The audit page: search, who looked at a patient, and a decision of the past beside what today's rules say. */
import { z } from 'zod';
import { decisionView } from './decision-view.schema.ts';
import { instantText, reference } from './scalars.schema.ts';

export const AUDIT_KINDS = [
  'decision',
  'showing',
  'override',
  'attestation',
  'import',
  'export',
  'login',
  'patient-view',
  'role-change',
  'policy-change',
  'case-change',
  'sweep',
  'preparation',
  'waste',
  'body-deleted',
  'patient-deleted',
] as const;

export const auditQuery = z.object({
  kind: z.enum(AUDIT_KINDS).optional(),
  actor: reference.optional(),
  patient: reference.optional(),
  /** Calendar days of the site, both included. */
  from: z.iso.date('must be a calendar day such as 2026-12-15').optional(),
  until: z.iso.date('must be a calendar day such as 2026-12-15').optional(),
  /** The `seq` of the last record of the page before. */
  before: z
    .string()
    .regex(/^\d{1,18}$/, 'must be the number of a record')
    .optional(),
});

export const auditRecord = z.object({
  seq: z.string(),
  at: instantText,
  kind: z.string(),
  actor: z.string().optional(),
  /** What the person is called, where the actor is one who is known. */
  actorName: z.string().optional(),
  /** The kept decision behind it, to be replayed. */
  decision: z.string().optional(),
  patient: z.string().optional(),
  /** What was written down, as JSON; absent where there is none or it was deleted. */
  body: z.record(z.string(), z.unknown()).optional(),
  isSealed: z.boolean(),
});

export const auditList = z.object({
  records: z.array(auditRecord),
  /** Give it as `before` for the next page; absent at the end. */
  next: z.string().optional(),
  /** Where a patient was asked for: what was written down before this moment went by age, and whose it was with it. */
  goneUntil: instantText.optional(),
});

/** `then` is what was decided and kept; `now` what the rules of today make of the same snapshot. */
export const replayView = z.object({
  replayed: z.object({ same: z.boolean(), error: z.string().optional() }),
  rules: z.object({ then: z.string(), now: z.string() }),
  then: decisionView,
  now: decisionView,
  /** What today's rules say otherwise, drug by drug in words; empty where nothing differs. */
  differences: z.array(z.object({ visit: z.string(), date: z.string(), then: z.string(), now: z.string() })),
});

export type AuditList = z.infer<typeof auditList>;
export type AuditRecordView = z.infer<typeof auditRecord>;
export type ReplayView = z.infer<typeof replayView>;
