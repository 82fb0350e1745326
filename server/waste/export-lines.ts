/** Claim lines on their way to billing: which may leave, which wait and why, and the file that they leave in. */
import { randomUUID } from 'node:crypto';
import type { ExportCounts, ExportFile, WasteCharting } from '../../api-contract/waste.schema.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoredPreparation } from '../store/waste-preparations.ts';
import { preparations } from '../store/waste-preparations.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { eventOf, keepEvent, newestVersions, wasteRecords } from '../store/waste-records.ts';
import { chartingIn, contentOf, recordView } from './visit-charting.ts';
import type { WasteDesk } from './waste-desk.ts';

/** Why a record's lines stay here; `ready` may leave. */
type Standing = 'exported' | 'ready' | 'reopened' | 'witness' | 'remainder' | 'review';

/** What billing has to look at, unless somebody of billing did. */
export function wasteReview(record: StoredRecord): string | null {
  return chartingIn(record.after)?.review ?? null;
}

function standingOf(record: StoredRecord, held: ReadonlySet<string>): Standing {
  if (eventOf(record, 'reopened') !== undefined) return 'reopened';
  if (eventOf(record, 'exported') !== undefined) return 'exported';
  if (record.witness_needed && eventOf(record, 'witnessed') === undefined) return 'witness';
  if (held.has(record.preparation_id ?? '')) return 'remainder';
  return needsLook(record) ? 'review' : 'ready';
}

const needsLook = (record: StoredRecord): boolean =>
  wasteReview(record) !== null && eventOf(record, 'released') === undefined;

interface Standings {
  readonly all: readonly StoredRecord[];
  readonly current: readonly { readonly record: StoredRecord; readonly standing: Standing }[];
}

async function standings({ db, tenant }: WasteDesk): Promise<Standings> {
  const [all, prepared] = await Promise.all([wasteRecords(db, { tenant }), preparations(db, { tenant })]);
  const held = new Set(prepared.filter(isHeld).map(({ id }) => id));
  const current = newestVersions(all)
    .filter(({ kind }) => kind !== 'entered-in-error')
    .map((record) => ({ record, standing: standingOf(record, held) }));
  return { all, current };
}

/** A remainder that may yet be used or thrown away: the lines of its patient are not settled. */
export const isHeld = (preparation: StoredPreparation): boolean =>
  preparation.kind !== 'entered-in-error' &&
  preparation.remainder === undefined &&
  contentOf(preparation).remainder !== undefined;

export async function exportCounts(desk: WasteDesk): Promise<ExportCounts> {
  const { all, current } = await standings(desk);
  const of = (...wanted: readonly Standing[]) => current.filter(({ standing }) => wanted.includes(standing));
  const exported = of('exported');
  const rest = of('ready', 'reopened', 'witness', 'remainder', 'review');
  const batches = await desk.db
    .selectFrom('waste_export')
    .selectAll()
    .where('tenant', '=', desk.tenant)
    .orderBy('at', 'desc')
    .limit(50)
    .execute();
  return {
    exported: counted(exported),
    notExported: counted(rest),
    heldBack: {
      review: of('review').length,
      witness: of('witness').length,
      reopened: of('reopened').length,
      remainder: of('remainder').length,
    },
    toReview: of('review').map(({ record }) => recordView(record, desk.timeZone)),
    changedSince: changedSince(all).map((record) => recordView(record, desk.timeZone)),
    batches: batches.map(({ id, at, actor, records }) => ({ id, at: at.toISOString(), by: actor, records })),
  };
}

const counted = (found: readonly { readonly record: StoredRecord }[]) => ({
  records: found.length,
  lines: found.reduce((sum, { record }) => sum + (chartingIn(record.after)?.lines.length ?? 0), 0),
});

/** Corrections and withdrawals of lines that had left, as long as the new ones have not. */
function changedSince(all: readonly StoredRecord[]): readonly StoredRecord[] {
  const left = new Set(
    all.filter((record) => eventOf(record, 'exported') !== undefined).map((record) => lineKey(record)),
  );
  return newestVersions(all).filter(
    (record) => left.has(lineKey(record)) && record.version > 1 && eventOf(record, 'exported') === undefined,
  );
}

