/** Brings the worklist into line with a new decision: opens, updates, moves and closes a patient's cases. */
import { sql, type Kysely } from 'kysely';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { Decision, VisitDecision } from '../../domain/decision/decision.ts';
import { daysBetween, plainDate } from '../../domain/kernel/plain-date.ts';
import { recordEvent } from '../store/audit.ts';
import type { NewCaseEvent } from '../store/case-events.ts';
import { addCaseEvents } from '../store/case-events.ts';
import { keepIdentity, keepReschedule } from '../store/case-keepsakes.ts';
import type { CaseOutcome } from '../store/case-tables.ts';
import type { AuthorizationCase, NewCase } from '../store/cases.ts';
import { closeCase, closedByHand, moveCase, openCase, openCasesOf } from '../store/cases.ts';
import type { Database } from '../store/database.ts';
import { standingsOfPatient } from '../store/standings.ts';
import type { DecidedCall } from './cases-of-decision.ts';
import { casesOfDecision } from './cases-of-decision.ts';
import type { StaffSettings } from './own-critical.ts';
import { ownCritical } from './own-critical.ts';
import { keepStartOfService } from './start-of-service.ts';

export interface CaseCounts {
  opened: number;
  updated: number;
  moved: number;
  closed: number;
}

export const noCases = (): CaseCounts => ({ opened: 0, updated: 0, moved: 0, closed: 0 });

export interface Settling {
  readonly call: DecidedCall;
  /** Visits that were seen before: a case never moves onto one of them. Looked up where it is not given. */
  readonly seen?: ReadonlySet<string>;
  /** The record as it was read; undefined where the visits could not all be read, and none is then taken for gone. */
  readonly record: readonly RawResource[] | undefined;
  readonly staff: StaffSettings;
}

/**
 * The one way from a decision to the worklist, for hook, app, feedback and sweep. Runs in the caller's transaction, so
 * that the worklist says what the kept decision says. A case that somebody changes meanwhile keeps their change.
 */
export async function settleCases(db: Kysely<Database>, settling: Settling): Promise<CaseCounts> {
  const { call } = settling;
  const wanted = casesOfDecision(call);
  // Two decisions about one patient settle one after the other; the lock goes with the transaction.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${call.tenant} ${call.snapshot.patient.ref}`}, 0))`.execute(
    db,
  );
  const open = await openCasesOf(db, call.tenant, call.snapshot.patient.ref);
  const work = await workOn(db, settling, { wanted, open });
  for (const one of open) await settleOne(work, one);
  for (const one of wanted) await bringAbout(work, one);
  await keepStartOfService(db, call);
  await tell(work);
  return work.counts;
}

/** What one settling has at hand, and what it has done so far. */
interface Work {
  readonly db: Kysely<Database>;
  readonly settling: Settling;
  readonly wanted: readonly NewCase[];
  readonly seen: ReadonlySet<string>;
  /** Open cases as they are now, by id. */
  readonly open: Map<string, AuthorizationCase>;
  readonly counts: CaseCounts;
  readonly events: NewCaseEvent[];
}

async function workOn(
  db: Kysely<Database>,
  settling: Settling,
  { wanted, open }: { readonly wanted: readonly NewCase[]; readonly open: readonly AuthorizationCase[] },
): Promise<Work> {
  const seen = settling.seen ?? (await seenVisits(db, settling, open));
  const byId = new Map(open.map((one) => [one.id, one]));
  return { db, settling, wanted, seen, open: byId, counts: noCases(), events: [] };
}

/** Only a draft's case, or one whose visit is gone, asks which visits were there before. */
async function seenVisits(
  db: Kysely<Database>,
  { call }: Settling,
  open: readonly AuthorizationCase[],
): Promise<ReadonlySet<string>> {
  const here = new Set(call.decision.visits.map(({ appointment }) => appointment));
  if (open.every(({ appointment_key }) => here.has(appointment_key))) return new Set();
  const standings = await standingsOfPatient(db, call.tenant, call.snapshot.patient.ref);
  return new Set([...standings.map(({ appointment }) => appointment), ...open.map((one) => one.appointment_key)]);
}

