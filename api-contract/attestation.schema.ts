/** What staff tell us that no system does: a payer's word by portal, fax or phone, who brings a drug, who lets it go ahead. */
import { z } from 'zod';
import { supply } from './decision-words.schema.ts';
import { reference } from './scalars.schema.ts';

const line = (most: number) =>
  z
    .string('Write something here.')
    .trim()
    .min(1, 'Write something here.')
    .max(most, `At most ${String(most)} characters.`);

const day = z.iso.date('Give a day, as 2026-12-15.');

/** A reason or note as somebody types it. */
const REASON = 1000;

const positiveDecimal = z
  .string()
  .trim()
  .regex(/^\d{1,9}(\.\d{1,4})?$/, 'Give a number, as 200 or 12.5.')
  .refine((text) => Number(text) > 0, 'Give a number above zero.');

/** `submitted` and `pended` wait for the payer; the others are its decision. */
export const answerStatus = z.enum(['submitted', 'pended', 'approved', 'partial', 'denied']);

export const channel = z.enum(['portal', 'fax', 'phone', 'other']);

export const authorizationStatement = z.object({
  kind: z.literal('authorization'),
  /** The coverage that the payer was asked for: `Coverage/c1`, one that the decision knows. */
  coverage: reference,
  status: answerStatus,
  channel,
  submittedOn: day.optional(),
  decidedOn: day.optional(),
  expectedBy: day.optional(),
  /** The authorization's own number; that of a request is its reference. */
  number: line(60).optional(),
  reference: line(60).optional(),
  representative: line(120).optional(),
  /** Why it is pended or denied, as the payer put it. */
  reason: line(REASON).optional(),
  documents: z.array(line(200)).max(30).optional(),
  quantity: z.object({ basis: z.enum(['units', 'visits']), amount: positiveDecimal }).optional(),
  /** Of a partial approval: the units that had been asked for. */
  requestedUnits: positiveDecimal.optional(),
  from: day.optional(),
  to: day.optional(),
});

export const supplyStatement = z.object({
  kind: z.literal('supply'),
  supply,
  reason: line(REASON),
  /** Holds for this visit, or for every visit of the order. */
  scope: z.enum(['visit', 'order']),
  expectedOn: day.optional(),
  receivedOn: day.optional(),
});

export const proceedAtRiskStatement = z.object({ kind: z.literal('proceed-at-risk'), reason: line(REASON) });

export const noteStatement = z.object({ kind: z.literal('note'), text: line(2000) });

export const statementContent = z.discriminatedUnion('kind', [
  authorizationStatement,
  supplyStatement,
  proceedAtRiskStatement,
  noteStatement,
]);

export const newStatement = z.object({
  /** Made by the page for one form: the same entry sent twice is kept once. */
  entry: z.uuid(),
  /** The decision that the writer had before them: its patient must be the session's. */
  decision: z.string().min(1).max(64),
  appointment: reference,
  order: reference,
  said: statementContent,
});

export const retraction = z.object({ reason: line(REASON) });

export const keptStatement = z.object({
  /** As evidence names it: `attestation/12`. */
  id: z.string(),
  /** True where this entry had been kept before. */
  repeated: z.boolean(),
});

export type AuthorizationStatement = z.infer<typeof authorizationStatement>;
export type AnswerStatus = z.infer<typeof answerStatus>;
export type Channel = z.infer<typeof channel>;
export type SupplyStatementBody = z.infer<typeof supplyStatement>;
export type StatementContent = z.infer<typeof statementContent>;
export type StatementKind = StatementContent['kind'];
export type NewStatement = z.infer<typeof newStatement>;
