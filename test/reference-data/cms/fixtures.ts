import type { CmsUpload } from '../../../reference-data/cms/cms-file.ts';

/** Small files in the layout of the real ones; labels and figures are made up. */

export interface Layout {
  readonly name?: string;
  readonly effective?: string;
  readonly preambleRows?: number;
  readonly header?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lineEnd?: string;
}

const LIMIT_HEADER = [
  'HCPCS Code',
  'Short Description',
  'HCPCS Code Dosage',
  'Payment Limit',
  'Co-insurance Percentage',
  'Vaccine AWP%',
  'Vaccine Limit',
  'Blood AWP%',
  'Blood limit',
  'Clotting Factor',
  'Notes',
];

const CROSSWALK_HEADER = [
  '_2026_CODE',
  'Short Description',
  'LABELER NAME',
  'NDC2',
  'Drug Name',
  'HCPCS dosage',
  'PKG SIZE',
  'PKG QTY',
  'BILLUNITS',
  'BILLUNITSPKG',
  '',
  '',
];

export const limitRow = (
  code: string,
  limit: string,
  extra: { dosage?: string; coinsurance?: string; notes?: string } = {},
) => [
  code,
  `label of ${code}`,
  extra.dosage ?? '1 MG',
  limit,
  extra.coinsurance ?? '20.000',
  '',
  '',
  '',
  '',
  '',
  extra.notes ?? '',
];

export const crosswalkRow = (code: string, ndc: string, units: readonly [string, string, string], dosage = '10 MG') => [
  code,
  `label of ${code}`,
  'Some Labeler',
  ndc,
  'Somedrug',
  dosage,
  '1',
  ...units,
  '',
  '',
];

export const paymentLimitFile = (layout: Layout): CmsUpload =>
  fileOf({ name: 'section 508 verision of JUL 2026 Pricing File 062326.csv', header: LIMIT_HEADER, ...layout });

export const crosswalkFile = (layout: Layout): CmsUpload =>
  fileOf({ name: 'July 2026 NDC-HCPCS Crosswalk 062326.csv', header: CROSSWALK_HEADER, ...layout });

/** Row 1 is one quoted notice of several lines; the header's first cell has a line break. */
export function mueFile(layout: {
  name?: string;
  column?: string;
  rows: readonly (readonly string[])[];
  newline?: string;
}): CmsUpload {
  const notice = ['Notice, first line\nsecond line'];
  const header = [
    'HCPCS/\nCPT Code',
    layout.column ?? 'Practitioner Services MUE Values',
    'MUE Adjudication Indicator',
    'MUE Rationale',
  ];
  const padded = [...notice, ...header.slice(1).map(() => '')];
  const text = csv([padded, header, ...layout.rows], '\r\n');
  return { name: layout.name ?? 'MCR_MUE_PractitionerServices_Eff_07-01-2026.csv', bytes: bytesOf(text) };
}

function fileOf({ name, effective, preambleRows = 8, header = [], rows, lineEnd = '\r\n' }: Layout): CmsUpload {
  const blank = header.map(() => '');
  const dates = effective ?? 'Effective July 1, 2026 through September 30, 2026';
  const preamble = Array.from({ length: preambleRows }, (_, at) =>
    at === Math.min(2, preambleRows - 1) ? [dates, ...blank.slice(1)] : blank,
  );
  return { name: name ?? '', bytes: bytesOf(csv([...preamble, header, ...rows], lineEnd)) };
}

const csv = (records: readonly (readonly string[])[], lineEnd: string): string =>
  records.map((cells) => cells.map(quoted).join(',') + lineEnd).join('');

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

/** One byte per character, as Windows-1252 has it for everything used here. */
export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
