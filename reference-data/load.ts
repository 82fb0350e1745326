import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../domain/visit/drug-facts.ts';
import { buildDrugIndex } from './drug-index.ts';
import type { DrugKnowledge } from './drug-knowledge.ts';
import type { ContainerRow, DrugTables, TableFile } from './drug-tables.ts';
import { TABLE_FILES } from './drug-tables.ts';
import { tablesFolder } from './package-root.ts';
import {
  containerOf,
  parseContainer,
  parseDrug,
  parseLimit,
  parseMue,
  parseName,
  parsePackage,
  parseRxNorm,
  parseSource,
  parseSuccession,
} from './parse-tables.ts';
import type { TableRow } from './table-row.ts';
import { said, tableRows } from './table-row.ts';

/**
 * The drug knowledge that ships with the product. The tables are read and frozen once per folder; a broken table throws
 * an error that names the file and the row.
 */
export function loadDrugIndex(folder: string = tablesFolder()): DrugKnowledge {
  const known = loaded.get(folder) ?? buildDrugIndex(loadDrugTables(folder));
  loaded.set(folder, known);
  return known;
}

const loaded = new Map<string, DrugKnowledge>();

/** The tables as they are, frozen, read once per folder: for the index, the data check, and to lay quarters over. */
export function loadDrugTables(folder: string = tablesFolder()): DrugTables {
  const known = tablesRead.get(folder) ?? parseDrugTables((file) => readFileSync(join(folder, file), 'utf8'));
  tablesRead.set(folder, known);
  return known;
}

const tablesRead = new Map<string, DrugTables>();

export function parseDrugTables(textOf: (file: TableFile) => string): DrugTables {
  const texts = new Map(TABLE_FILES.map((file) => [file, textOf(file)]));
  const rows = (file: TableFile): readonly TableRow[] => tableRows(file, texts.get(file) ?? '');
  const sources = new Map(rows('sources.csv').map((row) => [said(row, 'key'), parseSource(row)]));
  const containers = rows('containers.csv').map(parseContainer);
  const planned = plannedByCode(containers);
  return deepFreeze({
    sources,
    drugs: rows('drugs.csv').map((row) => parseDrug(row, planned.get(said(row, 'hcpcs')) ?? [], sources)),
    containers,
    packages: rows('ndc.csv').map(parsePackage),
    rxnorm: rows('rxnorm.csv').map(parseRxNorm),
    limits: rows('payment-limits.csv').map((row) => parseLimit(row, sources)),
    mues: rows('mue.csv').map(parseMue),
    successions: rows('code-successions.csv').map((row) => parseSuccession(row, sources)),
    names: rows('names.csv').map(parseName),
    checksum: checksumOf(texts),
  });
}

function plannedByCode(containers: readonly ContainerRow[]): ReadonlyMap<string, readonly Container[]> {
  const planned = new Map<string, Container[]>();
  for (const row of containers) {
    if (row.planned) planned.set(row.hcpcs, [...(planned.get(row.hcpcs) ?? []), containerOf(row)]);
  }
  return planned;
}

function checksumOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [file, text] of texts) hash.update(`${file}\0${text}\0`);
  return hash.digest('hex');
}

/** Facts are shared by every decision of the process, so nothing may change them. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
