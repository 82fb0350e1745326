import type { Rational } from '../domain/kernel/rational.ts';
import { isWhole, multiply, rational } from '../domain/kernel/rational.ts';
import type { Container } from '../domain/visit/drug-facts.ts';
import type {
  ContainerRow,
  DrugRow,
  LimitRow,
  MueRow,
  NameRow,
  PackageRow,
  Provenance,
  RxNormRow,
  SuccessionRow,
  TableSource,
} from './drug-tables.ts';
import { NAME_KINDS, VERIFICATIONS } from './drug-tables.ts';
import type { TableRow } from './table-row.ts';
import { amountIn, cell, codeIn, countIn, dateIn, decimalIn, fault, maybe, ndcIn, said, wordIn } from './table-row.ts';

/** The titles of the documents that tables cite, by key. */
export type Sources = ReadonlyMap<string, TableSource>;

export const parseSource = (row: TableRow): TableSource => ({
  key: said(row, 'key'),
  title: said(row, 'title'),
  publisher: said(row, 'publisher'),
  reading: wordIn(row, 'reading', VERIFICATIONS),
  licence: said(row, 'licence'),
});

/** A row of drugs.csv; its containers come from containers.csv. */
export function parseDrug(row: TableRow, containers: readonly Container[], sources: Sources): DrugRow {
  const unit = provenance(row, 'unit');
  const [until, biosimilarOf, route] = [
    maybe(row, 'effective_until', dateIn),
    maybe(row, 'biosimilar_of', codeIn),
    maybe(row, 'route', said),
  ];
  const facts = {
    hcpcs: codeIn(row, 'hcpcs'),
    label: said(row, 'label'),
    ingredient: said(row, 'ingredient'),
    billingUnit: amountIn(row, 'unit_amount', 'unit'),
    containers,
    ...(biosimilarOf === undefined ? {} : { biosimilarOf }),
    ...(route === undefined ? {} : { route }),
    jwJz: wordIn(row, 'jw_jz', ['applies', 'does-not-apply', 'unknown'] as const),
    inForce: { from: dateIn(row, 'effective_from'), ...(until === undefined ? {} : { until }) },
    source: titleOf(row, unit, sources),
  };
  const known = {
    unit,
    effective: provenance(row, 'effective'),
    ...(route === undefined ? {} : { route: unsourced(row, 'route') }),
    ...(biosimilarOf === undefined ? {} : { biosimilarOf: unsourced(row, 'biosimilar') }),
    jwJz: unsourced(row, 'jw_jz'),
  };
  return { row: row.row, facts, brands: listOf(cell(row, 'brands')), provenance: known };
}

export function parseContainer(row: TableRow): ContainerRow {
  const ndc = maybe(row, 'ndc', ndcIn);
  return {
    row: row.row,
    hcpcs: codeIn(row, 'hcpcs'),
    content: amountIn(row, 'content', 'unit'),
    kind: wordIn(row, 'kind', ['single-dose', 'multi-dose', 'unknown'] as const),
    ...(ndc === undefined ? {} : { ndc }),
    form: said(row, 'form'),
    planned: wordIn(row, 'planned', ['yes', 'no'] as const) === 'yes',
    provenance: provenance(row, 'content'),
  };
}

export function parsePackage(row: TableRow): PackageRow {
  const containers = maybe(row, 'per_package', countIn);
  return {
    row: row.row,
    ndc: ndcIn(row, 'ndc'),
    hcpcs: codeIn(row, 'hcpcs'),
    ...(cell(row, 'content') === '' ? {} : { content: amountIn(row, 'content', 'unit') }),
    ...(containers === undefined ? {} : { containers }),
    provenance: provenance(row),
  };
}

export function parseRxNorm(row: TableRow): RxNormRow {
  const rxcui = said(row, 'rxcui');
  if (!/^\d{1,8}$/.test(rxcui)) throw fault(row, `rxcui is not a number: ${rxcui}`);
  return { row: row.row, rxcui, ingredient: said(row, 'ingredient'), provenance: provenance(row) };
}

