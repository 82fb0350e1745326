import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportBeside, ImportQuestion } from '../../../server/imports/import-file.ts';
import { importFile } from '../../../server/imports/import-file.ts';
import type { ImportReport } from '../../../server/imports/import-report.ts';
import type { ImportKind } from '../../../server/imports/import-kind.ts';
import { silentLog } from '../../../server/observability/log.ts';
import type { Store } from '../../../server/store/open-store.ts';

/** A folder for the files of one test file, and how to write one. */
export function scratchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'chairready-import-'));
  return {
    folder,
    write(name: string, content: string | Uint8Array): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing to hold a file against. */
export const ALONE: ImportBeside = {
  log: silentLog,
  now: () => new Date('2026-11-21T15:00:00Z'),
  policies: () => Promise.resolve([]),
  priceSense: () => Promise.resolve(() => ({})),
  preparing: () => Promise.resolve(undefined),
  listSense: () => Promise.resolve({ listPrice: () => undefined, perUnit: () => undefined }),
};

export interface TakenIn {
  readonly kind: ImportKind;
  readonly path: string;
  readonly tenant?: string;
  readonly beside?: ImportBeside;
}

export const takeIn = (store: Store, { kind, path, tenant = 'clinic', beside = ALONE }: TakenIn) =>
  importFile(store, { kind, path, tenant } satisfies ImportQuestion, beside);

/** The report of a file that must be taken in. */
export async function reportOf(store: Store, file: TakenIn): Promise<ImportReport> {
  const result = await takeIn(store, file);
  if (!result.ok) throw new Error(`refused: ${result.problem.message}`);
  return result.value;
}

const cells = (values: readonly string[]): string =>
  values.map((value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',');

/** A payment limit file as CMS lays it out: eight rows of preamble, the dates in the third, CRLF. Figures are made up. */
export function aspFile(rows: readonly (readonly [code: string, limit: string, coinsurance?: string])[]): string {
  const header =
    'HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,Vaccine Limit,Blood AWP%,Blood limit,Clotting Factor,Notes';
  const data = rows.map(([code, limit, share = '20.000']) =>
    cells([code, `label of ${code}`, '1 MG', limit, share, '', '', '', '', '', '']),
  );
  return cmsText('Payment limits', header, data);
}

export type PackageCells = readonly [code: string, ndc: string, quantity: string, units: string, packageUnits: string];

/** A crosswalk as CMS lays it out; the dosage of every code is 10 MG. */
export function crosswalkFile(rows: readonly PackageCells[]): string {
  const header =
    '_2026_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG';
  const data = rows.map(([code, ndc, ...units]) =>
    cells([code, `label of ${code}`, 'Some Labeler', ndc, 'Somedrug', '10 MG', '1', ...units]),
  );
  return cmsText('Crosswalk', header, data);
}

const cmsText = (title: string, header: string, rows: readonly string[]): string =>
  [
    title,
    '',
    '"Effective July 1, 2026 through September 30, 2026"',
    ...Array.from({ length: 5 }, () => ''),
    header,
    ...rows,
    '',
  ].join('\r\n');

/** An Addendum B as CMS lays it out: four rows of preamble whose first cell is blank, CRLF. Figures are made up. */
export const addendumB = (rows: readonly (readonly [code: string, status: string, rate: string])[]): string =>
  [
    ...[',Addendum B.-OPPS Payment by HCPCS Code', ',"CPT codes are a registered mark"', ',', ','],
    'HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,Minimum Unadjusted Copayment,IRA Coinsurance percentage ,Note',
    ...rows.map(([code, status, rate]) => cells([code, 'label', status, '5694', '1', rate, '', '', '', ''])),
    '',
  ].join('\r\n');

/** Row 1 is one quoted notice of several lines, and the header's first cell has a line break. */
export const mueFile = (column: string, rows: readonly (readonly [code: string, units: string])[]): string =>
  [
    '"Notice, first line\nsecond line",,,',
    `"HCPCS/\nCPT Code",${column},MUE Adjudication Indicator,MUE Rationale`,
    ...rows.map(([code, units]) => cells([code, units, '3 Date of Service Edit: Clinical', 'Clinical: Data'])),
    '',
  ].join('\n');

export const FEED_HEADER =
  'payer,member_id,patient,number,status,hcpcs,icd10,units,visits,units_per_dose,interval_days,requested_units,weight_kg,from,to,place_of_service,site_npi,provider_npi,issued,requested_at,decided_at';

/** One row of the feed; what is not named is blank. */
export const feedLine = (values: Readonly<Record<string, string>>): string =>
  cells(FEED_HEADER.split(',').map((column) => values[column] ?? ''));

export const csv = (header: string, lines: readonly string[]): string => [header, ...lines, ''].join('\n');
