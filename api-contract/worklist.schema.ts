/** The worklist as one reader may see it: rows, the drawer beside them, and what can be done to a case. */
import { z } from 'zod';
import { decisionView, patientIdentity } from './decision-view.schema.ts';
import { caseRoute } from './case-routes.ts';
import { authorizationState, severity } from './decision-words.schema.ts';
import { LIKELIHOOD_WORDS } from './likelihood-words.ts';
import { citation } from './citation.schema.ts';
import { chance, dollarText, instantText, plainDateText } from './scalars.schema.ts';

export const caseState = z.enum(['open', 'assigned', 'waiting', 'resolved', 'lapsed']);
export const caseTab = z.enum(['mine', 'unowned', 'all', 'waiting', 'snoozed', 'overdue', 'closed']);

/** What a person says a case came to. */
export const statedOutcome = z.enum(['approved', 'denied', 'partial', 'not-needed', 'other']);
/** And what a decision says. */
export const caseOutcome = z.enum([...statedOutcome.options, 'cleared', 'replaced', 'visit-gone']);

const person = z.object({ ref: z.string(), name: z.string().optional() });

export const caseRow = z.object({
  id: z.string(),
  /** Named by every change: one that names another version is refused as stale. */
  version: z.int(),
  state: caseState,
  patient: patientIdentity,
  visit: z.object({
    appointment: z.string(),
    date: plainDateText,
    startsAt: instantText.optional(),
    site: z.string().optional(),
    /** Not booked yet; the case lapses if it never is. */
    isDraft: z.boolean(),
  }),
  drug: z.object({ name: z.string().optional(), hcpcs: z.string().optional() }),
  payer: z.string().optional(),
  authorization: z
    .object({
      state: authorizationState,
      validFrom: plainDateText.optional(),
      validUntil: plainDateText.optional(),
      unitsAuthorized: z.number().optional(),
      unitsLeft: z.number().optional(),
      unitsNeeded: z.number().optional(),
    })
    .optional(),
  /** Absent: no odds could be given. Figures for authorization staff only. */
  likelihood: z
    .object({
      word: z.enum(LIKELIHOOD_WORDS),
      nineInTenBy: plainDateText.optional(),
      figures: z
        .object({
          clearedByVisit: chance,
          low: chance,
          high: chance,
          /** Too few local cases behind it: the figure is not the clinic's own. */
          isStartingEstimate: z.boolean(),
        })
        .optional(),
    })
    .optional(),
  /** For authorization staff only; null: nobody can tell. */
  atRisk: dollarText.nullable().optional(),
  expectedLoss: dollarText.nullable().optional(),
  severity: severity.optional(),
  sentence: z.string().optional(),
  missing: z.array(z.string()),
  /** What to do next, as an imperative. */
  next: z.string().optional(),
  route: caseRoute,
  why: z.string(),
  owner: person.optional(),
  isMine: z.boolean(),
  isUrgent: z.boolean(),
  dueBy: plainDateText.optional(),
  isOverdue: z.boolean(),
  /** The missed due day was made known to the supervisor. */
  isEscalated: z.boolean(),
  snoozedUntil: plainDateText.optional(),
  waiting: z.object({ for: z.string(), until: plainDateText.optional() }).optional(),
  openedAt: instantText,
  /** When the visit was last looked at, whether anything was new or not. */
  lookedAt: instantText.optional(),
  /** What changed since the owner last looked. */
  news: z.string().optional(),
  /** Opened while the site showed no cards. */
  isBaseline: z.boolean(),
  closed: z
    .object({
      at: instantText,
      by: person.optional(),
      outcome: caseOutcome.optional(),
      on: plainDateText.optional(),
      reason: z.string().optional(),
    })
    .optional(),
});

export const caseList = z.object({
  today: plainDateText,
  /** The site's zone, in which hours are shown. */
  timeZone: z.string(),
  items: z.array(caseRow),
  next: z.string().optional(),
});

export const staffMember = z.object({ ref: z.string(), name: z.string().optional(), roles: z.array(z.string()) });

export const savedView = z.object({
  id: z.string(),
  name: z.string(),
  query: z.record(z.string(), z.string()),
  madeBy: person,
});

export const caseCounts = z.object({
  tabs: z.record(caseTab, z.int()),
  payers: z.array(z.string()),
  drugs: z.array(z.object({ hcpcs: z.string(), name: z.string() })),
  /** The names by which the filter `site` asks. */
  sites: z.array(z.string()),
  staff: z.array(staffMember),
  views: z.array(savedView),
  may: z.object({ assignAll: z.boolean(), keepViews: z.boolean() }),
});

