import { createHash } from 'node:crypto';
import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import { holdsOn } from '../domain/kernel/in-force.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { quarterOf } from '../domain/kernel/plain-date.ts';
import type {
  CodeSuccession,
  Container,
  ContainerKind,
  DrugFacts,
  DrugIndex,
  PaymentLimit,
} from '../domain/visit/drug-facts.ts';
import type { Amount } from '../domain/kernel/quantity.ts';
import { equals } from '../domain/kernel/rational.ts';
import type { DrugTables, LimitRow, MueRow, PackageRow, SuccessionRow } from './drug-tables.ts';
import type { DrugKnowledge, Lookups } from './drug-knowledge.ts';
import { identifier } from './identify.ts';

export function buildDrugIndex(tables: DrugTables): DrugKnowledge {
  const look = lookups(tables);
  return {
    ...look,
    identify: identifier(tables, look),
    successions: () => tables.successions,
    version: versionOf(tables),
  };
}

/** Rows of imported files laid over the shipped tables; `stamp` (their checksums, say) becomes part of the version. */
export function withImported(
  tables: DrugTables,
  imported: {
    readonly limits?: readonly LimitRow[];
    readonly packages?: readonly PackageRow[];
    readonly mues?: readonly MueRow[];
    readonly stamp: string;
  },
): DrugTables {
  return {
    ...tables,
    limits: [...tables.limits, ...(imported.limits ?? [])],
    packages: [...tables.packages, ...(imported.packages ?? [])],
    mues: muesLaidOver(tables.mues, imported.mues ?? []),
    checksum: createHash('sha256').update(`${tables.checksum}\0${imported.stamp}`).digest('hex'),
  };
}

/**
 * An imported table of a setting takes the place of the shipped one as a whole, unless it is older: a code that it
 * leaves out has no published edit there any more.
 */
function muesLaidOver(shipped: readonly MueRow[], imported: readonly MueRow[]): readonly MueRow[] {
  const [ours, theirs] = [newestQuarters(shipped), newestQuarters(imported)];
  const counts = ({ setting }: MueRow): boolean => (ours.get(setting) ?? '') <= (theirs.get(setting) ?? '');
  return [...shipped.filter((row) => !counts(row)), ...imported.filter(counts)];
}

/** "2026Q4" sorts as text. */
function newestQuarters(rows: readonly MueRow[]): ReadonlyMap<MueRow['setting'], string> {
  const newest = new Map<MueRow['setting'], string>();
  for (const { setting, quarter } of rows) if ((newest.get(setting) ?? '') < quarter) newest.set(setting, quarter);
  return newest;
}

function lookups(tables: DrugTables): Lookups {
  const drugs = grouped(tables.drugs, ({ facts }) => facts.hcpcs);
  const ingredients = grouped(tables.drugs, ({ facts }) => facts.ingredient);
  const containers = grouped(tables.containers, ({ hcpcs }) => hcpcs);
  const packages = grouped(tables.packages, ({ ndc }) => ndc);
  const mues = new Map(tables.mues.map((row) => [`${row.hcpcs} ${row.setting}`, row]));
  const currentCode = successorFinder(tables.successions);

  const facts = (code: HcpcsCode, on: PlainDate): DrugFacts | undefined =>
    drugs.get(code)?.find((row) => holdsOn(row.facts.inForce, on))?.facts;

  return {
    facts,
    ofIngredient: (ingredient, on) =>
      (ingredients.get(ingredient.toLowerCase()) ?? []).flatMap((row) =>
        holdsOn(row.facts.inForce, on) ? [row.facts] : [],
      ),
    paymentLimit: limitFinder(tables.limits),
    mue: (code, setting = 'practitioner') => mues.get(`${code} ${setting}`),
    hcpcsOfNdc: (ndc, on) => unique((packages.get(ndc) ?? []).map(({ hcpcs }) => currentCode(hcpcs, on))),
    packageOf(ndc, code) {
      const row = packages.get(ndc)?.find(({ hcpcs }) => hcpcs === code);
      return row && { ...row, kind: kindOf(row.content, containers.get(code) ?? []) };
    },
    containersOf: (code) => containers.get(code) ?? [],
    currentCode,
  };
}

function successorFinder(rows: readonly SuccessionRow[]): (code: HcpcsCode, on: PlainDate) => HcpcsCode {
  const byOld = new Map<HcpcsCode, CodeSuccession>(rows.map((row) => [row.from, row]));
  return (code, on) => {
    let current = code;
    // As many steps as there are replacements: a loop in the table cannot hang the program.
    for (let step = 0; step < rows.length; step += 1) {
      const next = byOld.get(current);
      if (next === undefined || next.on > on) break;
      current = next.to;
    }
    return current;
  };
}

/** The quarter of the day, else the newest earlier one; of two rows for one quarter the one laid on later counts. */
function limitFinder(rows: readonly LimitRow[]): DrugIndex['paymentLimit'] {
  const byCode = new Map<HcpcsCode, PaymentLimit[]>();
  for (const [code, limits] of grouped(rows, ({ limit }) => limit.hcpcs)) {
    const newestFirst = [...limits].reverse().map(({ limit }) => limit);
    byCode.set(
      code,
      newestFirst.sort((a, b) => (a.quarterFrom < b.quarterFrom ? 1 : a.quarterFrom > b.quarterFrom ? -1 : 0)),
    );
  }
  return (code, on) => byCode.get(code)?.find(({ quarterFrom }) => quarterFrom <= on);
}

function kindOf(content: Amount | undefined, containers: readonly Container[]): ContainerKind {
  const same = containers.find(
    (row) => content?.measure === row.content.measure && equals(row.content.value, content.value),
  );
  return same?.kind ?? 'unknown';
}

/** "2026Q4+3f9a1c2b7d40": the newest quarter with a price, and the tables' checksum. */
function versionOf(tables: DrugTables): string {
  const newest = tables.limits.reduce((best, { limit }) => (limit.quarterFrom > best ? limit.quarterFrom : best), '');
  const label = tables.limits.find(({ limit }) => limit.quarterFrom === newest)?.limit;
  return `${label === undefined ? 'no-prices' : quarterOf(label.quarterFrom).label}+${tables.checksum.slice(0, 12)}`;
}

function grouped<Key, Row>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

const unique = <Item>(items: readonly Item[]): readonly Item[] => [...new Set(items)];
