import type { Result } from '../../domain/kernel/result.ts';
import { ok } from '../../domain/kernel/result.ts';
import type { CsvLayout } from './csv-layout.ts';
import type { CsvRow } from './csv-rows.ts';
import { readCsv } from './csv-rows.ts';
import type { FileDates, ImportJob } from './import-job.ts';
import type { ImportRefusal } from './import-report.ts';
import type { spanOf } from './span.ts';

/** Takes every row through its parser; what the parser accepts goes to `keep`, which may still say why not. */
export async function reading<Row>(
  job: ImportJob,
  layout: CsvLayout,
  span: ReturnType<typeof spanOf> | undefined,
  parse: (row: CsvRow) => Result<Row, string>,
  keep: (value: Row, row: number) => Promise<string | undefined>,
): Promise<Result<FileDates, ImportRefusal>> {
  const read = await readCsv(job.file, layout, job.count, async (row) => {
    const parsed = parse(row);
    return parsed.ok ? keep(parsed.value, row.row) : parsed.problem;
  });
  return read.ok ? ok({ effective: span?.dates() ?? null }) : read;
}

/** The columns of a row that every table of a tenant has. */
export const placed = ({ fileId, tenant }: ImportJob, row: number) => ({ file_id: fileId, row_number: row, tenant });
