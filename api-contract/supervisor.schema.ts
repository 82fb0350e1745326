/** The supervisor's page: what nobody owns, what is late, who has room, who is away, and what the last shift left. */
import { z } from 'zod';
import { instantText, plainDateText } from './scalars.schema.ts';
import { caseRow } from './worklist.schema.ts';

const person = z.object({ ref: z.string(), name: z.string().optional() });

const absence = z.object({
  id: z.string(),
  who: person,
  from: plainDateText,
  until: plainDateText,
  cover: person.optional(),
  isNow: z.boolean(),
});

const load = z.object({
  who: person,
  roles: z.array(z.string()),
  /** Cases a day; absent where the configuration names none. */
  capacityPerDay: z.number().optional(),
  open: z.int(),
  dueToday: z.int(),
  overdue: z.int(),
  absence: absence.optional(),
});

const handoff = z.object({ at: instantText, by: person, site: z.string().optional(), note: z.string() });

export const supervision = z.object({
  today: plainDateText,
  unowned: z.object({ count: z.int(), cases: z.array(caseRow) }),
  overdue: z.object({ count: z.int(), cases: z.array(caseRow) }),
  load: z.array(load),
  absences: z.array(absence),
  handoffs: z.array(handoff),
  /** The names by which the page is asked for one of them. */
  sites: z.array(z.string()),
});

export const newAbsence = z.object({
  who: z.string().min(1).max(200),
  from: plainDateText,
  until: plainDateText,
  cover: z.string().min(1).max(200).optional(),
});

export const newHandoff = z.object({
  note: z.string().trim().min(1).max(4000),
  site: z.string().max(200).optional(),
});

export type Supervision = z.infer<typeof supervision>;
export type NewAbsence = z.infer<typeof newAbsence>;
