import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { CsvHeader, CsvLayout } from './csv-layout.ts';
import { headerOf } from './csv-layout.ts';
import type { FilePrint } from './file-print.ts';
import type { ImportRefusal, RowCount } from './import-report.ts';

/** One data row: its record number in the file, and its cells by column, trimmed; blank where there is no such column. */
export interface CsvRow {
  readonly row: number;
  readonly cell: (column: string) => string;
}

/** Takes one row: keeps it, or says why not. */
export type TakeRow = (row: CsvRow) => Promise<string | undefined> | string | undefined;

/** Longest record in characters: an unclosed quote must not draw the rest of a large file into memory. */
const LONGEST_RECORD = 1_000_000;
const LONGEST_CELL = 4_000;

/**
 * Streams the data rows of a CSV file through `take`, and counts them. Rows that do not fit the header are rejected
 * here. Refuses the whole file where it is of another kind, has no rows, or breaks off.
 */
export async function readCsv(
  file: FilePrint,
  layout: CsvLayout,
  count: RowCount,
  take: TakeRow,
): Promise<Result<undefined, ImportRefusal>> {
  const hash = createHash('sha256');
  const progress: Progress = { row: 0, header: undefined, last: undefined };
  try {
    for await (const cells of recordsOf(file, hash)) {
      const refusal = await step(cells, layout, count, take, progress);
      if (refusal !== undefined) return problem(refusal);
    }
  } catch (error) {
    if (error instanceof CsvError) return problem(brokenAt(error, progress.row + 1));
    throw error;
  }
  if (hash.digest('hex') !== file.checksum)
    return problem({ code: 'truncated', message: 'the file changed while it was read' });
  return endOf(file, layout, progress);
}

interface Progress {
  row: number;
  header: CsvHeader | undefined;
  last: { readonly row: number; readonly isShort: boolean; readonly isRejected: boolean } | undefined;
}

/** The first record that is not blank is the header. */
async function step(
  cells: readonly string[],
  layout: CsvLayout,
  count: RowCount,
  take: TakeRow,
  progress: Progress,
): Promise<ImportRefusal | undefined> {
  progress.row += 1;
  if (cells.every((cell) => cell.trim() === '')) return undefined;
  const { row, header } = progress;
  if (header === undefined) return begin(cells, layout, count, progress);
  count.read();
  const reason = misfit(cells, header) ?? (await take({ row, cell: (column) => cellAt(cells, header, column) }));
  if (reason === undefined) count.keep();
  else count.reject(row, reason);
  progress.last = { row, isShort: cells.length < header.width, isRejected: reason !== undefined };
  return undefined;
}

function begin(
  cells: readonly string[],
  layout: CsvLayout,
  count: RowCount,
  progress: Progress,
): ImportRefusal | undefined {
  const found = headerOf(cells, layout);
  if (!found.ok) return found.problem;
  progress.header = found.value;
  const { unknown } = found.value;
  if (unknown.length > 0) {
    count.warn(progress.row, `columns that are not read: ${unknown.map((name) => name.slice(0, 40)).join(', ')}`);
  }
  return undefined;
}

function misfit(cells: readonly string[], { width }: CsvHeader): string | undefined {
  const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (cells.length < width) return `has ${cells.length} cells where the header names ${width}`;
  if (filled > width) return `has ${filled} cells where the header names ${width}: is a comma not quoted?`;
  if (cells.some((cell) => cell.length > LONGEST_CELL)) return 'has a cell that is too long';
  return cells.some((cell) => cell.includes('\0')) ? 'has a character that is no text' : undefined;
}

const cellAt = (cells: readonly string[], { at }: CsvHeader, column: string): string =>
  cells[at.get(column) ?? -1]?.trim() ?? '';

/** A last record that is short, or that makes no sense and has no line end, was cut off. */
function endOf(file: FilePrint, layout: CsvLayout, { header, last }: Progress): Result<undefined, ImportRefusal> {
  if (header === undefined) return problem({ code: 'empty', message: `the file is empty: it is not ${layout.name}` });
  if (last === undefined) return problem({ code: 'empty', message: 'the file has a header but no rows' });
  return last.isShort || (last.isRejected && !file.endsWithNewline)
    ? problem({ code: 'truncated', message: `the file breaks off in row ${last.row}` })
    : ok(undefined);
}

function recordsOf(file: FilePrint, hash: ReturnType<typeof createHash>): AsyncIterable<readonly string[]> {
  const parser = parse({ relax_column_count: true, max_record_size: LONGEST_RECORD });
  // Errors reach whoever reads the parser.
  pipeline(Readable.from(textOf(file, hash)), parser, () => undefined);
  return parser as AsyncIterable<readonly string[]>;
}

/** The decoder drops a byte order mark. */
async function* textOf({ path, encoding }: FilePrint, hash: ReturnType<typeof createHash>): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

function brokenAt({ code }: CsvError, row: number): ImportRefusal {
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return { code: 'truncated', message: `the file breaks off inside a quoted text that begins in row ${row}` };
  if (code === 'CSV_MAX_RECORD_SIZE')
    return { code: 'wrong-kind', message: `row ${row} is too long: is a quote not closed?` };
  return { code: 'wrong-kind', message: `row ${row} is not CSV` };
}
