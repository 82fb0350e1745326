/** What sweeps found changed since a day, by visit, in words before and after. */
import { z } from 'zod';
import { patientIdentity } from './decision-view.schema.ts';
import { instantText, plainDateText } from './scalars.schema.ts';
import { visitStateWord } from './visit-state.ts';

/**
 * One thing that is otherwise than before; an absent side was not there. `drug`: authorization states of the drug
 * `what`; `dose`: its planned billing units, absent where they are not known; `finding`: verdicts of the rule whose good
 * state is `what`; the others: `what` is empty and the sides are the route, the day, the moment, or the name.
 */
export const wordChange = z.object({
  kind: z.enum(['drug', 'dose', 'finding', 'route', 'due', 'start', 'place', 'payer']),
  what: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
});

export const visitChange = z.object({
  at: instantText,
  kind: z.enum(['new', 'changed', 'moved', 'gone']),
  words: z.array(wordChange),
});

export const changedVisit = z.object({
  appointment: z.string(),
  date: plainDateText,
  /** Where it is, as the record names it. */
  place: z.string().optional(),
  patient: patientIdentity,
  /** How it stood after the newest change; absent once it is not booked any more. */
  state: visitStateWord.optional(),
  decision: z.string().optional(),
  owner: z.string().optional(),
  /** Newest first. */
  changes: z.array(visitChange).min(1),
});

export const changes = z.object({
  today: plainDateText,
  timeZone: z.string(),
  /** The first day that is looked at: the last business day before today. */
  since: plainDateText,
  visits: z.array(changedVisit),
  /** More changed than is shown. */
  isCut: z.boolean(),
  lastSweepAt: instantText.optional(),
});

export type ChangedVisit = z.infer<typeof changedVisit>;
export type WordChange = z.infer<typeof wordChange>;
export type Changes = z.infer<typeof changes>;
