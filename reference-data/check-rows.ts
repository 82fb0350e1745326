import type { DrugTables, Provenance, TableFile } from './drug-tables.ts';
import type { TableFault } from './table-fault.ts';
import { when } from './table-fault.ts';

/** No table says the same thing twice. */
export const checkRepetitions = (tables: DrugTables): readonly TableFault[] => [
  ...repeated('drugs.csv', tables.drugs, ({ facts }) => `${facts.hcpcs} ${facts.inForce.from}`),
  ...repeated(
    'containers.csv',
    tables.containers,
    ({ hcpcs: code, content }) => `${code} ${String(content.value.n)}/${String(content.value.d)}`,
  ),
  ...repeated('ndc.csv', tables.packages, ({ ndc, hcpcs: code }) => `${ndc} ${code}`),
  ...repeated('rxnorm.csv', tables.rxnorm, ({ rxcui }) => rxcui),
  ...repeated('payment-limits.csv', tables.limits, ({ limit }) => `${limit.hcpcs} ${limit.quarterFrom}`),
  ...repeated('mue.csv', tables.mues, ({ hcpcs: code, setting, quarter }) => `${code} ${setting} ${quarter}`),
  ...repeated('code-successions.csv', tables.successions, ({ from }) => from),
  ...repeated(
    'names.csv',
    tables.names,
    ({ words, ingredient, hcpcs: code }) => `${words.join(' ')}: ${code ?? ingredient ?? ''}`,
  ),
];

function repeated<Row extends { readonly row: number }>(
  file: TableFile,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly TableFault[] {
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    const [key, before] = [keyOf(row), seen.get(keyOf(row))];
    seen.set(key, before ?? row.row);
    return before === undefined ? [] : [{ file, row: row.row, message: `${key} stands in row ${before} already` }];
  });
}

interface SourcedRow {
  readonly row: number;
  readonly provenance: Provenance;
}

/** Every cited source is listed, and a fact called read in a file cites a file that was read. */
export function checkSources({ sources, ...tables }: DrugTables): readonly TableFault[] {
  const check = (file: TableFile, row: number, provenance: Provenance): readonly TableFault[] => {
    const unlisted = provenance.sources.filter((key) => !sources.has(key));
    const fileRead = provenance.sources.some((key) => sources.get(key)?.reading === 'file');
    return [
      ...unlisted.map((key) => ({ file, row, message: `cites ${key}, which sources.csv does not list` })),
      ...when(
        provenance.verification === 'file' && !fileRead,
        file,
        row,
        'claims to be read in a file but cites none that was',
      ),
    ];
  };
  const rows = (file: TableFile, all: readonly SourcedRow[]): readonly TableFault[] =>
    all.flatMap(({ row, provenance }) => check(file, row, provenance));
  return [
    ...tables.drugs.flatMap(({ row, provenance }) =>
      Object.values(provenance).flatMap((one) => check('drugs.csv', row, one)),
    ),
    ...rows('containers.csv', tables.containers),
    ...rows('ndc.csv', tables.packages),
    ...rows('rxnorm.csv', tables.rxnorm),
    ...rows('payment-limits.csv', tables.limits),
    ...rows('mue.csv', tables.mues),
    ...rows('code-successions.csv', tables.successions),
  ];
}
