import type { HookIssue, HookProblem } from '../../cds-hooks/hook-problem.ts';
import type { RawResource } from '../../cds-hooks/prefetch.ts';
import type { Decision } from '../../domain/decision/decision.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { NonEmpty } from '../../domain/kernel/non-empty.ts';
import type { Gap, Snapshot, SuppliedSources, UnreadKind } from '../../domain/visit/snapshot.ts';
import type { SiteSettings, SiteZones } from '../../fhir/reading.ts';
import type { LedgerWords, WithLedger } from './beside-ledger.ts';
import { besideLedger } from './beside-ledger.ts';
import type { Decide } from './decider.ts';
import type { GatherQuestion, Gathered, NotRead } from './gather.ts';
import type { RecordAccess } from './record-access.ts';
import { furtherWanted } from './further-records.ts';
import { gather } from './gather.ts';
import type { ReadRecord, ReadSettings } from './record-reader.ts';
import type { SiteKnowledge, VisitRecord } from './take-snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { visitsForUnbooked } from './unbooked-orders.ts';

/** What holds at one tenant's sites. */
export interface SiteDesk {
  readonly knowledge: SiteKnowledge;
  readonly zones: SiteZones;
  /** By `Location/id`. */
  readonly sites: Readonly<Record<string, SiteSettings>>;
  readonly today: () => PlainDate;
  /** Absent where nothing is kept beside the EHR. */
  readonly withLedger?: WithLedger;
}

/** The two steps that are the same for every caller. */
export interface Assessor {
  readonly readRecord: ReadRecord;
  readonly decide: Decide;
}

export interface AssessmentQuestion extends GatherQuestion {
  /** The visits asked about; undefined asks about all. */
  readonly asked?: readonly string[];
  /** Asks about the visits of today alone. */
  readonly todayOnly?: boolean;
  /** Orders on the screen that are judged even where no visit is booked for them. */
  readonly orders?: readonly string[];
}

export interface Assessed {
  readonly snapshot: Snapshot;
  readonly decision: Decision;
  /** What was sent and read of the patient's record, as it came. */
  readonly resources: readonly RawResource[];
  readonly people: readonly RawResource[];
  readonly notRead: readonly NotRead[];
  /** What is kept beside the EHR said, where it could be read. */
  readonly ledger?: LedgerWords;
}

/** What was read for a question, and what it is to be judged by. */
export interface GatheredRecord extends Gathered {
  readonly today: PlainDate;
  readonly knowledge: SiteKnowledge;
}

/** Gather, read, take the snapshot, decide: the one way from a question to a decision, for hook, app and sweep. */
export async function assessPatient(
  question: AssessmentQuestion,
  access: RecordAccess | undefined,
  site: SiteDesk,
  assessor: Assessor,
): Promise<Result<Assessed, HookProblem>> {
  const gathered = await gatherRecord(question, access, site);
  return gathered.ok ? decideRecord(question, gathered.value, site, assessor) : gathered;
}

/** The first step by itself: with the same answer, site and ledger the others come to the same end. */
export async function gatherRecord(
  question: AssessmentQuestion,
  access: RecordAccess | undefined,
  site: SiteDesk,
): Promise<Result<GatheredRecord, HookProblem>> {
  // Taken once: an import may replace the site's knowledge, and a day may end, while the record and the ledger are read.
  const { knowledge } = site;
  const today = site.today();
  const further = question.keysOnly === true ? undefined : furtherWanted(knowledge.policies, today);
  const gathered = await gather(question, access, further);
  if (!gathered.ok) return gathered;
  const { resources, people, notRead } = gathered.value;
  return ok({ resources, people, notRead, today, knowledge });
}

export async function decideRecord(
  question: AssessmentQuestion,
  { resources, people, today, knowledge, notRead: unread }: GatheredRecord,
  site: SiteDesk,
  { readRecord, decide }: Assessor,
): Promise<Result<Assessed, HookProblem>> {
  const settings = settingsFor(question, site, { today, drugs: knowledge.drugs, notRead: unread });
  const read = withUnbooked(readRecord, resources, settings, question);
  if (!read.ok) return problem(unreadable(read.problem, resources));
  const { record, notRead, ledger } = await besideLedger(read.value, unread, site.withLedger);
  const asked = question.todayOnly === true ? visitsOn(record, today) : question.asked;
  const snapshot = takeSnapshot(withUnread(record, notRead), knowledge, today, asked);
  const assessed = { snapshot, decision: decide(snapshot), resources, people, notRead };
  return ok(ledger === undefined ? assessed : { ...assessed, ledger });
}