async function settleOne(work: Work, open: AuthorizationCase): Promise<void> {
  const { decision } = work.settling.call;
  const visit = decision.visits.find(({ appointment }) => appointment === open.appointment_key);
  if (visit !== undefined) {
    if (visit.date !== open.visit_date) await noteReschedule(work, open, visit);
    const isStillWanted = work.wanted.some((one) => isSameWork(one, open));
    if (!isStillWanted && mayClear(work.settling)) await close(work, open, whyDone(visit, work.wanted));
    return;
  }
  const target = movedTo(work, open);
  if (target !== undefined) await move(work, open, target);
  else if (isGone(open, work.settling))
    await close(work, open, { reason: 'The visit is no longer booked.', outcome: 'visit-gone' });
}

/** What was decided about a draft, or without a part of the record, is no reason to leave work undone. */
const mayClear = ({ call: { settles, snapshot } }: Settling): boolean =>
  settles !== false && !snapshot.gaps.some(({ path }) => READ_KINDS.has(path));

/** A kind of record that could not be read stands among the gaps under its prefetch key. */
const READ_KINDS: ReadonlySet<string> = new Set([
  'coverages',
  'medications',
  'appointments',
  'services',
  'claimResponses',
]);

const isSameWork = (work: NewCase, open: AuthorizationCase): boolean =>
  work.appointmentKey === open.appointment_key &&
  (work.orderRef ?? null) === open.order_ref &&
  work.workKind === open.work_kind;

interface Closing {
  readonly reason: string;
  readonly outcome: CaseOutcome;
}

/** What the new decision says instead, for whoever wonders where the case went. */
function whyDone(visit: VisitDecision, wanted: readonly NewCase[]): Closing {
  const other = wanted.find(({ appointmentKey }) => appointmentKey === visit.appointment);
  if (other !== undefined) {
    const reason = `Replaced: the visit now needs work of another kind (${other.workKind}).`;
    return { reason, outcome: 'replaced' };
  }
  const because = visit.drugs.map(({ authorization }) => authorization.because).filter((text) => text !== '');
  return { reason: ['A new decision leaves nothing to do for this visit.', ...because].join(' '), outcome: 'cleared' };
}

async function close(work: Work, open: AuthorizationCase, { reason, outcome }: Closing): Promise<void> {
  const { db, settling } = work;
  const closed = await closeCase(db, seenAs(open), settling.call.at, reason, outcome);
  if (!closed.ok) return;
  work.counts.closed += 1;
  work.open.delete(open.id);
  note(work, closed.case, 'closed', { outcome });
}

async function move(work: Work, open: AuthorizationCase, target: VisitDecision): Promise<void> {
  const to = { appointmentKey: target.appointment, visitDate: target.date };
  const moved = await moveCase(work.db, seenAs(open), to);
  if (!moved.ok) return;
  work.counts.moved += 1;
  work.open.set(open.id, moved.case);
  note(work, moved.case, 'moved', { from: open.appointment_key, to: target.appointment });
  if (!isDraftKey(open.appointment_key)) await noteReschedule(work, open, target);
}

/** The day of a visit with an open case was changed: kept, because the authorization is taken for the cause. */
async function noteReschedule({ db, settling }: Work, open: AuthorizationCase, visit: VisitDecision): Promise<void> {
  if (open.visit_date === visit.date) return;
  const { tenant, at, decisionId } = settling.call;
  await keepReschedule(db, {
    ...{ tenant, at, case_id: open.id, patient_ref: open.patient_ref, order_ref: open.order_ref },
    ...{ from_appointment: open.appointment_key, from_date: open.visit_date },
    ...{ to_appointment: visit.appointment, to_date: visit.date, case_route: open.route, decision_id: decisionId },
  });
}

const isDraftKey = (key: string): boolean => key.startsWith('draft ');

/** The same order on a visit nobody has seen before, nearest in time: a draft that was booked, or a visit that was moved. */
function movedTo({ settling, seen, wanted }: Work, open: AuthorizationCase): VisitDecision | undefined {
  const { call, record } = settling;
  const isDraft = isDraftKey(open.appointment_key);
  if (open.order_ref === null || (!isDraft && record === undefined)) return undefined;
  const day = plainDate(open.visit_date);
  const away = ({ date }: VisitDecision): number => Math.abs(daysBetween(day, date));
  const candidates = call.decision.visits
    .filter(({ appointment }) => !seen.has(appointment) && !appointment.includes('#'))
    .filter(({ drugs }) => drugs.some(({ order }) => order === open.order_ref))
    .filter((visit) => (isDraft ? visit.date === day : isWanted(visit, open, wanted)))
    .sort((a, b) => away(a) - away(b));
  return candidates[0];
}

