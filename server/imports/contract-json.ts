import { readFile } from 'node:fs/promises';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { CsvRow } from './csv-rows.ts';
import type { FilePrint } from './file-print.ts';
import type { ImportRefusal, RowCount } from './import-report.ts';

/** Whether a file of contracts is JSON: its first mark is a brace or a bracket, which no header begins with. */
export async function isJson({ path }: FilePrint): Promise<boolean> {
  return /^\s*[{[]/.test((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
}

/**
 * The contracts of a JSON file, `{"contracts": [...]}` or the list alone, as rows with the columns of the CSV file: lists
 * (`hcpcs`, `form`, `percent`) may be written as lists. Rows are counted from 1.
 */
export async function readContractJson(
  file: FilePrint,
  count: RowCount,
  take: (row: CsvRow) => Promise<string | undefined>,
): Promise<Result<undefined, ImportRefusal>> {
  const contracts = contractsIn(await readFile(file.path, 'utf8'));
  if (!contracts.ok) return contracts;
  for (const [at, contract] of contracts.value.entries()) {
    count.read();
    const reason = isRecord(contract) ? await take(rowOf(contract, at + 1)) : 'is not an object';
    if (reason === undefined) count.keep();
    else count.reject(at + 1, reason);
  }
  return ok(undefined);
}

function contractsIn(text: string): Result<readonly unknown[], ImportRefusal> {
  const parsed = jsonOf(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  const list = isRecord(parsed.value) ? parsed.value['contracts'] : parsed.value;
  if (!Array.isArray(list)) return problem({ code: 'wrong-kind', message: 'this JSON has no list of contracts' });
  return list.length === 0 ? problem({ code: 'empty', message: 'the list of contracts is empty' }) : ok(list);
}

function jsonOf(text: string): Result<unknown, ImportRefusal> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return problem({ code: 'truncated', message: 'the file is not JSON, or breaks off before its end' });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rowOf = (contract: Readonly<Record<string, unknown>>, row: number): CsvRow => ({
  row,
  cell: (column) => cellOf(contract[column]),
});

/** Numbers are taken as they are written; what is neither text nor number is no cell. */
function cellOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(cellOf).join('|');
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