const lineKey = ({ appointment, line }: StoredRecord): string => JSON.stringify([appointment, line]);

export type ExportFormat = ExportFile['format'];

/** Exports whatever is ready, once; a file without lines has no id. */
export async function makeExport(desk: WasteDesk, format: ExportFormat): Promise<ExportFile> {
  const { db, tenant, user, role, now } = desk;
  const ready = (await standings(desk)).current.filter(({ standing }) => standing === 'ready');
  if (ready.length === 0) return exportFile(desk, null, [], format);
  const id = randomUUID();
  const taken = await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('waste_export')
      .values({ id, tenant, at: now, actor: user, records: ready.length })
      .execute();
    for (const { record } of ready) {
      const event = { tenant, record_id: record.id, kind: 'exported' as const, at: now, actor: user, role };
      const isNew = await keepEvent(transaction, { ...event, reason: null, export_id: id });
      // Somebody else exports at this moment: none of theirs leaves twice.
      if (!isNew) throw new Error('a record was exported by somebody else at the same moment');
    }
    const body = { export: id, format, records: ready.map(({ record }) => record.id) };
    await recordEvent(transaction, 'export', { at: now, actor: user, tenant, body });
    return ready.map(({ record }) => record);
  });
  return exportFile(desk, id, taken, format);
}

/** The same file again; undefined where there is no such export. */
export async function exportAgain(desk: WasteDesk, id: string, format: ExportFormat): Promise<ExportFile | undefined> {
  const { db, tenant, user, now } = desk;
  const events = await db
    .selectFrom('waste_event')
    .select('record_id')
    .where('tenant', '=', tenant)
    .where('export_id', '=', id)
    .orderBy('id')
    .execute();
  if (events.length === 0) return undefined;
  const ids = events.map(({ record_id }) => record_id);
  const found = await wasteRecords(db, { tenant, ids });
  const records = ids.flatMap((wanted) => found.filter((record) => record.id === wanted));
  await recordEvent(db, 'export', { at: now, actor: user, tenant, body: { export: id, format, again: true } });
  return exportFile(desk, id, records, format);
}

function exportFile(
  { today }: WasteDesk,
  id: string | null,
  records: readonly StoredRecord[],
  format: ExportFormat,
): ExportFile {
  const rows = records.flatMap(rowsOf);
  const text = format === 'csv' ? csvOf(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const name = `waste-claim-lines-${today}${id === null ? '' : `-${id.slice(0, 8)}`}.${format}`;
  return { id, fileName: name, format, records: records.length, lines: rows.length, text };
}

const COLUMNS = [
  'record',
  'version',
  'patient',
  'appointment',
  'service_date',
  'hcpcs',
  'units',
  'modifiers',
  'ndc',
  'lot',
  'given',
  'discarded',
  'unit',
  'review',
  'signed_by',
  'signed_at',
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number>>;

function rowsOf(record: StoredRecord): readonly Row[] {
  const charting = chartingIn(record.after);
  return charting === undefined ? [] : charting.lines.map((line) => rowOf(record, charting, line));
}

function rowOf(record: StoredRecord, charting: WasteCharting, line: WasteCharting['lines'][number]): Row {
  const { vials, given, discarded, review } = charting;
  const each = (of: (vial: (typeof vials)[number]) => string | undefined): string =>
    [...new Set(vials.map(of).filter((text) => text !== undefined && text !== ''))].join('|');
  return {
    record: record.id,
    version: record.version,
    patient: record.patient_ref,
    appointment: record.appointment,
    service_date: record.visit_date,
    hcpcs: line.hcpcs,
    units: line.units,
    modifiers: line.modifiers.join('|'),
    ndc: each(({ ndc }) => ndc),
    lot: each(({ lot }) => lot),
    given: given.value,
    discarded: discarded.value,
    unit: given.unit,
    review: review ?? '',
    signed_by: record.signed_by,
    signed_at: record.signed_at.toISOString(),
  };
}

const csvOf = (rows: readonly Row[]): string =>
  [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function cell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
