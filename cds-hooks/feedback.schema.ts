import { z } from 'zod';
import type { Result } from '../domain/kernel/result.ts';
import { ok, problem } from '../domain/kernel/result.ts';
import { malformed } from './fault-path.ts';
import type { HookProblem } from './hook-problem.ts';

/** What one person did with one card, whatever spelling it came in. */
export interface CardOutcome {
  readonly card: string;
  readonly outcome: 'accepted' | 'overridden';
  /** Accepted suggestions by uuid; never empty where the card was accepted. */
  readonly suggestions: readonly string[];
  readonly reason?: { readonly system: string; readonly code: string };
  /** A person's own words: may tell about the patient, so they are kept and never logged. */
  readonly comment?: string;
  readonly happenedAt: Date;
}

/** Reads a batch of feedback. One bad item refuses the whole batch and is named, so that a client sends it again whole. */
export function readFeedback(body: unknown): Result<readonly CardOutcome[], HookProblem> {
  const parsed = feedbackSchema.safeParse(body);
  return parsed.success ? ok(parsed.data.feedback.map(outcomeOf)) : problem(malformed(parsed.error));
}

const codingSchema = z.looseObject({
  code: z.string().min(1).max(200),
  system: z.string().max(500).nullish(),
  display: z.string().max(500).nullish(),
});

const overrideSchema = z.looseObject({
  reason: codingSchema.nullish(),
  userComment: z.string().max(4000).nullish(),
  extension: z.record(z.string(), z.unknown()).nullish(),
});

/** One card's outcome. CDS Hooks 2.0.1, Feedback; `overrideReasons` and an `extension` inside it are spellings seen in the field. */
const itemSchema = z
  .looseObject({
    card: z.string().min(1).max(200),
    outcome: z.enum(['accepted', 'overridden']),
    acceptedSuggestions: z
      .array(z.looseObject({ id: z.string().min(1).max(200) }))
      .max(50)
      .nullish(),
    overrideReason: overrideSchema.nullish(),
    overrideReasons: z.union([overrideSchema, z.array(overrideSchema).max(1)]).nullish(),
    outcomeTimestamp: z.iso.datetime({ offset: true }),
  })
  .refine(({ outcome, acceptedSuggestions }) => outcome !== 'accepted' || (acceptedSuggestions ?? []).length > 0, {
    path: ['acceptedSuggestions'],
    message: 'Invalid input: required where the outcome is accepted',
  });

const feedbackSchema = z.looseObject({ feedback: z.array(itemSchema).max(500) });

type Item = z.infer<typeof itemSchema>;
type Override = z.infer<typeof overrideSchema>;

function outcomeOf(item: Item): CardOutcome {
  const { card, outcome, outcomeTimestamp } = item;
  const said = { card: withoutPrefix(card), outcome, happenedAt: new Date(outcomeTimestamp) };
  if (outcome === 'overridden') return { ...said, suggestions: [], ...whyOf(overrideOf(item)) };
  return { ...said, suggestions: (item.acceptedSuggestions ?? []).map(({ id }) => withoutPrefix(id)) };
}

function whyOf(override: Override | undefined): Pick<CardOutcome, 'reason' | 'comment'> {
  const reason = override === undefined ? undefined : reasonOf(override);
  const comment = override?.userComment ?? '';
  return { ...(reason === undefined ? {} : { reason }), ...(comment === '' ? {} : { comment }) };
}

/** FHIR tools write a uuid as a URN. */
const withoutPrefix = (uuid: string): string => uuid.replace(/^urn:uuid:/i, '').toLowerCase();

function overrideOf({ overrideReason, overrideReasons }: Item): Override | undefined {
  const plural = Array.isArray(overrideReasons) ? overrideReasons[0] : overrideReasons;
  return overrideReason ?? plural ?? undefined;
}

const VENDOR = 'com.epic.cdshooks.feedback.overrideReason.';

/** Our own coding; else what a vendor says of its own reason record. */
function reasonOf({ reason, extension }: Override): CardOutcome['reason'] {
  if (reason !== undefined && reason !== null) return { system: reason.system ?? '', code: reason.code };
  const told = ['reasonCategory', 'reasonTitle', 'reasonDisplay'].map((name) => extension?.[`${VENDOR}${name}`]);
  const code = told.find((value): value is string => typeof value === 'string' && value !== '');
  return code === undefined ? undefined : { system: `${VENDOR}reason`, code: code.slice(0, MOST_CODE) };
}

const MOST_CODE = 200;