/** Another case goes there only where it finds its own work: what the move settled is closed as done instead. */
const isWanted = ({ appointment }: VisitDecision, open: AuthorizationCase, wanted: readonly NewCase[]): boolean =>
  wanted.some((work) => isSameWork(work, { ...open, appointment_key: appointment }));

/** Not booked any more, from today on. What took place keeps its case: a denial of it can still be worked on. */
function isGone(open: AuthorizationCase, { call, record }: Settling): boolean {
  if (record === undefined || !open.appointment_key.startsWith('Appointment/')) return false;
  const { today }: Pick<Decision, 'today'> = call.decision;
  const id = open.appointment_key.slice('Appointment/'.length);
  const tookPlace = record.some(
    (one) => one.resourceType === 'Appointment' && one['id'] === id && one['status'] === 'fulfilled',
  );
  return open.visit_date >= today && !tookPlace;
}

/** So long does a case that somebody closed by hand stay closed while the record does not yet show what they settled. */
const QUIET_MS = 3 * 24 * 60 * 60 * 1000;

/** Work that is there and says the same is left alone; work that a person has just settled does not come back at once. */
async function bringAbout(work: Work, wanted: NewCase): Promise<void> {
  const { db, settling, open } = work;
  const there = [...open.values()].find((one) => isSameWork(wanted, one));
  if (there !== undefined && saysTheSame(there, wanted)) return;
  if (there === undefined && (await isQuiet(work, wanted))) return;
  const { case: row, opened } = await openCase(db, wanted);
  open.set(row.id, row);
  await keepIdentity(db, identityOf(settling.call));
  if (opened) await welcome(work, row);
  else if (row.version !== there?.version) {
    work.counts.updated += 1;
    note(work, row, 'updated', { route: row.route });
  }
}

async function isQuiet({ db, settling }: Work, wanted: NewCase): Promise<boolean> {
  const since = new Date(settling.call.at.getTime() - QUIET_MS);
  return (await closedByHand(db, wanted, since)) !== undefined;
}

async function welcome(work: Work, row: AuthorizationCase): Promise<void> {
  work.counts.opened += 1;
  note(work, row, 'opened', { route: row.route });
  const owned = await ownCritical(work.db, work.settling, row);
  if (owned !== undefined) note(work, owned, 'assigned', { to: owned.owner ?? '' });
}

function saysTheSame(open: AuthorizationCase, { digest, facts, dueBy, why, lapsesAt }: NewCase): boolean {
  if (open.lapses_at !== null && lapsesAt === undefined) return false;
  return (
    open.standing_digest === digest &&
    isSameDue(open, dueBy) &&
    open.why === why &&
    canonical(open.facts) === canonical(facts ?? {})
  );
}

/** The store keeps the earlier day of the two (`openCase`). */
const isSameDue = ({ due_by }: AuthorizationCase, dueBy: string | undefined): boolean =>
  due_by === null || dueBy === undefined ? due_by === (dueBy ?? null) : due_by <= dueBy;

/** JSON that comes back from the store has its members in another order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

function identityOf({ tenant, snapshot, at }: DecidedCall) {
  const { ref, name, birthDate } = snapshot.patient;
  return { tenant, patient_ref: ref, name: name ?? null, birth_date: birthDate ?? null, noted_at: at };
}

const seenAs = ({ tenant, id, version }: AuthorizationCase) => ({ tenant, id, version });

function note(
  { events, settling: { call } }: Work,
  { id, version }: AuthorizationCase,
  kind: string,
  detail: Readonly<Record<string, unknown>>,
): void {
  const { tenant, at, decisionId } = call;
  events.push({ tenant, caseId: id, at, kind, version, detail: { ...detail, decision: decisionId } });
}

/** The history of each case, and one record in the chain for all that a decision did. */
async function tell({ db, settling: { call }, events }: Work): Promise<void> {
  if (events.length === 0) return;
  await addCaseEvents(db, events);
  await recordEvent(db, 'case-change', {
    at: call.at,
    tenant: call.tenant,
    body: {
      patient: call.snapshot.patient.ref,
      decision: call.decisionId,
      cases: events.map(({ caseId, kind, version }) => ({ case: caseId, kind, version })),
    },
  });
}