const caseEvent = z.object({
  at: instantText,
  by: person.optional(),
  kind: z.string(),
  /** In words. */
  text: z.string(),
});

export const caseDetail = z.object({
  case: caseRow,
  history: z.array(caseEvent),
  /** The decision that last spoke of the visit, as this reader may see it; absent where it is not kept any more. */
  decision: decisionView.optional(),
});

const shortText = z.string().trim().min(1).max(200);
const noteText = z.string().trim().min(1).max(4000);

export const caseAction = z.discriminatedUnion('do', [
  z.object({ do: z.literal('take') }),
  z.object({ do: z.literal('assign'), to: z.string().max(200) }),
  /** To the senior specialist with most room. */
  z.object({ do: z.literal('send-to-senior') }),
  z.object({ do: z.literal('release') }),
  z.object({ do: z.literal('snooze'), until: plainDateText }),
  z.object({ do: z.literal('wake') }),
  z.object({ do: z.literal('wait'), for: shortText, until: plainDateText.optional() }),
  z.object({ do: z.literal('resume') }),
  z.object({ do: z.literal('urgency'), urgent: z.boolean() }),
  z.object({ do: z.literal('note'), text: noteText }),
  z.object({
    do: z.literal('resolve'),
    outcome: statedOutcome,
    on: plainDateText,
    comment: noteText.optional(),
    /** Said again by the page, so that nobody closes the case of another person. */
    patient: z.string(),
    visitDate: plainDateText,
  }),
  z.object({ do: z.literal('reopen') }),
]);

export const actOnCase = z.object({ version: z.int(), action: caseAction });

export const changedCase = z.object({
  case: caseRow,
  /** Hand it back to undo; absent where there is nothing to undo. */
  undo: z.string().optional(),
});

export const bulkAction = z.object({
  cases: z
    .array(z.object({ id: z.string().max(100), version: z.int() }))
    .min(1)
    .max(200),
  action: z.discriminatedUnion('do', [
    z.object({ do: z.literal('take') }),
    z.object({ do: z.literal('assign'), to: z.string().max(200) }),
    z.object({ do: z.literal('release') }),
    z.object({ do: z.literal('snooze'), until: plainDateText }),
  ]),
});

export const bulkDone = z.object({
  done: z.array(caseRow),
  notDone: z.array(z.object({ id: z.string(), why: z.string(), current: caseRow.optional() })),
  undo: z.string().optional(),
});

export const undoRequest = z.object({ undo: z.string().max(100) });

export const newView = z.object({ name: shortText, query: z.record(z.string().max(20), z.string().max(200)) });

/** One sentence of the brief, with the numbers of the sources it rests on. */
export const briefSentence = z.object({ text: z.string(), sources: z.array(z.int()).min(1) });

export const caseBrief = z.object({
  patient: patientIdentity,
  madeAt: instantText,
  today: plainDateText,
  drug: z.string(),
  visitDate: plainDateText,
  payer: z.string().optional(),
  memberId: z.string().optional(),
  ask: z.string(),
  sections: z.array(z.object({ title: z.string(), sentences: z.array(briefSentence) })),
  /** What the chart does not hold; said, so that nobody claims it on the telephone. */
  missing: z.array(z.string()),
  sources: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        number: z.int(),
        kind: z.literal('chart'),
        ref: z.string(),
        what: z.string(),
        on: plainDateText.optional(),
      }),
      z.object({ number: z.int(), kind: z.literal('policy'), citation }),
    ]),
  ),
});

export type CaseRow = z.infer<typeof caseRow>;
export type CaseTabName = z.infer<typeof caseTab>;
export type CaseList = z.infer<typeof caseList>;
export type CaseCountsView = z.infer<typeof caseCounts>;
export type CaseDetail = z.infer<typeof caseDetail>;
export type CaseAction = z.infer<typeof caseAction>;
export type BulkAction = z.infer<typeof bulkAction>;
export type BulkDone = z.infer<typeof bulkDone>;
export type ChangedCase = z.infer<typeof changedCase>;
export type SavedViewShown = z.infer<typeof savedView>;
export type CaseBrief = z.infer<typeof caseBrief>;
export type StaffMemberShown = z.infer<typeof staffMember>;
