import { z } from 'zod';

/** Below this, cards would be shown twice and decisions of booked visits be gone before the visit. */
const LEAST_DAYS = 30;
const days = z.int().min(LEAST_DAYS).max(36_500).optional();

/** After how many days what is kept goes; a kind that is not named is kept forever. */
export const retentionSchema = z.object({
  decisionDays: days,
  auditBodyDays: days,
  showingDays: days,
  feedbackDays: days,
  changeDays: days,
  caseDays: days,
});

export type Retention = z.infer<typeof retentionSchema>;
export type RetentionKind = keyof Retention;
