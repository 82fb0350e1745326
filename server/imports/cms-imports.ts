import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Rational } from '../../domain/kernel/rational.ts';
import { decimalText } from '../../domain/kernel/rational.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { CmsFile, CmsResult, CmsUpload } from '../../reference-data/cms/cms-file.ts';
import type { CrosswalkRow } from '../../reference-data/cms/crosswalk.ts';
import { parseCrosswalk } from '../../reference-data/cms/crosswalk.ts';
import type { MueFileRow } from '../../reference-data/cms/mue.ts';
import { parseMue } from '../../reference-data/cms/mue.ts';
import type { OppsRateRow } from '../../reference-data/cms/opps-rates.ts';
import { parseOppsRates } from '../../reference-data/cms/opps-rates.ts';
import type { PaymentLimitRow } from '../../reference-data/cms/payment-limits.ts';
import { parsePaymentLimits } from '../../reference-data/cms/payment-limits.ts';
import type { RowTable } from '../store/import-tables.ts';
import type { StagedRow } from '../store/imports.ts';
import type { ImportJob, ReadImport } from './import-job.ts';

/** Payment limits of Medicare Part B. */
export const readAsp: ReadImport = cmsReader(parsePaymentLimits, 'payment_limit', limitColumns);

/** Packages and their codes. */
export const readCrosswalk: ReadImport = cmsReader(parseCrosswalk, 'drug_package', packageColumns);

/** Medically unlikely edits. */
export const readMue: ReadImport = cmsReader(parseMue, 'mue_limit', mueColumns);

/** Hospital outpatient status indicators and rates. */
export const readOpps: ReadImport = cmsReader(parseOppsRates, 'opps_rate', oppsColumns);

function cmsReader<Row extends { readonly row: number }>(
  parse: (upload: CmsUpload) => CmsResult<Row>,
  table: RowTable,
  columnsOf: (row: Row) => StagedRow,
): ReadImport {
  return async (job) => {
    const bytes = await readFile(job.file.path);
    if (createHash('sha256').update(bytes).digest('hex') !== job.file.checksum)
      return problem({ code: 'truncated', message: 'the file changed while it was read' });
    const parsed = parse({ name: job.fileName, bytes });
    if (!parsed.ok) return parsed;
    await stageAll(job, parsed.value, table, columnsOf);
    const { from, until, fileDate } = parsed.value.effective;
    return ok({ effective: { from, until }, ...(fileDate === undefined ? {} : { fileDate }) });
  };
}

async function stageAll<Row extends { readonly row: number }>(
  job: ImportJob,
  { read, kept, rejected, warnings, effective }: CmsFile<Row>,
  table: RowTable,
  columnsOf: (row: Row) => StagedRow,
): Promise<void> {
  for (let row = 0; row < read; row += 1) job.count.read();
  for (const { row, reason } of rejected) job.count.reject(row, reason);
  for (const { row, reason } of warnings) job.count.warn(row, reason);
  const ofFile = { file_id: job.fileId, effective_from: effective.from, effective_until: effective.until };
  for (const row of kept) {
    await job.stage(table, { ...ofFile, row_number: row.row, ...columnsOf(row) });
    job.count.keep();
  }
}

function limitColumns(row: PaymentLimitRow): StagedRow {
  return {
    code: row.code,
    micro_dollars_per_unit: String(row.microDollarsPerUnit),
    coinsurance_millipercent: row.coinsuranceMillipercent ?? null,
    dosage: storable(row.dosage),
    notes: row.notes === undefined ? null : storable(row.notes),
  };
}

function packageColumns({ code, ndc, labeler, drugName, dosage, units }: CrosswalkRow): StagedRow {
  const content = units?.content;
  return {
    code,
    ndc,
    labeler: storable(labeler),
    drug_name: storable(drugName),
    dosage: storable(dosage),
    containers: decimalOrNull(units?.containers),
    units_per_container: decimalOrNull(units?.unitsPerContainer),
    units_per_package: decimalOrNull(units?.unitsPerPackage),
    content_value: decimalOrNull(content?.value),
    content_measure: content?.measure ?? null,
  };
}

const decimalOrNull = (value: Rational | undefined): string | null => (value === undefined ? null : decimalText(value));

function mueColumns({ code, setting, units, adjudication }: MueFileRow): StagedRow {
  return { code, setting, units, adjudication };
}

function oppsColumns({ code, statusIndicator, paymentMicroDollars }: OppsRateRow): StagedRow {
  return {
    code,
    status_indicator: statusIndicator,
    payment_micro_dollars: paymentMicroDollars === undefined ? null : String(paymentMicroDollars),
  };
}

/** The database holds no NUL in a text. */
const storable = (text: string): string => text.replaceAll('\0', '');