/** The record is read once more only where an order on the screen has no visit to be judged at. */
function withUnbooked(
  readRecord: ReadRecord,
  resources: readonly RawResource[],
  settings: ReadSettings,
  { orders = [], drafts }: AssessmentQuestion,
): ReturnType<ReadRecord> {
  const record = readRecord(resources, settings);
  if (!record.ok || orders.length === 0) return record;
  const visits = visitsForUnbooked(record.value, orders, drafts, settings.today);
  if (visits.length === 0) return record;
  return readRecord(resources, { ...settings, draftVisits: [...(settings.draftVisits ?? []), ...visits] });
}

const visitsOn = ({ visits }: VisitRecord, day: PlainDate): readonly string[] =>
  visits.filter(({ date }) => date === day).map(({ ref }) => ref);

function settingsFor(
  { tokens, drafts }: AssessmentQuestion,
  site: SiteDesk,
  { today, drugs, notRead }: Pick<ReadSettings, 'today' | 'drugs'> & Pick<Gathered, 'notRead'>,
): ReadSettings {
  return {
    today,
    drugs,
    sites: site.sites,
    zones: site.zones,
    patient: `Patient/${tokens['context.patientId']}`,
    draftVisits: drafts.filter(({ resourceType }) => resourceType === 'Appointment'),
    contextOrders: drafts.filter(({ resourceType }) => resourceType !== 'Appointment'),
    supplies: suppliedBy(notRead),
  };
}

/** A kind of record that this EHR refuses is one that it does not supply; what it was asked for and answered, it does. */
function suppliedBy(notRead: readonly NotRead[]): Partial<SuppliedSources> {
  const refused = new Set(notRead.filter(({ why }) => why === 'not-offered').map(({ key }) => key));
  const observed = !refused.has('observations');
  return { administrations: !refused.has('administrations'), results: observed, weights: observed };
}

/** What could not be looked at is written into the record itself, so that no rule takes silence for an answer. */
function withUnread(record: VisitRecord, notRead: readonly NotRead[]): VisitRecord {
  const gaps = notRead.map(({ key, why }): Gap => ({ path: key, about: record.patient.ref, what: UNREAD[why] }));
  return gaps.length === 0 ? record : { ...record, gaps: [...record.gaps, ...gaps], unread: unreadKinds(notRead) };
}

/**
 * An EHR that does not offer authorizations leaves them unread where no feed brings them; one that does not offer administrations is no gap,
 * because booked visits then count as given.
 */
function unreadKinds(notRead: readonly NotRead[]): readonly UnreadKind[] {
  const authorizations = notRead.some(({ key }) => key === 'claimResponses');
  const administrations = notRead.some(({ key, why }) => key === 'administrations' && why !== 'not-offered');
  return [
    ...(authorizations ? ['authorizations' as const] : []),
    ...(administrations ? ['administrations' as const] : []),
  ];
}

const UNREAD: Readonly<Record<NotRead['why'], string>> = {
  'not-offered': 'the EHR does not offer these records',
  unread: 'could not be read from the EHR',
  'cut-short': 'only a part could be read from the EHR',
  'no-ledger': 'what was imported or attested could not be read',
};

/**
 * The reader counts resources in the order it was given; people know them by type and id. What the call itself says
 * wrongly is a fault of the call, anything else one of the record.
 */
function unreadable(faults: NonEmpty<HookIssue>, resources: readonly RawResource[]): HookProblem {
  const [first, ...others] = faults;
  const named = ({ path, message }: HookIssue): HookIssue => ({
    path: namedPath(path, resources),
    message: message.startsWith(`${path} `) ? `Invalid input: ${message.slice(path.length + 1)}` : message,
  });
  const issues: NonEmpty<HookIssue> = [named(first), ...others.map(named)];
  const isOfTheCall = issues.every(({ path }) => path.startsWith('context.'));
  return { code: isOfTheCall ? 'malformed' : 'record-unreadable', issues };
}

const namedPath = (path: string, resources: readonly RawResource[]): string =>
  path
    .replace(/^draftVisits\[(\d+)\]/, 'context.appointments.entry[$1].resource')
    .replace(/^contextOrders\[(\d+)\]/, 'context.draftOrders.entry[$1].resource')
    .replace(/^\[(\d+)\]/, (whole, position: string) => {
      const resource = resources[Number(position)];
      return resource === undefined ? whole : nameOf(resource, resources);
    });

/** `Observation/o1`; one without an id is `Observation[2]`, counted among its kind. */
function nameOf(resource: RawResource, resources: readonly RawResource[]): string {
  const { resourceType, id } = resource;
  if (typeof id === 'string' && id !== '') return `${resourceType}/${id}`;
  const ofKind = resources.filter((one) => one.resourceType === resourceType);
  return `${resourceType}[${String(ofKind.indexOf(resource))}]`;
}
