/** The readiness list: the visits of the next three business days, to be read and printed, also while systems are down. */
import { z } from 'zod';
import { patientIdentity } from './decision-view.schema.ts';
import { instantText, plainDateText } from './scalars.schema.ts';

/** No-go says that authorization is not confirmed and somebody must act; it never says to move or cancel treatment. */
export const readinessAnswer = z.enum(['go', 'no-go', 'cannot-tell']);

export const readinessVisit = z.object({
  appointment: z.string(),
  start: instantText.optional(),
  place: z.string().optional(),
  patient: patientIdentity,
  drugs: z.array(z.string()),
  payer: z.string().optional(),
  answer: readinessAnswer,
  /** Why it is no go, or what is missing to tell; empty for a go. */
  why: z.string(),
  evaluatedAt: instantText.optional(),
  stale: z.boolean(),
  /** Absent where there is no open case. */
  case: z.object({ owner: z.string().optional(), route: z.string(), dueBy: plainDateText.optional() }).optional(),
});

export const readinessDay = z.object({
  date: plainDateText,
  /** Two business days before the visit: the day on which go or no-go is said. */
  answerBy: plainDateText,
  visits: z.array(readinessVisit),
});

export const readiness = z.object({
  tenant: z.string(),
  today: plainDateText,
  timeZone: z.string(),
  madeAt: instantText,
  /** `kept`: the list that was made last, because none can be made now. */
  source: z.enum(['live', 'kept']),
  /** Of a kept list: the database is away, or late, or the fault is ours. */
  keptFor: z.enum(['away', 'late', 'fault']).optional(),
  /** As the configuration names them; empty: it names nobody. */
  chargeNurses: z.array(z.string()),
  clearanceLeads: z.array(z.string()),
  days: z.array(readinessDay),
  /** Patients with a booked visit in these days, or in days unknown, whose record could not be read. */
  notEvaluated: z.array(z.object({ patient: patientIdentity, at: instantText, why: z.string() })),
  /** When the schedule was last read as a whole; absent: never. */
  lastSweepAt: instantText.optional(),
});

export type ReadinessAnswer = z.infer<typeof readinessAnswer>;
export type ReadinessVisit = z.infer<typeof readinessVisit>;
export type ReadinessDay = z.infer<typeof readinessDay>;
export type Readiness = z.infer<typeof readiness>;
