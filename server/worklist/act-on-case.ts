/** Carries out what people do to cases: the row, its history and the audit record in one transaction, and undo. */
import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { CaseAction } from '../../api-contract/worklist.schema.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import { recordEvent } from '../store/audit.ts';
import type { CaseEvent } from '../store/case-events.ts';
import { addCaseEvents, eventsOfBatch } from '../store/case-events.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import { findCase, isOpenState } from '../store/cases.ts';
import type { CaseColumns } from '../store/change-case.ts';
import { changeCase, changeClosedCase } from '../store/change-case.ts';
import type { Database } from '../store/database.ts';
import type { Actor, PlanFacts, Planned, PlanRefused } from './case-plan.ts';
import { planOf } from './case-plan.ts';

export interface Acting {
  readonly db: Kysely<Database>;
  readonly tenant: string;
  readonly actor: Actor;
  readonly at: Date;
  /** The tenant's calendar day. */
  readonly today: string;
  readonly isStaff: (ref: string) => boolean;
  /** Who of the senior specialists gets a case; undefined where there is none beside its owner. */
  readonly seniorFor?: (db: Kysely<Database>, work: AuthorizationCase) => Promise<string | undefined>;
  /** Cases that lie with others are unknown to the actor. All are known without it. */
  readonly mayKnow?: (route: string) => boolean;
}

export interface SeenVersion {
  readonly id: string;
  readonly version: number;
}

export type ActRefused = PlanRefused | { readonly kind: 'unknown' | 'not-undoable' };

/** Does one thing to each case; each stands for itself. `batch` undoes all of them. */
export async function actOnCases(
  acting: Acting,
  seen: readonly SeenVersion[],
  action: CaseAction,
): Promise<{ readonly batch: string; readonly results: readonly ActResult[] }> {
  const batch = randomUUID();
  const results: ActResult[] = [];
  for (const one of seen) results.push({ id: one.id, outcome: await actOnCase(acting, one, action, batch) });
  return { batch, results };
}

export interface ActResult {
  readonly id: string;
  readonly outcome: Result<AuthorizationCase, ActRefused>;
}

function actOnCase(
  acting: Acting,
  { id, version }: SeenVersion,
  action: CaseAction,
  batch: string,
): Promise<Result<AuthorizationCase, ActRefused>> {
  return acting.db.transaction().execute(async (db): Promise<Result<AuthorizationCase, ActRefused>> => {
    const row = await findCase(db, acting.tenant, id);
    if (row === undefined || acting.mayKnow?.(row.route) === false) return problem({ kind: 'unknown' });
    // A note is added to whatever the case is by now.
    if (row.version !== version && action.do !== 'note') return problem({ kind: 'stale' });
    const planned = planOf(action, { row, ...acting, ...(await seniorOf(db, acting, row, action)) });
    if (!planned.ok) return planned;
    const changed = await apply(db, row, planned.value);
    if (changed === undefined) return problem({ kind: 'stale' });
    await tell(db, acting, { row, changed, planned: planned.value, batch });
    return ok(changed);
  });
}

/** Who is there has to be looked up, and is for the one action that asks for it. */
async function seniorOf(
  db: Transaction<Database>,
  { seniorFor }: Acting,
  row: AuthorizationCase,
  action: CaseAction,
): Promise<Pick<PlanFacts, 'senior'>> {
  return action.do === 'send-to-senior' ? { senior: await seniorFor?.(db, row) } : {};
}

async function apply(
  db: Transaction<Database>,
  row: AuthorizationCase,
  { columns, onClosed }: Planned,
): Promise<AuthorizationCase | undefined> {
  if (columns === undefined) return row;
  const seen = { tenant: row.tenant, id: row.id, version: row.version };
  const change = onClosed === true ? changeClosedCase : changeCase;
  const changed = await change(db, seen, columns);
  return changed.ok ? changed.case : undefined;
}

interface Told {
  readonly row: AuthorizationCase;
  readonly changed: AuthorizationCase;
  readonly planned: Planned;
  readonly batch: string;
}

async function tell(db: Transaction<Database>, { tenant, actor, at }: Acting, told: Told): Promise<void> {
  const { row, changed, planned, batch } = told;
  const { kind, detail } = planned;
  const was = planned.columns === undefined ? undefined : undoable(row);
  await addCaseEvents(db, [
    {
      ...{ tenant, caseId: row.id, at, actor: actor.ref, kind, detail, version: changed.version, batch },
      ...(was === undefined ? {} : { was }),
    },
  ]);
  await recordEvent(db, 'case-change', {
    ...{ at, actor: actor.ref, tenant },
    body: {
      ...{ patient: row.patient_ref, case: row.id, kind, ...(kind === 'note' ? {} : { detail }) },
      ...{ before: undoable(row), after: undoable(changed), version: changed.version },
    },
  });
}

const UNDOABLE = [
  'state',
  'owner',
  'snoozed_until',
  'waiting_for',
  'waiting_until',
  'urgency_rank',
  'closed_at',
  'closed_by',
  'close_reason',
  'outcome',
  'outcome_on',
] as const satisfies readonly (keyof AuthorizationCase)[];

/** The columns that an action may change, as they are. */
const undoable = (row: AuthorizationCase): Readonly<Record<string, unknown>> =>
  Object.fromEntries(UNDOABLE.map((column) => [column, row[column]]));

const UNDO_MS = 30 * 60 * 1000;

/**
 * Puts every case of a batch back as it was, if nobody has changed it since. Whoever did it may undo it for half an
 * hour, a supervisor also for others.
 */
export async function undoBatch(
  acting: Acting,
  batch: string,
): Promise<{ readonly batch: string; readonly results: readonly ActResult[] } | undefined> {
  const events = await eventsOfBatch(acting.db, acting.tenant, batch);
  const mine = events.filter(({ actor, at }) => mayUndo(acting, actor, at));
  if (mine.length === 0) return undefined;
  const results: ActResult[] = [];
  for (const event of mine) results.push({ id: event.case_id, outcome: await undoOne(acting, event) });
  return { batch, results };
}

const mayUndo = ({ actor, at }: Acting, by: string | null, then: Date): boolean =>
  at.getTime() - then.getTime() <= UNDO_MS && (by === actor.ref || (by !== null && actor.isSupervisor));

function undoOne(acting: Acting, event: CaseEvent): Promise<Result<AuthorizationCase, ActRefused>> {
  return acting.db.transaction().execute(async (db): Promise<Result<AuthorizationCase, ActRefused>> => {
    const row = await findCase(db, acting.tenant, event.case_id);
    if (row === undefined) return problem({ kind: 'unknown' });
    if (event.was === null) return problem({ kind: 'not-undoable' });
    if (row.version !== event.version) return problem({ kind: 'stale' });
    const planned: Planned = {
      ...{ kind: 'undone', detail: { of: event.kind }, columns: columnsOf(event.was) },
      onClosed: !isOpenState(row.state),
    };
    const changed = await apply(db, row, planned);
    if (changed === undefined) return problem({ kind: 'stale' });
    await tell(db, acting, { row, changed, planned, batch: randomUUID() });
    return ok(changed);
  });
}

const columnsOf = (was: Readonly<Record<string, unknown>>): CaseColumns =>
  Object.fromEntries(UNDOABLE.map((column) => [column, was[column] ?? null]));
