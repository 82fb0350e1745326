import { CsvError, parse } from 'csv-parse/sync';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { CmsKind, CmsUpload, FileRefusal } from './cms-file.ts';

/** One record: its first cells, and how many it has in all. */
export interface CmsRecord {
  readonly row: number;
  readonly cells: readonly string[];
  readonly width: number;
}

/** A file split at its header: what stands above it, where each column is, and the data rows that are not blank. */
export interface CmsTable {
  readonly preamble: string;
  readonly column: (name: string | RegExp) => number;
  readonly header: readonly string[];
  readonly rows: readonly CmsRecord[];
}

/** At most a dozen cells of a row are named. */
const MOST_CELLS = 24;
const HEADER_WITHIN = 60;

/** What the header of each kind must name, in lower case with single blanks. */
const HEADERS: Readonly<Record<CmsKind, readonly RegExp[]>> = {
  'payment-limits': [/^hcpcs code$/, /^payment limit$/],
  crosswalk: [/^_?\d{4}_code$/, /^ndc2?$/, /^billunitspkg$/],
  mue: [/^hcpcs\/? ?cpt code$/, /mue values?$/],
  opps: [/^hcpcs code$/, /^si$/, /^payment rate$/],
};

const NAMES: Readonly<Record<CmsKind, string>> = {
  'payment-limits': 'a CMS payment limit file',
  crosswalk: 'a CMS NDC-HCPCS crosswalk',
  mue: 'a CMS table of medically unlikely edits',
  opps: 'a CMS Addendum B of hospital outpatient payment',
};

/** Finds the table of one kind by its header, wherever it starts and however its columns are ordered. */
export function cmsTable(upload: CmsUpload, kind: CmsKind): Result<CmsTable, FileRefusal> {
  const records = recordsOf(upload.bytes);
  if (!records.ok) return records;
  const at = headerIndex(records.value, kind);
  const head = at === -1 ? undefined : records.value[at];
  if (head === undefined) return problem(notThisKind(records.value, kind));
  const rows = records.value.slice(at + 1).filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (rows.length === 0) return problem({ code: 'empty', message: 'the file has a header but no rows' });
  const cut = breakOf(rows, namedWidth(head), kind, upload.bytes);
  if (cut !== undefined) return problem({ code: 'truncated', message: cut });
  const header = head.cells.map(plain);
  return ok({ preamble: textOf(records.value.slice(0, at)), column: columnFinder(header), header, rows });
}

/**
 * Where a download stopped short: in the middle of the last record or line, or, in a file of real size, before the
 * Q codes that all price files have near their end. A cut between two lines further down cannot be seen.
 */
function breakOf(rows: readonly CmsRecord[], width: number, kind: CmsKind, bytes: Uint8Array): string | undefined {
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const isRealSize = rows.length > 100;
  const endsMidLine = isRealSize && bytes.at(-1) !== NEWLINE;
  if (last.width < width || endsMidLine) return `the file breaks off in row ${last.row}`;
  const reachesQ = kind === 'mue' || rows.some(({ cells }) => cells.some((cell) => /^Q\d{4}$/.test(cell)));
  return isRealSize && !reachesQ ? `the file breaks off after row ${last.row}, before the Q codes` : undefined;
}

/** Up to the last column with a name: what follows may be missing. */
const namedWidth = ({ cells }: CmsRecord): number => cells.findLastIndex((cell) => cell !== '') + 1;

const NEWLINE = 10;

/** Windows-1252, as CMS writes it; a byte order mark means that somebody saved the file as UTF-8. */
function recordsOf(bytes: Uint8Array): Result<readonly CmsRecord[], FileRefusal> {
  const isUtf8 = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = new TextDecoder(isUtf8 ? 'utf-8' : 'windows-1252').decode(bytes);
  if (text.trim() === '') return problem({ code: 'empty', message: 'the file is empty' });
  if (text.startsWith('PK')) {
    return problem({ code: 'wrong-kind', message: 'this is a ZIP or Excel file: unpack it and import the CSV inside' });
  }
  const records: CmsRecord[] = [];
  let isRuler = true;
  try {
    parse(ruled(text.replace(BLANK_TAIL, SHORT_TAIL)), {
      relax_column_count: true,
      on_record: (cells: string[]) => {
        if (!isRuler) records.push(recordOf(cells, records.length + 1));
        isRuler = false;
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) return problem(unreadable(error, records.length + 1));
    throw error;
  }
  return ok(records);
}

/** Some exports end every line in hundreds of empty cells, which cost more time than the rest of the file. */
const BLANK_TAIL = /,{12,}(?=\r?\n|$)/g;
const SHORT_TAIL = ','.repeat(12);

/**
 * Below a line of blank cells, as wide as the last line: for each record that is not as wide as the first one the parser
 * makes an error, allowed or not, and a title has but one cell.
 */
function ruled(text: string): string {
  const [lineEnd = '\n'] = /\r\n|\n|\r/.exec(text) ?? [];
  const lines = text.trimEnd();
  const last = lines.slice(lines.lastIndexOf(lineEnd) + 1);
  return `${','.repeat(last.split(',').length - 1)}${lineEnd}${text}`;
}

function unreadable({ code }: CsvError, row: number): FileRefusal {
  return code === 'CSV_QUOTE_NOT_CLOSED'
    ? { code: 'truncated', message: `the file breaks off inside a quoted text that begins in row ${row}` }
    : { code: 'wrong-kind', message: `row ${row} is not CSV` };
}

/** The cells are copied: a slice would keep the whole wide record, and a substring the whole file, in memory. */
const recordOf = (cells: readonly string[], row: number): CmsRecord => ({
  row,
  cells: cells.slice(0, MOST_CELLS).map((cell) => cell.trim()),
  width: cells.length,
});

const headerIndex = (records: readonly CmsRecord[], kind: CmsKind): number =>
  records.slice(0, HEADER_WITHIN).findIndex(({ cells }) => {
    const names = cells.map(plain);
    return HEADERS[kind].every((wanted) => names.some((name) => wanted.test(name)));
  });

function notThisKind(records: readonly CmsRecord[], kind: CmsKind): FileRefusal {
  const kinds: readonly CmsKind[] = ['payment-limits', 'crosswalk', 'mue', 'opps'];
  const other = kinds.find((candidate) => headerIndex(records, candidate) !== -1);
  const message =
    other === undefined ? `no header of ${NAMES[kind]} was found` : `this is ${NAMES[other]}, not ${NAMES[kind]}`;
  return { code: 'wrong-kind', message };
}

const columnFinder =
  (header: readonly string[]) =>
  (name: string | RegExp): number =>
    header.findIndex((column) => (typeof name === 'string' ? column === name : name.test(column)));

const textOf = (records: readonly CmsRecord[]): string =>
  records.map(({ cells }) => cells.filter((cell) => cell !== '').join(' ')).join('\n');

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
