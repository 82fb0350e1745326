/** Takes signed records into the chart as notes, where the site lets them: tried again until they are there. */
import type { Kysely } from 'kysely';
import type { Tenant } from '../config/config.schema.ts';
import type { FhirGateway } from '../gateway/fhir-gateway.ts';
import type { Log } from '../observability/log.ts';
import { errorFields } from '../observability/log.ts';
import { recordEvent } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { WasteNote } from '../store/waste-notes.ts';
import { claimNotes, postponeNote, settleNote } from '../store/waste-notes.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { eventOf, keepEvent, versionsOf } from '../store/waste-records.ts';
import type { BackendToken } from '../sweep/backend-token.ts';
import { backendToken } from '../sweep/backend-token.ts';
import type { NoteKind } from './note-resource.ts';
import { noteResource } from './note-resource.ts';
import type { NoteRefused } from './write-note.ts';
import { writeNote } from './write-note.ts';

/** One tenant whose records become notes. */
export interface NoteDesk {
  readonly db: Kysely<Database>;
  readonly tenant: string;
  readonly timeZone: string;
  readonly kind: NoteKind;
  readonly gateway: Pick<FhirGateway, 'read' | 'search' | 'baseUrl'>;
  readonly token: Pick<BackendToken, 'get' | 'forget'>;
  readonly now: () => Date;
}

interface Noting {
  readonly db: Kysely<Database>;
  readonly desks: ReadonlyMap<
    string,
    { readonly tenant: Tenant; readonly timeZone: string; readonly gateway: FhirGateway }
  >;
  readonly now: () => Date;
  readonly log: Log;
}

const EVERY_MS = 15_000;
const KINDS = { 'document-reference': 'DocumentReference', communication: 'Communication' } as const;

export function keepNoting({ db, desks, now, log }: Noting): { readonly stop: () => Promise<void> } {
  const noteDesks = [...desks.values()].flatMap(({ tenant, timeZone, gateway }): readonly NoteDesk[] => {
    const kind = tenant.waste.note === 'off' ? undefined : KINDS[tenant.waste.note];
    const token = kind === undefined ? undefined : backendToken(tenant, `system/${kind}.crs`);
    if (kind === undefined || token === undefined) return [];
    return [{ db, tenant: tenant.id, timeZone, kind, gateway, token, now }];
  });
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const fileAll = async (): Promise<void> => {
    for (const desk of noteDesks)
      await fileNotes(desk).catch((error: unknown) => {
        log.error('notes not filed', { tenant: desk.tenant, error: errorFields(error) });
      });
  };
  // An EHR that hangs must not heap up looks: the next one waits for its turn, not in a queue.
  const look = (): void => {
    if (busy) return;
    busy = true;
    working = fileAll().finally(() => {
      busy = false;
    });
  };
  const timer = noteDesks.length === 0 ? undefined : setInterval(look, EVERY_MS);
  timer?.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return working;
    },
  };
}

const AT_ONCE = 20;

/** Works off the notes whose turn it is. Gives how many came into the chart. */
export async function fileNotes(desk: NoteDesk): Promise<number> {
  const { db, tenant, now } = desk;
  let filed = 0;
  for (const note of await claimNotes(db, { tenant, at: now(), most: AT_ONCE }))
    if (await fileNote(desk, note)) filed += 1;
  return filed;
}

async function fileNote(desk: NoteDesk, note: WasteNote): Promise<boolean> {
  const { db, tenant, now } = desk;
  const versions = await versionsOf(db, tenant, note.record_id);
  const record = versions.find(({ id }) => id === note.record_id);
  if (record === undefined) return false;
  if (isAwaitingWitness(record)) {
    await postponeNote(db, record.id, new Date(now().getTime() + WITNESS_MS));
    return false;
  }
  if (eventOf(record, 'filed') !== undefined) {
    // Somebody filed it by hand meanwhile: a second note would double it.
    await settleNote(db, record.id, { state: 'filed', resource: null, at: now() });
    return false;
  }
  const written = await write(desk, record, versions);
  if (written.ok) await noteFiled(desk, record, written.value);
  else await settleNote(db, record.id, { ...nextOf(note, written.problem, now()), why: written.problem.why });
  return written.ok;
}

/** What a second person has yet to witness is not final. */
const isAwaitingWitness = (record: StoredRecord): boolean =>
  record.witness_needed && record.kind !== 'entered-in-error' && eventOf(record, 'witnessed') === undefined;

const WITNESS_MS = 60_000;
const CALL_MS = 20_000;

async function write(desk: NoteDesk, record: StoredRecord, versions: readonly StoredRecord[]) {
  const { gateway, token, kind, timeZone, now } = desk;
  const held = await token.get();
  if (!held.ok) return { ok: false, problem: { why: held.problem, isFinal: false } } as const;
  const call = { accessToken: held.value, deadline: now().getTime() + CALL_MS };
  const earlier = versions.find(({ version, note }) => version < record.version && (note?.resource ?? null) !== null);
  const replaces = earlier?.note?.resource ?? undefined;
  const resource = noteResource(kind, record, { timeZone, ...(replaces === undefined ? {} : { replaces }) });
  const written = await writeNote({ gateway, call }, resource, { id: record.id, patient: record.patient_ref });
  if (!written.ok) token.forget();
  return written;
}

async function noteFiled(
  { db, tenant, now }: NoteDesk,
  record: StoredRecord,
  resource: string | undefined,
): Promise<void> {
  const at = now();
  await db.transaction().execute(async (transaction) => {
    await settleNote(transaction, record.id, { state: 'filed', resource: resource ?? null, at });
    await keepEvent(transaction, {
      ...{ tenant, record_id: record.id, kind: 'filed', at, actor: null, role: null, reason: null },
    });
    const { patient_ref: patient, appointment, line } = record;
    const body = { record: record.id, patient, appointment, line, step: 'filed', note: resource ?? null };
    await recordEvent(transaction, 'waste', { at, tenant, body });
  });
}

const WAITS_MINUTES = [1, 5, 15, 60, 240, 720] as const;
const MOST_TRIES = 12;

/** Later and later; after some days a person has to look. */
function nextOf({ tries }: WasteNote, { isFinal }: NoteRefused, now: Date) {
  const minutes = WAITS_MINUTES[Math.min(tries, WAITS_MINUTES.length) - 1] ?? 1;
  const state = isFinal || tries >= MOST_TRIES ? ('failed' as const) : ('waiting' as const);
  return { state, nextTryAt: new Date(now.getTime() + minutes * 60_000) };
}
