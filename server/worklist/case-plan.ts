/** What an action makes of a case, and who may do it: no database, no clock. */
import type { CaseAction } from '../../api-contract/worklist.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { isOpenState } from '../store/cases.ts';
import type { CaseColumns } from '../store/change-case.ts';

export interface Actor {
  /** `Practitioner/s1` */
  readonly ref: string;
  readonly isSupervisor: boolean;
}

export interface Planned {
  /** For the history: "assigned", "snoozed". */
  readonly kind: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Undefined for a note, which changes nothing of the case. */
  readonly columns?: CaseColumns;
  /** A closed case is changed, as when it is opened again. */
  readonly onClosed?: boolean;
}

/** `stale`: the case is not as the actor believes. `not-yours`: somebody else has it. Else what to say to the actor. */
export type PlanRefused =
  { readonly kind: 'stale' | 'not-yours' } | { readonly kind: 'unfit'; readonly message: string };

export interface PlanFacts {
  readonly row: AuthorizationCase;
  readonly actor: Actor;
  readonly at: Date;
  readonly today: string;
  /** Whether a person may be given cases. */
  readonly isStaff: (ref: string) => boolean;
  /** Whom a case that is sent to a senior specialist goes to. */
  readonly senior?: string | undefined;
}

export function planOf(action: CaseAction, facts: PlanFacts): Result<Planned, PlanRefused> {
  const { row } = facts;
  if (action.do === 'note') return ok({ kind: 'note', detail: { text: action.text } });
  // One is done to open cases, the other to closed ones: whoever asks otherwise sees an old page.
  if (isOpenState(row.state) === (action.do === 'reopen')) return problem({ kind: 'stale' });
  if (action.do === 'reopen') return ok(reopened(row));
  if (action.do === 'take') return taken(facts);
  if (action.do === 'urgency') return ok(stated(action.urgent));
  return isInOthersHands(facts) ? problem({ kind: 'not-yours' }) : handled(action, facts);
}

/** Whoever wants a colleague's case asks them or the supervisor: nothing is taken out of anybody's hands. */
const isInOthersHands = ({ row, actor }: PlanFacts): boolean =>
  row.owner !== null && row.owner !== actor.ref && !actor.isSupervisor;

const stated = (urgent: boolean): Planned => ({
  kind: 'urgency',
  detail: { urgent },
  columns: { urgency_rank: urgent ? 0 : 1 },
});

type OwnersAction = Exclude<CaseAction, { do: 'note' | 'reopen' | 'take' | 'urgency' }>;

function handled(action: OwnersAction, facts: PlanFacts): Result<Planned, PlanRefused> {
  const { row } = facts;
  switch (action.do) {
    case 'assign':
      return assigned(action.to, facts);
    case 'send-to-senior':
      return facts.senior === undefined ? unfit('No other senior specialist is in.') : assigned(facts.senior, facts);
    case 'release':
      return ok({ kind: 'released', detail: {}, columns: { owner: null, news: null, state: withoutOwner(row) } });
    case 'snooze':
      return snoozed(action.until, facts);
    case 'wake':
      return ok({ kind: 'woken', detail: {}, columns: { snoozed_until: null } });
    case 'wait':
      return waits(action, facts);
    case 'resume':
      return ok({ kind: 'resumed', detail: {}, columns: resumedColumns(row) });
    case 'resolve':
      return resolved(action, facts);
  }
}

function taken({ row, actor }: PlanFacts): Result<Planned, PlanRefused> {
  if (row.owner !== null) return problem({ kind: 'stale' });
  return ok({ kind: 'assigned', detail: { to: actor.ref }, columns: { owner: actor.ref, state: withOwner(row) } });
}

function assigned(to: string, { row, isStaff }: PlanFacts): Result<Planned, PlanRefused> {
  if (!isStaff(to)) return unfit('Nobody of that name works on cases here.');
  return ok({ kind: 'assigned', detail: { to }, columns: { owner: to, news: null, state: withOwner(row) } });
}

/** Out of sight until a day, but never beyond the visit: it would be over. */
function snoozed(until: string, { row, today }: PlanFacts): Result<Planned, PlanRefused> {
  if (until <= today) return unfit('Choose a day after today.');
  if (until > row.visit_date) return unfit('A case cannot sleep past its visit.');
  return ok({ kind: 'snoozed', detail: { until }, columns: { snoozed_until: until } });
}

function waits(
  { for: what, until }: Extract<CaseAction, { do: 'wait' }>,
  { today }: PlanFacts,
): Result<Planned, PlanRefused> {
  if (until !== undefined && until < today) return unfit('An answer cannot be expected in the past.');
  const columns = { state: 'waiting', waiting_for: what, waiting_until: until ?? null } as const;
  return ok({ kind: 'waiting', detail: { for: what, ...(until === undefined ? {} : { until }) }, columns });
}

function resolved(
  { outcome, on, comment, patient, visitDate }: Extract<CaseAction, { do: 'resolve' }>,
  { row, actor, at, today }: PlanFacts,
): Result<Planned, PlanRefused> {
  if (patient !== row.patient_ref || visitDate !== row.visit_date)
    return unfit('The patient or the visit shown is not the one of this case. Open it again.');
  if (on > today) return unfit('The outcome cannot be of a day to come.');
  return ok({
    kind: 'resolved',
    detail: { outcome, on, ...(comment === undefined ? {} : { comment }) },
    columns: {
      ...{ state: 'resolved', closed_at: at, closed_by: actor.ref, close_reason: comment ?? null },
      ...{ outcome, outcome_on: on, snoozed_until: null, news: null },
    },
  });
}

const reopened = (row: AuthorizationCase): Planned => ({
  kind: 'reopened',
  detail: {},
  onClosed: true,
  columns: {
    ...{ state: row.owner === null ? 'open' : 'assigned', closed_at: null, closed_by: null, close_reason: null },
    ...{ outcome: null, outcome_on: null, lapses_at: null },
  },
});

const resumedColumns = (row: AuthorizationCase): CaseColumns => ({
  state: row.owner === null ? 'open' : 'assigned',
  waiting_for: null,
  waiting_until: null,
});

const withOwner = ({ state }: AuthorizationCase) => (state === 'waiting' ? 'waiting' : 'assigned');
const withoutOwner = ({ state }: AuthorizationCase) => (state === 'waiting' ? 'waiting' : 'open');

const unfit = (message: string): Result<never, PlanRefused> => problem({ kind: 'unfit', message });
