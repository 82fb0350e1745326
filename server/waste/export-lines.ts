/** Claim lines on their way to billing: how many left, which wait and why, and those that leave now. */
import { randomUUID } from 'node:crypto';
import type { ExportCounts, ExportFile } from '../../api-contract/waste.schema.ts';
import { recordEvent } from '../store/audit.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { keepEvent, wasteRecords } from '../store/waste-records.ts';
import type { LineStanding } from '../store/waste-standings.ts';
import { changedAfterExport, countStandings, recordsStanding } from '../store/waste-standings.ts';
import type { ExportFormat } from './export-file.ts';
import { exportFile } from './export-file.ts';
import { recordView } from './record-view.ts';
import type { WasteDesk } from './waste-desk.ts';
import { withPlaces } from './with-places.ts';

/** Rows that a page shows; the counts beside them are of all. */
const MOST_SHOWN = 200;

/** Records in one file; what is left leaves with the next one. */
const MOST_IN_FILE = 5000;

const NOT_EXPORTED: readonly LineStanding[] = ['ready', 'reopened', 'witness', 'remainder', 'review'];

/** Without names: whoever shows them looks at the people. */
export type CountedLines = Omit<ExportCounts, 'people' | 'timeZone'>;

/** The counts are the database's own, of all records; the rows beside them are as many as a page shows. */
export async function exportCounts(desk: WasteDesk): Promise<CountedLines> {
  const { db, tenant } = desk;
  const [counts, review, changed, batches] = await Promise.all([
    countStandings(db, tenant),
    recordsStanding(db, { tenant, standings: ['review'], limit: MOST_SHOWN }),
    changedAfterExport(db, tenant, MOST_SHOWN),
    newestBatches(desk),
  ]);
  const of = (name: LineStanding) => counts[name] ?? { records: 0, lines: 0 };
  const sum = (what: 'records' | 'lines'): number => NOT_EXPORTED.reduce((total, name) => total + of(name)[what], 0);
  return {
    exported: of('exported'),
    notExported: { records: sum('records'), lines: sum('lines') },
    heldBack: {
      review: of('review').records,
      witness: of('witness').records,
      reopened: of('reopened').records,
      remainder: of('remainder').records,
    },
    toReview: await shown(desk, review),
    batches: batches.map(({ id, at, actor, records }) => ({ id, at: at.toISOString(), by: actor, records })),
    changedSince: await shown(desk, changed.ids),
    changedTotal: changed.total,
  };
}

const newestBatches = ({ db, tenant }: WasteDesk) =>
  db.selectFrom('waste_export').selectAll().where('tenant', '=', tenant).orderBy('at', 'desc').limit(50).execute();

const shown = async (desk: WasteDesk, ids: readonly string[]): Promise<ExportCounts['toReview']> =>
  withPlaces(
    desk,
    (await inOrder(desk, ids)).map((record) => recordView(record, desk.timeZone)),
  );

/** The records of these ids, in their order. */
async function inOrder({ db, tenant }: WasteDesk, ids: readonly string[]): Promise<readonly StoredRecord[]> {
  const byId = new Map((await wasteRecords(db, { tenant, ids })).map((record) => [record.id, record]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Exports what is ready, once; a file without lines has no id, and `left` counts records for the next file. */
export async function makeExport(desk: WasteDesk, format: ExportFormat, most = MOST_IN_FILE): Promise<ExportFile> {
  const { db, tenant, user, role, now } = desk;
  const ids = await recordsStanding(db, { tenant, standings: ['ready'], limit: most });
  if (ids.length === 0) return exportFile(desk, { id: null, records: [], left: 0 }, format);
  const id = randomUUID();
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('waste_export')
      .values({ id, tenant, at: now, actor: user, records: ids.length })
      .execute();
    for (const record of ids) {
      const event = { tenant, record_id: record, kind: 'exported' as const, at: now, actor: user, role };
      const isNew = await keepEvent(transaction, { ...event, reason: null, export_id: id });
      // Somebody else exports at this moment: none of theirs leaves twice.
      if (!isNew) throw new Error('a record was exported by somebody else at the same moment');
    }
    await recordEvent(transaction, 'export', {
      at: now,
      actor: user,
      tenant,
      body: { export: id, format, records: ids },
    });
  });
  const left = (await countStandings(db, tenant)).ready?.records ?? 0;
  return exportFile(desk, { id, records: await inOrder(desk, ids), left }, format);
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
  const records = await inOrder(
    desk,
    events.map(({ record_id }) => record_id),
  );
  await recordEvent(db, 'export', { at: now, actor: user, tenant, body: { export: id, format, again: true } });
  return exportFile(desk, { id, records, left: 0 }, format);
}
