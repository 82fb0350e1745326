/** Opens, updates and closes the cases of one patient, and tells what was done: decisions and gaps in charting alike. */
import { CompiledQuery, type Kysely } from 'kysely';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PatientFacts } from '../../domain/visit/snapshot.ts';
import { recordEvent } from '../store/audit.ts';
import type { NewCaseEvent } from '../store/case-events.ts';
import { addCaseEvents } from '../store/case-events.ts';
import { keepIdentity } from '../store/case-keepsakes.ts';
import type { CaseOutcome } from '../store/case-tables.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { NewCase } from '../store/open-case.ts';
import { closeCase } from '../store/change-case.ts';
import { closedByHand, openCase } from '../store/open-case.ts';
import { oftenPrepared } from '../store/prepared-pool.ts';
import type { Database } from '../store/database.ts';
import type { StaffSettings } from './own-critical.ts';
import { ownAtOnce } from './own-critical.ts';

export interface CaseCounts {
  opened: number;
  updated: number;
  moved: number;
  closed: number;
}

export const noCases = (): CaseCounts => ({ opened: 0, updated: 0, moved: 0, closed: 0 });

/** About whom, when and by what occasion the worklist is brought into line. */
export interface Occasion {
  readonly tenant: string;
  readonly at: Date;
  readonly today: PlainDate;
  readonly holidays: readonly PlainDate[];
  readonly patient: Pick<PatientFacts, 'ref' | 'name' | 'birthDate'>;
  readonly staff: StaffSettings;
  /** Absent where no decision speaks, as for a gap in charting. */
  readonly decisionId?: string;
}

/** What was open when it began, and what has been done so far. */
export interface CaseKeeping extends Occasion {
  readonly db: Kysely<Database>;
  /** Open cases as they are now, by id. */
  readonly open: Map<string, AuthorizationCase>;
  readonly counts: CaseCounts;
  readonly events: NewCaseEvent[];
}

/** Two occasions about one patient settle one after the other; the lock goes with the caller's transaction. */
export async function openKeeping(
  db: Kysely<Database>,
  occasion: Occasion,
  openOf: (db: Kysely<Database>, tenant: string, patientRef: string) => Promise<readonly AuthorizationCase[]>,
): Promise<CaseKeeping> {
  const { tenant, patient } = occasion;
  await lockPatients(db, tenant, [patient.ref]);
  const open = await openOf(db, tenant, patient.ref);
  return { ...occasion, db, open: new Map(open.map((one) => [one.id, one])), counts: noCases(), events: [] };
}

/** In one order, so that two who lock some of the same wait and do not stand in each other's way for good. */
export async function lockPatients(db: Kysely<Database>, tenant: string, patients: readonly string[]): Promise<void> {
  const names = patients.map((patient) => `${tenant} ${patient}`).sort();
  await db.executeQuery(CompiledQuery.raw(LOCK, [names]));
}

const LOCK = oftenPrepared(
  'select pg_advisory_xact_lock(hashtextextended(name, 0)) as locked from unnest($1::text[]) as patients (name)',
);

export const isSameWork = (work: NewCase, open: AuthorizationCase): boolean =>
  work.appointmentKey === open.appointment_key &&
  (work.orderRef ?? null) === open.order_ref &&
  work.workKind === open.work_kind;

export interface Closing {
  readonly reason: string;
  readonly outcome: CaseOutcome;
}

export async function closeWith(
  keeping: CaseKeeping,
  open: AuthorizationCase,
  { reason, outcome }: Closing,
): Promise<void> {
  const closed = await closeCase(keeping.db, seenAs(open), keeping.at, reason, outcome);
  if (!closed.ok) return;
  keeping.counts.closed += 1;
  keeping.open.delete(open.id);
  note(keeping, closed.case, 'closed', { outcome });
}

/** So long does a case that somebody closed by hand stay closed while the record does not yet show what they settled. */
export const QUIET_MS = 3 * 24 * 60 * 60 * 1000;

/** Work that is there and says the same is left alone; work that a person has just settled does not come back at once. */
export async function bringAbout(keeping: CaseKeeping, wanted: NewCase): Promise<void> {
  const { db, open } = keeping;
  const there = [...open.values()].find((one) => isSameWork(wanted, one));
  if (there === undefined ? await isQuiet(keeping, wanted) : saysTheSame(there, wanted)) return;
  const { case: row, opened } = await openCase(db, wanted);
  open.set(row.id, row);
  if (knowsName(keeping)) await keepIdentity(db, identityOf(keeping));
  if (opened) await welcome(keeping, row);
  else if (row.version !== there?.version) noteUpdate(keeping, row);
}

interface OpenedCase {
  readonly id: string;
  readonly version: number;
  readonly work: { readonly route: string };
}

export function openedEvent(
  { tenant, at, decisionId }: Pick<Occasion, 'tenant' | 'at' | 'decisionId'>,
  { id, version, work }: OpenedCase,
): NewCaseEvent {
  const detail = { route: work.route, ...(decisionId === undefined ? {} : { decision: decisionId }) };
  return { tenant, caseId: id, at, kind: 'opened', version, detail };
}

function noteUpdate(keeping: CaseKeeping, row: AuthorizationCase): void {
  keeping.counts.updated += 1;
  note(keeping, row, 'updated', { route: row.route });
}

async function isQuiet({ db, at }: CaseKeeping, wanted: NewCase): Promise<boolean> {
  const since = new Date(at.getTime() - QUIET_MS);
  return (await closedByHand(db, wanted, since)) !== undefined;
}

async function welcome(keeping: CaseKeeping, row: AuthorizationCase): Promise<void> {
  keeping.counts.opened += 1;
  keeping.events.push(openedEvent(keeping, { ...row, work: row }));
  const owned = await ownAtOnce(keeping.db, keeping, row);
  if (owned !== undefined) note(keeping, owned, 'assigned', { to: owned.owner ?? '' });
}

/** Whether the open case tells its owner just what would be written there now. */
export function saysTheSame(open: AuthorizationCase, { digest, facts, dueBy, why, lapsesAt }: NewCase): boolean {
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

/** A decision says of a nameless record that it has no name; elsewhere a name that is not at hand says nothing. */
const knowsName = ({ decisionId, patient }: Occasion): boolean =>
  decisionId !== undefined || patient.name !== undefined;

export function identityOf({ tenant, patient, at }: Pick<Occasion, 'tenant' | 'patient' | 'at'>) {
  const { ref, name, birthDate } = patient;
  return { tenant, patient_ref: ref, name: name ?? null, birth_date: birthDate ?? null, noted_at: at };
}

export const seenAs = ({ tenant, id, version }: AuthorizationCase) => ({ tenant, id, version });

export function note(
  { events, tenant, at, decisionId }: CaseKeeping,
  { id, version }: AuthorizationCase,
  kind: string,
  detail: Readonly<Record<string, unknown>>,
): void {
  const said = decisionId === undefined ? detail : { ...detail, decision: decisionId };
  events.push({ tenant, caseId: id, at, kind, version, detail: said });
}

/** The history of each case, and one record in the chain for all that was done on the occasion. */
export async function tell({ db, tenant, at, patient, decisionId, events }: CaseKeeping): Promise<void> {
  if (events.length === 0) return;
  await addCaseEvents(db, events);
  await recordEvent(db, 'case-change', {
    ...{ at, tenant },
    body: {
      patient: patient.ref,
      ...(decisionId === undefined ? {} : { decision: decisionId }),
      cases: events.map(({ caseId, kind, version }) => ({ case: caseId, kind, version })),
    },
  });
}
