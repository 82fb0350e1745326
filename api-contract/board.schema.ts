/** The schedule board: the infusion visits of a day or a week, each with its authorization state. */
import { z } from 'zod';
import { authorizationState, routeTarget } from './decision-words.schema.ts';
import { patientIdentity } from './decision-view.schema.ts';
import { dollarText, instantText, plainDateText } from './scalars.schema.ts';
import { visitStateWord } from './visit-state.ts';

/** `not-evaluated` is said of a visit whose record could not be looked at: silence is never a state. */
export const boardState = z.enum([...visitStateWord.options, 'not-evaluated']);

/** Who has the open case of a visit, and until when; absent for readers who are told nothing of staffing. */
const caseOfVisit = z.object({
  route: routeTarget.or(z.string()),
  /** A name from the configuration, else the reference; absent: nobody has it yet. */
  owner: z.string().optional(),
  dueBy: plainDateText.optional(),
});

export const boardVisit = z.object({
  appointment: z.string(),
  date: plainDateText,
  start: instantText.optional(),
  end: instantText.optional(),
  /** The location, as the record names it. */
  place: z.string().optional(),
  /** The chair or bed, as the schedule names it. */
  chair: z.string().optional(),
  patient: patientIdentity,
  drugs: z.array(z.object({ name: z.string(), hcpcs: z.string().nullable(), state: authorizationState })),
  payer: z.string().optional(),
  state: boardState,
  /** The gravest finding in one sentence; absent where nothing is open. */
  sentence: z.string().optional(),
  /** The kept decision behind the state. */
  decision: z.string().optional(),
  /** When the record was last looked at; absent: never. */
  evaluatedAt: instantText.optional(),
  /** Looked at more than a day ago: what it says may no longer hold. */
  stale: z.boolean(),
  /** Why the last look did not work, where it did not. */
  notReadSince: z.object({ at: instantText, why: z.string() }).optional(),
  /** Absent where nothing is known about preparation: no claim is made then. */
  mixing: z.enum(['not-mixed', 'mixed']).optional(),
  /** Null: the code has no payment limit. Absent: not for this role. */
  atRisk: dollarText.nullable().optional(),
  case: caseOfVisit.optional(),
});

/** When visits were last looked at, in the words of the page. */
export const lastSweep = z.object({ finishedAt: instantText, from: plainDateText, to: plainDateText });

export const board = z.object({
  today: plainDateText,
  timeZone: z.string(),
  from: plainDateText,
  to: plainDateText,
  /** When this answer was put together. */
  madeAt: instantText,
  visits: z.array(boardVisit),
  /** Patients with a booked visit whose record could not be read: which visits they have is not known either. */
  notEvaluated: z.array(z.object({ patient: patientIdentity, at: instantText, why: z.string() })),
  lastSweep: lastSweep.optional(),
  /** Dollars at risk are shown to this reader. */
  showsDollars: z.boolean(),
});

export const LONGEST_SPAN_DAYS = 31;

export const boardQuestion = z.object({
  from: plainDateText,
  to: plainDateText,
  /** Only the visits at this location. */
  site: z.string().max(200).optional(),
});

export type BoardState = z.infer<typeof boardState>;
export type BoardVisit = z.infer<typeof boardVisit>;
export type Board = z.infer<typeof board>;