export function parseLimit(row: TableRow, sources: Sources): LimitRow {
  const [from, coinsurance] = [provenance(row), maybe(row, 'coinsurance_percent', decimalIn)];
  const limit = {
    hcpcs: codeIn(row, 'hcpcs'),
    quarterFrom: dateIn(row, 'quarter_from'),
    quarterLabel: said(row, 'quarter'),
    microDollarsPerUnit: wholeOf(row, multiply(decimalIn(row, 'limit_usd'), rational(1_000_000)), 'limit_usd'),
    ...(coinsurance === undefined
      ? {}
      : {
          coinsuranceMillipercent: Number(wholeOf(row, multiply(coinsurance, rational(1000)), 'coinsurance_percent')),
        }),
    file: titleOf(row, from, sources),
    row: countIn(row, 'row'),
  };
  return { row: row.row, limit, provenance: from };
}

export function parseMue(row: TableRow): MueRow {
  return {
    row: row.row,
    hcpcs: codeIn(row, 'hcpcs'),
    setting: wordIn(row, 'setting', ['practitioner', 'outpatient-hospital', 'dme-supplier'] as const),
    units: countIn(row, 'value'),
    adjudication: ADJUDICATION[wordIn(row, 'adjudication', ['1', '2', '3'] as const)],
    quarter: said(row, 'quarter'),
    provenance: provenance(row),
  };
}

const ADJUDICATION = { '1': 1, '2': 2, '3': 3 } as const;

export function parseSuccession(row: TableRow, sources: Sources): SuccessionRow {
  const from = provenance(row);
  return {
    row: row.row,
    from: codeIn(row, 'from'),
    to: codeIn(row, 'to'),
    on: dateIn(row, 'on'),
    unitsFactor: decimalIn(row, 'units_factor'),
    source: titleOf(row, from, sources),
    fromUnit: amountIn(row, 'from_unit_amount', 'from_unit'),
    inDrugTable: wordIn(row, 'in_drug_table', ['yes', 'retired'] as const) === 'yes',
    provenance: from,
  };
}

export function parseName(row: TableRow): NameRow {
  const [ingredient, code] = [maybe(row, 'ingredient', said), maybe(row, 'hcpcs', said)];
  if ((ingredient === undefined) === (code === undefined)) throw fault(row, 'names either an ingredient or a code');
  return {
    row: row.row,
    words: said(row, 'name').split(' '),
    kind: wordIn(row, 'kind', NAME_KINDS),
    ...(ingredient === undefined ? {} : { ingredient }),
    ...(code === undefined ? {} : { hcpcs: codeIn(row, 'hcpcs') }),
  };
}

/** The NDC-less twin of a container row, as the domain sees it. */
export const containerOf = ({ content, kind, ndc }: ContainerRow): Container => ({
  content,
  kind,
  ...(ndc === undefined ? {} : { ndc }),
});

const listOf = (text: string): readonly string[] =>
  text
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** `unit_source` and `unit_verification`, or `source` and `verification` where the row has one provenance. */
function provenance(row: TableRow, fact?: string): Provenance {
  const prefix = fact === undefined ? '' : `${fact}_`;
  return {
    sources: said(row, `${prefix}source`).split('|'),
    verification: wordIn(row, `${prefix}verification`, VERIFICATIONS),
  };
}

/** A fact that no file of ours states has a verification word only. */
const unsourced = (row: TableRow, fact: string): Provenance => ({
  sources: ['general-knowledge'],
  verification: wordIn(row, `${fact}_verification`, VERIFICATIONS),
});

function titleOf(row: TableRow, { sources: [first] }: Provenance, sources: Sources): string {
  const source = first === undefined ? undefined : sources.get(first);
  if (source === undefined) throw fault(row, `cites ${first ?? 'nothing'}, which sources.csv does not list`);
  return source.title;
}

function wholeOf(row: TableRow, value: Rational, column: string): bigint {
  if (!isWhole(value)) throw fault(row, `${column} has too many decimals`);
  return value.n;
}
