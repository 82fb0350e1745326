/** The file that claim lines leave in, as CSV or NDJSON. */
import type { ExportFile, WasteCharting } from '../../api-contract/waste.schema.ts';
import type { StoredRecord } from '../store/waste-records.ts';
import { chartingIn } from './record-view.ts';
import type { WasteDesk } from './waste-desk.ts';

export type ExportFormat = ExportFile['format'];

export function exportFile(
  { today }: Pick<WasteDesk, 'today'>,
  {
    id,
    records,
    left,
  }: { readonly id: string | null; readonly records: readonly StoredRecord[]; readonly left: number },
  format: ExportFormat,
): ExportFile {
  const rows = records.flatMap(rowsOf);
  const text = format === 'csv' ? csvOf(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const name = `waste-claim-lines-${today}${id === null ? '' : `-${id.slice(0, 8)}`}.${format}`;
  return { id, fileName: name, format, records: records.length, lines: rows.length, left, text };
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
