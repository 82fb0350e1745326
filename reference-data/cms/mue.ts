import { ok, problem } from '../../domain/kernel/result.ts';
import type { MueRow } from '../drug-tables.ts';
import { cellAt, firstOfEach, isProcedureCode } from './cells.ts';
import type { CmsResult, CmsUpload, RowRemark } from './cms-file.ts';
import { quarterOfMue } from './effective-dates.ts';
import type { CmsRecord, CmsTable } from './records.ts';
import { cmsTable } from './records.ts';

/** The most units of a code on one line (adjudication 1) or one day (2 and 3) in a setting; zero is a real value. */
export interface MueFileRow {
  readonly row: number;
  readonly code: string;
  readonly setting: MueRow['setting'];
  readonly units: number;
  readonly adjudication: 1 | 2 | 3;
}

/** Reads a table of medically unlikely edits. A code that is not in it has no published edit. */
export function parseMue(upload: CmsUpload): CmsResult<MueFileRow> {
  const table = cmsTable(upload, 'mue');
  if (!table.ok) return table;
  const effective = quarterOfMue(table.value.preamble, upload.name);
  if (!effective.ok) return effective;
  const setting = settingOf(table.value);
  if (setting === undefined) return problem({ code: 'wrong-kind', message: 'the header names no known setting' });
  const kept: MueFileRow[] = [];
  const rejected: RowRemark[] = [];
  const [columns, earlier] = [columnsOf(table.value), firstOfEach()];
  for (const record of table.value.rows) {
    const edit = editOf(record, columns, setting);
    const before = typeof edit === 'string' ? undefined : earlier(edit.code, record.row);
    if (typeof edit === 'string') rejected.push({ row: record.row, reason: edit });
    else if (before === undefined) kept.push(edit);
    else rejected.push({ row: record.row, reason: `${edit.code} stands in row ${before} already` });
  }
  return ok({ kind: 'mue', effective: effective.value, read: table.value.rows.length, kept, rejected, warnings: [] });
}

const VALUES = /mue values?$/;

interface Columns {
  readonly code: number;
  readonly value: number;
  readonly adjudication: number;
}

const columnsOf = ({ column }: CmsTable): Columns => ({
  code: column(/^hcpcs\/? ?cpt code$/),
  value: column(VALUES),
  adjudication: column(/adjudication indicator/),
});

/** The second column's name says whose edits they are. */
function settingOf({ header, column }: CmsTable): MueRow['setting'] | undefined {
  const name = header[column(VALUES)] ?? '';
  if (name.includes('practitioner')) return 'practitioner';
  if (name.includes('hospital')) return 'outpatient-hospital';
  return name.includes('dme') ? 'dme-supplier' : undefined;
}

const ADJUDICATION = new Map<string, 1 | 2 | 3>([
  ['1', 1],
  ['2', 2],
  ['3', 3],
]);

function editOf(record: CmsRecord, columns: Columns, setting: MueRow['setting']): MueFileRow | string {
  const [code, value] = [cellAt(record, columns.code).toUpperCase(), cellAt(record, columns.value)];
  const adjudication = ADJUDICATION.get(cellAt(record, columns.adjudication).charAt(0));
  if (!isProcedureCode(code)) return `not a HCPCS or CPT code: ${code === '' ? 'blank' : code.slice(0, 20)}`;
  if (!/^\d{1,9}$/.test(value))
    return `${code} has no whole number of units: ${value === '' ? 'blank' : value.slice(0, 20)}`;
  if (adjudication === undefined) return `${code} has no adjudication indicator from 1 to 3`;
  return { row: record.row, code, setting, units: Number(value), adjudication };
}
