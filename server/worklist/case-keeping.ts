/** Opens, updates and closes the cases of patients, and tells what was done: decisions and gaps in charting alike. */
import { CompiledQuery, type Kysely } from 'kysely';
import { groupBy } from '../../domain/kernel/group-by.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PatientFacts } from '../../domain/visit/snapshot.ts';
import { recordEvents } from '../store/audit.ts';
import type { NewCaseEvent } from '../store/case-events.ts';
import { addCaseEvents } from '../store/case-events.ts';
import { keepIdentities } from '../store/case-keepsakes.ts';
import type { CaseOutcome } from '../store/case-tables.ts';
import type { AuthorizationCase } from '../store/cases.ts';
import type { NewCase, OpenedCase } from '../store/open-case.ts';
import { closeCase } from '../store/change-case.ts';
import { amongClosedByHand, openCases } from '../store/open-case.ts';
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

/** Two occasions about one patient settle one after the other; the locks go with the caller's transaction. */
export async function openKeepings(
  db: Kysely<Database>,
  tenant: string,
  occasions: readonly Occasion[],
  openOf: (db: Kysely<Database>, tenant: string, patients: readonly string[]) => Promise<readonly AuthorizationCase[]>,
): Promise<readonly CaseKeeping[]> {
  const patients = occasions.map(({ patient }) => patient.ref);
  await lockPatients(db, tenant, patients);
  const byPatient = groupBy(await openOf(db, tenant, patients), ({ patient_ref }) => patient_ref);
  return occasions.map((occasion) => {
    const open = new Map((byPatient.get(occasion.patient.ref) ?? []).map((one) => [one.id, one]));
    return { ...occasion, db, open, counts: noCases(), events: [] };
  });
}

/** In one order, so that two who lock some of the same wait and do not stand in each other's way for good. */
async function lockPatients(db: Kysely<Database>, tenant: string, patients: readonly string[]): Promise<void> {
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
const QUIET_MS = 3 * 24 * 60 * 60 * 1000;

/** What is wanted of one patient; of the same work the last one holds. */
export interface Wanting {
  readonly keeping: CaseKeeping;
  readonly wanted: readonly NewCase[];
}

/**
 * All at once, and what is wanted twice of one patient one after the other. Work that is there and says the same is left
 * alone; work that a person has just settled does not come back at once.
 */
export async function bringAbout(db: Kysely<Database>, wantings: readonly Wanting[]): Promise<void> {
  const again: Wanting[] = [];
  const now = wantings.flatMap(({ keeping, wanted }) => {
    const first = wanted.filter((work, at) => wanted.findIndex((other) => isSameNewWork(other, work)) === at);
    if (first.length < wanted.length) again.push({ keeping, wanted: wanted.filter((work) => !first.includes(work)) });
    return first.flatMap((work) => lackingOf(keeping, work));
  });
  await openLacking(db, now);
  if (again.length > 0) await bringAbout(db, again);
}

const isSameNewWork = (one: NewCase, other: NewCase): boolean =>
  one.appointmentKey === other.appointmentKey && one.orderRef === other.orderRef && one.workKind === other.workKind;

interface Lacking {
  readonly keeping: CaseKeeping;
  readonly work: NewCase;
  /** The open case that says something else. */
  readonly there: AuthorizationCase | undefined;
}

function lackingOf(keeping: CaseKeeping, work: NewCase): readonly Lacking[] {
  const there = [...keeping.open.values()].find((one) => isSameWork(work, one));
  return there !== undefined && saysTheSame(there, work) ? [] : [{ keeping, work, there }];
}

async function openLacking(db: Kysely<Database>, lacking: readonly Lacking[]): Promise<void> {
  const notThere = lacking.flatMap(({ work, there }) => (there === undefined ? [work] : []));
  const quiet = await amongClosedByHand(db, notThere, QUIET_MS);
  const due = lacking.filter(({ work }) => !quiet.has(work));
  const opened = await openCases(
    db,
    due.map(({ work }) => work),
  );
  const keepings = new Set(due.map(({ keeping }) => keeping));
  await keepIdentities(db, [...keepings].filter(knowsName).map(identityOf));
  for (const [at, { keeping, there }] of due.entries()) {
    const one = opened[at];
    if (one !== undefined) await noteOpened(keeping, one, there);
  }
}

async function noteOpened(
  keeping: CaseKeeping,
  { case: row, opened }: OpenedCase,
  there: AuthorizationCase | undefined,
): Promise<void> {
  keeping.open.set(row.id, row);
  if (opened) await welcome(keeping, row);
  else if (row.version !== there?.version) noteUpdate(keeping, row);
}

function noteUpdate(keeping: CaseKeeping, row: AuthorizationCase): void {
  keeping.counts.updated += 1;
  note(keeping, row, 'updated', { route: row.route });
}

async function welcome(keeping: CaseKeeping, row: AuthorizationCase): Promise<void> {
  keeping.counts.opened += 1;
  note(keeping, row, 'opened', { route: row.route });
  const owned = await ownAtOnce(keeping.db, keeping, row);
  if (owned !== undefined) note(keeping, owned, 'assigned', { to: owned.owner ?? '' });
}

/** Whether the open case tells its owner just what would be written there now. */
export function saysTheSame(open: AuthorizationCase, { digest, facts, dueBy, why, lapsesAt }: NewCase): boolean {
  if (open.lapses_at !== null && lapsesAt === undefined) return false;
  return (
    open.standing_digest === digest && isSameDue(open, dueBy) && open.why === why && isSameJson(open.facts, facts ?? {})
  );
}

/** The store keeps the earlier day of the two (`openCase`). */
const isSameDue = ({ due_by }: AuthorizationCase, dueBy: string | undefined): boolean =>
  due_by === null || dueBy === undefined ? due_by === (dueBy ?? null) : due_by <= dueBy;

/** As JSON says it: in any order of members, and one that is undefined is not there. */
function isSameJson(one: unknown, other: unknown): boolean {
  if (!isObject(one) || !isObject(other)) return one === other;
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  return (
    Array.isArray(one) === Array.isArray(other) && [...members].every((name) => isSameJson(one[name], other[name]))
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A decision says of a nameless record that it has no name; elsewhere a name that is not at hand says nothing. */
const knowsName = ({ decisionId, patient }: Occasion): boolean =>
  decisionId !== undefined || patient.name !== undefined;

function identityOf({ tenant, patient, at }: Pick<Occasion, 'tenant' | 'patient' | 'at'>) {
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

/** The history of each case, and for each patient one record in the chain for all that was done on the occasion. */
export async function tell(db: Kysely<Database>, tenant: string, keepings: readonly CaseKeeping[]): Promise<void> {
  await addCaseEvents(
    db,
    keepings.flatMap(({ events }) => events),
  );
  await recordEvents(
    db,
    { kind: 'case-change', tenant },
    keepings.filter(({ events }) => events.length > 0).map(recordOf),
  );
}

const recordOf = ({ at, patient, decisionId, events }: CaseKeeping) => ({
  at,
  body: {
    patient: patient.ref,
    ...(decisionId === undefined ? {} : { decision: decisionId }),
    cases: events.map(({ caseId, kind, version }) => ({ case: caseId, kind, version })),
  },
});
