/** The tables of the worklist: cases, their history, who works on them, and what cannot be rebuilt later. */
import type { ColumnType, Generated } from 'kysely';
import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PayerFacts } from '../../domain/visit/payer.ts';

export interface CaseTables {
  authorization_case: AuthorizationCaseTable;
  case_event: CaseEventTable;
  patient_identity: PatientIdentityTable;
  service_start: ServiceStartTable;
  visit_reschedule: VisitRescheduleTable;
  answered_request: AnsweredRequestTable;
  staff_member: StaffMemberTable;
  staff_absence: StaffAbsenceTable;
  handoff_note: HandoffNoteTable;
  saved_view: SavedViewTable;
}

/** JSON goes in as text. */
type Json<T> = ColumnType<T, string, string>;

/** A calendar day, `YYYY-MM-DD`. */
type Day = string;

export type CaseState = 'open' | 'assigned' | 'waiting' | 'resolved' | 'lapsed';

/** What people say a case came to; the last three are said by a decision. */
export type CaseOutcome =
  'approved' | 'denied' | 'partial' | 'not-needed' | 'other' | 'cleared' | 'replaced' | 'visit-gone';

/** What a row of the worklist shows, copied from the decision so that a page of rows reads no decision. */
export interface CaseFacts {
  readonly drug?: string;
  /** An instant with its offset. */
  readonly startsAt?: string;
  readonly siteName?: string;
  readonly sentence?: string;
  /** An imperative: "request extension". */
  readonly step?: string;
  readonly missing?: readonly string[];
  readonly severity?: string;
  readonly authorization?: {
    readonly state: string;
    readonly validFrom?: string;
    readonly validUntil?: string;
    readonly unitsAuthorized?: number;
    readonly unitsLeft?: number;
    /** Planned plus discarded units of this visit. */
    readonly unitsNeeded?: number;
  };
  readonly likelihood?: {
    readonly clearedByVisit: number;
    readonly low: number;
    readonly high: number;
    readonly nineInTenBy?: string;
    /** The clinic's own decided requests behind it; absent where there are none. */
    readonly localCases?: number;
  };
  /** Dollars to the cent; absent where nobody can tell. */
  readonly atRisk?: string;
  readonly expectedLoss?: string;
}

export interface AuthorizationCaseTable {
  id: string;
  tenant: string;
  patient_ref: string;
  visit_date: Day;
  /** What is worked for: the Appointment's reference, or for a draft a key of the caller's that names it. */
  appointment_key: string;
  order_ref: string | null;
  /** What kind of work: one open case per kind for an order on a visit. */
  work_kind: string;
  hcpcs: string | null;
  state: CaseState;
  route: string;
  why: string;
  due_by: Day | null;
  /** Null when no hook decision opened it, as for a sweep or a waste gap. */
  opened_by_decision: string | null;
  opened_at: Date;
  /** A draft's case lapses then, unless the visit is booked; null once it is. */
  lapses_at: Date | null;
  owner: string | null;
  acknowledged_at: Date | null;
  closed_at: Date | null;
  close_reason: string | null;
  /** Counts the changes; a change names the version that it saw. */
  version: Generated<number>;
  /** 0 urgent, 1 routine; people state it, decisions leave it. */
  urgency_rank: Generated<number>;
  /** 0 critical, 1 warning, 2 info. */
  gravity_rank: Generated<number>;
  /** `due_by`, or the end of time without one. */
  due_rank: Generated<Day>;
  /** Less the expected loss, so that the dearest comes first; unknown lies between nothing and something. */
  dollar_rank: Generated<number>;
  payer: string | null;
  site: string | null;
  facts: ColumnType<CaseFacts, string | undefined, string>;
  /** The last decision that spoke of it, and when that was made. */
  decision_id: string | null;
  evaluated_at: Date | null;
  /** How the visit stood then (standing.ts): the same digest is no news. */
  standing_digest: string | null;
  snoozed_until: Day | null;
  waiting_for: string | null;
  waiting_until: Day | null;
  outcome: CaseOutcome | null;
  outcome_on: Day | null;
  /** Null where a decision closed it. */
  closed_by: string | null;
  /** The tenant showed no cards then: the baseline to compare with. */
  opened_silently: Generated<boolean>;
  /** The due day whose missing was escalated. */
  escalated_on: Day | null;
  /** What changed since the owner last looked. */
  news: string | null;
}

/** One step in the life of a case. Rows are never changed; they go only when a person's data is purged. */
export interface CaseEventTable {
  id: Generated<string>;
  tenant: string;
  case_id: string;
  at: Date;
  /** Null where a decision, a sweep or a clock did it. */
  actor: string | null;
  kind: string;
  detail: Json<Readonly<Record<string, unknown>>>;
  /** The columns as they were, where the step can be undone. */
  was: Json<Readonly<Record<string, unknown>>> | null;
  /** The version of the case after it. */
  version: number;
  /** What was done in one go carries one token, and is undone in one go. */
  batch: string | null;
}

export interface PatientIdentityTable {
  tenant: string;
  patient_ref: string;
  name: string | null;
  birth_date: Day | null;
  noted_at: Date;
}

/** How the authorization of one drug stood on the day of service, at check-in where somebody checked in. */
export interface ServiceStartTable {
  tenant: string;
  appointment: string;
  order_ref: string;
  patient_ref: string;
  service_date: Day;
  hcpcs: string | null;
  state: string;
  at_check_in: boolean;
  decision_id: string;
  noted_at: Date;
}

/** A visit that moved to another day while a case of it was open: the authorization is taken for the cause. */
export interface VisitRescheduleTable {
  id: Generated<string>;
  tenant: string;
  at: Date;
  case_id: string;
  patient_ref: string;
  order_ref: string | null;
  from_appointment: string;
  from_date: Day;
  to_appointment: string;
  to_date: Day;
  case_route: string;
  decision_id: string | null;
}

/** What a payer answered to a request; days as `YYYY-MM-DD`. */
export interface AnsweredContent {
  readonly payer: Omit<PayerFacts, 'ref'>;
  readonly products: readonly HcpcsCode[];
  readonly granted: boolean;
  readonly number?: string;
  readonly asked?: PlainDate;
  readonly decided?: PlainDate;
}

export interface AnsweredRequestTable {
  id: Generated<string>;
  tenant: string;
  patient_ref: string;
  /** `ClaimResponse/r1#1`. */
  evidence: string;
  said: Json<AnsweredContent>;
  noted_at: Date;
}

/** People who have opened the worklist, as their EHR names them. */
export interface StaffMemberTable {
  tenant: string;
  user_ref: string;
  name: string | null;
  role: string;
  seen_at: Date;
}

export interface StaffAbsenceTable {
  id: string;
  tenant: string;
  user_ref: string;
  from_day: Day;
  until_day: Day;
  cover: string | null;
  set_by: string;
  set_at: Date;
  ended_at: Date | null;
}

export interface HandoffNoteTable {
  id: Generated<string>;
  tenant: string;
  at: Date;
  author: string;
  site: string | null;
  note: string;
}

export interface SavedViewTable {
  id: string;
  tenant: string;
  name: string;
  query: Json<Readonly<Record<string, string>>>;
  made_by: string;
  made_at: Date;
}
