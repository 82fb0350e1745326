/** What was said about a patient's visits, and how their decisions changed over time. */
import { z } from 'zod';
import { statementContent } from './attestation.schema.ts';
import { authorizationState, supply, trigger } from './decision-words.schema.ts';
import { instantText, plainDateText } from './scalars.schema.ts';

const person = z.object({ ref: z.string(), name: z.string().optional() });

export const statementView = z.object({
  /** As evidence names it: `attestation/12`. */
  id: z.string(),
  appointment: z.string(),
  order: z.string(),
  said: statementContent,
  /** The payer of the coverage, as its record names it. */
  payer: z.string().optional(),
  at: instantText,
  /** The site's calendar day. */
  on: plainDateText,
  by: person,
  /** Entered in error: it counts for nothing any more, and stays to be read. */
  retracted: z.object({ at: instantText, by: person, reason: z.string() }).optional(),
  /** A later statement has taken its place: the payer's answer to this request. */
  answered: z.boolean(),
  mayRetract: z.boolean(),
});

export const openCaseView = z.object({
  id: z.string(),
  version: z.int(),
  appointment: z.string(),
  order: z.string().optional(),
  route: z.string(),
  state: z.enum(['open', 'assigned', 'waiting']),
  why: z.string(),
  dueBy: plainDateText.optional(),
  owner: z.string().optional(),
  isMine: z.boolean(),
});

export const statementDesk = z.object({
  /** Coverages of the decision, for whoever records a payer's word. */
  payers: z.array(
    z.object({ coverage: z.string(), name: z.string(), memberId: z.string().optional(), isActive: z.boolean() }),
  ),
  may: z.object({
    authorization: z.boolean(),
    attestation: z.boolean(),
    supply: z.boolean(),
    'proceed-at-risk': z.boolean(),
    note: z.boolean(),
    case: z.boolean(),
  }),
  /** If it were sent today: the day by which nine in ten answers of the drug's payer have come. */
  answersBy: z.array(
    z.object({ appointment: z.string(), order: z.string(), coverage: z.string(), expectedBy: plainDateText }),
  ),
  statements: z.array(statementView),
  cases: z.array(openCaseView),
});

/** How one drug of one visit stood in one decision. */
export const drugStanding = z.object({
  state: authorizationState,
  number: z.string().optional(),
  validUntil: plainDateText.optional(),
  supply,
  /** Triggers that were at risk or could not be told. */
  triggers: z.array(trigger),
});

export const drugChange = z.object({
  at: instantText,
  /** The site's calendar day. */
  on: plainDateText,
  /** Absent where no decision told it: the visit is gone. */
  decision: z.string().optional(),
  decidedBy: z.object({ kind: z.enum(['hook', 'app', 'sweep', 'command-line']), service: z.string().optional() }),
  appointment: z.string(),
  visitDate: plainDateText,
  order: z.string(),
  drug: z.string(),
  /** Null: it was looked at for the first time. */
  was: drugStanding.nullable(),
  /** Null: the visit is booked no more. */
  is: drugStanding.nullable(),
});

/** What somebody, or a decision, did to the case of a visit: a note, a hand-over, what it came to. */
export const caseStep = z.object({
  at: instantText,
  by: person.optional(),
  kind: z.string(),
  text: z.string(),
  appointment: z.string(),
  visitDate: plainDateText,
  drug: z.string().optional(),
});

export const patientHistory = z.object({
  since: plainDateText,
  /** What staff recorded, newest first; what was taken back stays to be read. */
  statements: z.array(statementView),
  /** Newest first; empty for who does not work on cases. */
  cases: z.array(caseStep),
  /** Newest first. */
  changes: z.array(drugChange),
  /** Older decisions than these were not looked through. */
  cutShort: z.boolean(),
});

export type StatementView = z.infer<typeof statementView>;
export type OpenCaseView = z.infer<typeof openCaseView>;
export type StatementDesk = z.infer<typeof statementDesk>;
export type DrugStanding = z.infer<typeof drugStanding>;
export type DrugChange = z.infer<typeof drugChange>;
export type CaseStep = z.infer<typeof caseStep>;
export type PatientHistory = z.infer<typeof patientHistory>;
