/** Imported price, package and edit tables as the drug index takes them; of a restated quarter only the newest file. */
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';

import { parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import { parsePlainDate, quarterOf } from '../../domain/kernel/plain-date.ts';
import type { Measure } from '../../domain/kernel/quantity.ts';
import { amountOf } from '../../domain/kernel/quantity.ts';
import { parseDecimal } from '../../domain/kernel/rational.ts';
import type { LimitRow, MueRow, PackageRow, Provenance } from '../../reference-data/drug-tables.ts';
import type { Database } from './database.ts';
import { isSeen } from './seen-files.ts';

export interface ImportedTables {
  /** Older quarters first; of one quarter the file with the latest date in its name. */
  readonly limits: readonly LimitRow[];
  /** One row per package and code: that of the newest quarter. */
  readonly packages: readonly PackageRow[];
  /** Of each setting the newest quarter. */
  readonly mues: readonly MueRow[];
  /** Changes whenever the tables do; part of the version of the reference data. */
  readonly stamp: string;
}

/**
 * `counts` narrows it to some files, by their ids: so one sees the tables as they stood before a file came. `unseen` is a
 * file that nobody sees, to be counted all the same: so one sees them as they would stand with it.
 */
export async function importedTables(
  db: Kysely<Database>,
  counts: (fileId: string) => boolean = () => true,
  unseen?: string,
): Promise<ImportedTables> {
  const files = await countingFiles(db, counts, unseen);
  const names = new Map(files.map(({ id, file_name }) => [id, file_name]));
  const of = (kind: string) => files.filter((file) => file.kind === kind).map(({ id }) => id);
  return {
    limits: await limitsOf(db, of('asp'), names),
    packages: await packagesOf(db, of('crosswalk'), names),
    mues: await muesOf(db, of('mue'), names),
    stamp: stampOf(files.map(({ checksum }) => checksum)),
  };
}

/** The stamp alone: a cheap way to see whether another process has imported a table. */
export async function importedStamp(db: Kysely<Database>): Promise<string> {
  return stampOf((await countingFiles(db)).map(({ checksum }) => checksum));
}

const stampOf = (checksums: readonly string[]): string =>
  createHash('sha256').update(checksums.join('\n')).digest('hex');

/** Of each quarter the newest file, by the date in its name, then by when it came. MUE tables have one per setting. */
async function countingFiles(db: Kysely<Database>, counts: (fileId: string) => boolean = () => true, unseen?: string) {
  const visible = await db
    .selectFrom('import_file')
    .select(['id', 'kind', 'file_name', 'checksum', 'effective_from'])
    .where(isSeen(unseen))
    .where('kind', 'in', ['asp', 'crosswalk', 'mue'])
    .orderBy('effective_from')
    .orderBy('file_date', (order) => order.asc().nullsFirst())
    .orderBy('id')
    .execute();
  const files = visible.filter(({ id }) => counts(id));
  // A later one of the same quarter takes the place of the earlier one; one of another setting stands beside it.
  const counting = new Map(files.map((file) => [`${file.kind} ${file.effective_from ?? ''}`, file.id]));
  return files.filter(
    ({ id, kind, effective_from }) => kind === 'mue' || counting.get(`${kind} ${effective_from ?? ''}`) === id,
  );
}

type Names = ReadonlyMap<string, string>;

async function limitsOf(db: Kysely<Database>, files: readonly string[], names: Names): Promise<readonly LimitRow[]> {
  if (files.length === 0) return [];
  const rows = await db
    .selectFrom('payment_limit')
    .selectAll()
    .where('file_id', 'in', files)
    .orderBy('effective_from')
    .orderBy('row_number')
    .execute();
  return rows.flatMap((row) => {
    const [code, from] = [parseHcpcs(row.code), parsePlainDate(row.effective_from)];
    if (!code.ok || !from.ok) return [];
    const file = names.get(row.file_id) ?? '';
    const limit = {
      hcpcs: code.value,
      quarterFrom: from.value,
      quarterLabel: quarterOf(from.value).label,
      microDollarsPerUnit: BigInt(row.micro_dollars_per_unit),
      ...(row.coinsurance_millipercent === null ? {} : { coinsuranceMillipercent: row.coinsurance_millipercent }),
      file,
      row: row.row_number,
    };
    return [{ row: row.row_number, limit, provenance: readIn(file) }];
  });
}

async function packagesOf(
  db: Kysely<Database>,
  files: readonly string[],
  names: Names,
): Promise<readonly PackageRow[]> {
  if (files.length === 0) return [];
  const rows = await db
    .selectFrom('drug_package')
    .select(['file_id', 'row_number', 'code', 'ndc', 'containers', 'content_value', 'content_measure'])
    .distinctOn(['ndc', 'code'])
    .where('file_id', 'in', files)
    .orderBy('ndc')
    .orderBy('code')
    .orderBy('effective_from', 'desc')
    .execute();
  return rows.flatMap((row) => {
    const [code, ndc] = [parseHcpcs(row.code), parseNdc(row.ndc)];
    if (!code.ok || !ndc.ok) return [];
    return [
      {
        row: row.row_number,
        ndc: ndc.value,
        hcpcs: code.value,
        ...countedIn(row.containers),
        ...heldIn(row.content_value, row.content_measure),
        provenance: readIn(names.get(row.file_id) ?? ''),
      },
    ];
  });
}

/** Only a whole number of containers can be counted out. */
const countedIn = (containers: string | null): Pick<PackageRow, 'containers'> =>
  containers === null || !Number.isInteger(Number(containers)) ? {} : { containers: Number(containers) };

function heldIn(value: string | null, measure: string | null): Pick<PackageRow, 'content'> {
  const content = parseDecimal(value ?? '');
  return content.ok && measure !== null ? { content: amountOf(measure as Measure, content.value) } : {};
}

/** A code that the newest table of a setting leaves out has no published edit there any more. */
async function muesOf(db: Kysely<Database>, files: readonly string[], names: Names): Promise<readonly MueRow[]> {
  if (files.length === 0) return [];
  const newest = db
    .selectFrom('mue_limit')
    .select('file_id')
    .distinctOn('setting')
    .where('file_id', 'in', files)
    .orderBy('setting')
    .orderBy('effective_from', 'desc')
    .orderBy('file_id', 'desc');
  const rows = await db
    .selectFrom('mue_limit')
    .selectAll()
    .where('file_id', 'in', newest)
    .orderBy('setting')
    .orderBy('row_number')
    .execute();
  return rows.flatMap((row) => {
    const [code, from] = [parseHcpcs(row.code), parsePlainDate(row.effective_from)];
    if (!code.ok || !from.ok) return [];
    return [
      {
        row: row.row_number,
        hcpcs: code.value,
        setting: row.setting as MueRow['setting'],
        units: row.units,
        adjudication: row.adjudication as MueRow['adjudication'],
        quarter: quarterOf(from.value).label,
        provenance: readIn(names.get(row.file_id) ?? ''),
      },
    ];
  });
}

const readIn = (file: string): Provenance => ({ sources: [file], verification: 'file' });
