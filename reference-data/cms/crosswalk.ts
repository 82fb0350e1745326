import type { Ndc11 } from '../../domain/kernel/ndc11.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import type { Amount } from '../../domain/kernel/quantity.ts';
import { amountOf } from '../../domain/kernel/quantity.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { decimalText, equals, isPositive, multiply } from '../../domain/kernel/rational.ts';
import { ok } from '../../domain/kernel/result.ts';
import { cellAt, firstOfEach, hasLicensedDescriptor, isProcedureCode, numberAt } from './cells.ts';
import type { CmsResult, CmsUpload, RowRemark } from './cms-file.ts';
import { dosageAmount } from './dosage.ts';
import { datesInPreamble } from './effective-dates.ts';
import type { CmsRecord, CmsTable } from './records.ts';
import { cmsTable } from './records.ts';

/** One package under one code. */
export interface CrosswalkRow {
  readonly row: number;
  readonly ndc: Ndc11;
  readonly code: string;
  readonly description?: string;
  readonly labeler: string;
  readonly drugName: string;
  readonly dosage: string;
  /** Only where the row agrees with itself: PKG QTY x BILLUNITS = BILLUNITSPKG. Otherwise it serves for identity alone. */
  readonly units?: PackageUnits;
}

export interface PackageUnits {
  readonly containers: Rational;
  readonly unitsPerContainer: Rational;
  readonly unitsPerPackage: Rational;
  /** What one container holds, where the dosage text is one plain amount. */
  readonly content?: Amount;
}

const COLUMNS = {
  code: /^_?\d{4}_code$/,
  description: 'short description',
  labeler: 'labeler name',
  ndc: /^ndc2?$/,
  drugName: 'drug name',
  dosage: /^hcpcs (?:code )?dosage$/,
  quantity: 'pkg qty',
  units: 'billunits',
  packageUnits: 'billunitspkg',
} as const;

type Columns = Readonly<Record<keyof typeof COLUMNS, number>>;

/** Reads an "ASP NDC-HCPCS Crosswalk" file. */
export function parseCrosswalk(upload: CmsUpload): CmsResult<CrosswalkRow> {
  const table = cmsTable(upload, 'crosswalk');
  if (!table.ok) return table;
  const effective = datesInPreamble(table.value.preamble, upload.name);
  if (!effective.ok) return effective;
  const { rows } = table.value;
  return ok({
    kind: 'crosswalk',
    effective: effective.value,
    read: rows.length,
    ...sorted(rows, columnsOf(table.value)),
  });
}

function sorted(records: readonly CmsRecord[], columns: Columns) {
  const kept: CrosswalkRow[] = [];
  const [rejected, warnings]: [RowRemark[], RowRemark[]] = [[], []];
  const earlier = firstOfEach();
  for (const record of records) {
    const units = unitsOf(record, columns);
    if (typeof units === 'string') warnings.push({ row: record.row, reason: units });
    const identity = identityOf(record, columns, earlier);
    if (typeof identity === 'string') rejected.push({ row: record.row, reason: identity });
    else kept.push(typeof units === 'string' ? identity : { ...identity, units });
  }
  return { kept, rejected, warnings };
}

function columnsOf({ column }: CmsTable): Columns {
  return {
    code: column(COLUMNS.code),
    description: column(COLUMNS.description),
    labeler: column(COLUMNS.labeler),
    ndc: column(COLUMNS.ndc),
    drugName: column(COLUMNS.drugName),
    dosage: column(COLUMNS.dosage),
    quantity: column(COLUMNS.quantity),
    units: column(COLUMNS.units),
    packageUnits: column(COLUMNS.packageUnits),
  };
}

/** The units of a package, or why they cannot be used. */
function unitsOf(record: CmsRecord, columns: Columns): PackageUnits | string {
  const containers = numberAt(record, columns.quantity);
  const unitsPerContainer = numberAt(record, columns.units);
  const unitsPerPackage = numberAt(record, columns.packageUnits);
  if (!containers || !unitsPerContainer || !unitsPerPackage) return 'units are not numbers: not used for units';
  const product = multiply(containers, unitsPerContainer);
  if (!equals(product, unitsPerPackage) || !isPositive(product)) {
    return `BILLUNITSPKG ${decimalText(unitsPerPackage)} is not PKG QTY ${decimalText(containers)} x BILLUNITS ${decimalText(unitsPerContainer)}: not used for units`;
  }
  const unit = dosageAmount(cellAt(record, columns.dosage));
  const content = unit && amountOf(unit.measure, multiply(unit.value, unitsPerContainer));
  return { containers, unitsPerContainer, unitsPerPackage, ...(content === undefined ? {} : { content }) };
}

/** Which package and code the row names, or why it is rejected. Device and tissue numbers in the NDC column are no NDCs. */
function identityOf(
  record: CmsRecord,
  columns: Columns,
  earlier: ReturnType<typeof firstOfEach>,
): CrosswalkRow | string {
  const [code, text] = [cellAt(record, columns.code).toUpperCase(), cellAt(record, columns.ndc)];
  if (!isProcedureCode(code)) return `not a HCPCS code: ${code === '' ? 'blank' : code.slice(0, 20)}`;
  const ndc = parseNdc(text);
  if (!ndc.ok) return `not a National Drug Code in 11 digits: ${text === '' ? 'blank' : text.slice(0, 20)}`;
  const before = earlier(`${code} ${ndc.value}`, record.row);
  if (before !== undefined) return `repeats row ${before}`;
  const description = cellAt(record, columns.description);
  return {
    row: record.row,
    ndc: ndc.value,
    code,
    ...(description === '' || hasLicensedDescriptor(code) ? {} : { description }),
    labeler: cellAt(record, columns.labeler),
    drugName: cellAt(record, columns.drugName),
    dosage: cellAt(record, columns.dosage),
  };
}
