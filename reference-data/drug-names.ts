import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import type { NameRow } from './drug-tables.ts';

/** One name found in a text: the ingredient it means, and the codes where it names products. */
export interface NamedDrug {
  readonly ingredient: string;
  readonly codes?: readonly HcpcsCode[];
}

/** What a text says about the drug. */
export type TextReading =
  | { readonly kind: 'named'; readonly drugs: readonly NamedDrug[] }
  /** A tablet or capsule: swallowed, not infused. */
  | { readonly kind: 'swallowed' }
  /** A known ingredient with a product suffix that the tables do not know: some other product. */
  | { readonly kind: 'other-product' }
  | { readonly kind: 'nothing' };

export type NameReader = (text: string) => TextReading;

interface Name {
  readonly words: readonly string[];
  readonly kind: NameRow['kind'];
  readonly ingredient: string;
  readonly codes?: readonly HcpcsCode[];
}

const SWALLOWED = /\b(?:tablets?|capsules?|tabs?|caps?|oral (?:solution|suspension|liquid|concentrate|powder))\b/;
const GIVEN_BY_NEEDLE =
  /\b(?:iv|ivpb|intravenous|infusion|injection|injectable|inj|subcutaneous|subcut|sc|sq|vials?|syringes?)\b/;
const OR_ANOTHER = /\b(?:biosimilars?|interchangeable|equivalents?|formulary)\b/;
/** Biologics carry a four-letter suffix per product ("denosumab-bbdz"). */
const SUFFIXED = /([a-z]+(?:mab|cept|stim|alfa|beta))-([a-z]{4})(?![a-z])/g;

/** Reads drug names out of free text, whole words only, in any order except for phrases; longer names beat the shorter ones inside them. */
export function nameReader(
  rows: readonly NameRow[],
  ingredientOf: (code: HcpcsCode) => string | undefined,
): NameReader {
  const byWord = indexByLongestWord(namesOf(rows, ingredientOf));
  const everyWord = new Set(rows.flatMap(({ words }) => words));
  return (text) => {
    const lower = text.toLowerCase();
    if (SWALLOWED.test(lower) && !GIVEN_BY_NEEDLE.test(lower)) return { kind: 'swallowed' };
    const words = lower.match(WORD) ?? [];
    const found = longestOf(matches(words, byWord));
    if (found.length === 0) return { kind: 'nothing' };
    if (hasUnknownSuffix(lower, everyWord)) return { kind: 'other-product' };
    return { kind: 'named', drugs: OR_ANOTHER.test(lower) ? found.map(ingredientOnly) : found };
  };
}

const WORD = /[a-z0-9]+/g;

/** Rows of one name are one name with several codes. */
function namesOf(rows: readonly NameRow[], ingredientOf: (code: HcpcsCode) => string | undefined): readonly Name[] {
  const names = new Map<string, Name>();
  for (const row of rows) {
    const { words, kind, hcpcs } = row;
    const ingredient = hcpcs === undefined ? row.ingredient : ingredientOf(hcpcs);
    if (ingredient === undefined) continue;
    const key = [hcpcs === undefined ? 'ingredient' : 'product', ingredient, ...words].join(' ');
    const name = { words, kind, ingredient };
    names.set(key, hcpcs === undefined ? name : { ...name, codes: [...(names.get(key)?.codes ?? []), hcpcs] });
  }
  return [...names.values()];
}

function indexByLongestWord(names: readonly Name[]): ReadonlyMap<string, readonly Name[]> {
  const index = new Map<string, Name[]>();
  for (const name of names) {
    const longest = name.words.reduce((best, word) => (word.length > best.length ? word : best), '');
    index.set(longest, [...(index.get(longest) ?? []), name]);
  }
  return index;
}

function matches(words: readonly string[], index: ReadonlyMap<string, readonly Name[]>): readonly Name[] {
  const present = new Set(words);
  const found: Name[] = [];
  for (const word of present) {
    for (const name of index.get(word) ?? []) {
      if (name.words.every((part) => present.has(part)) && isInPlace(name, words)) found.push(name);
    }
  }
  return found;
}

function isInPlace({ kind, words: wanted }: Name, words: readonly string[]): boolean {
  if (kind !== 'phrase') return true;
  return words.some((_, at) => wanted.every((word, offset) => words[at + offset] === word));
}

/** Without names that lie inside a longer one, and without the diluent where a drug is named. */
function longestOf(found: readonly Name[]): readonly Name[] {
  if (found.length < 2) return found;
  const drugs = found.filter(({ kind }) => kind !== 'diluent');
  const counted = drugs.length > 0 ? drugs : found;
  return counted.filter((name) => !counted.some((other) => liesInside(name, other)));
}

const liesInside = (name: Name, other: Name): boolean =>
  name.words.length < other.words.length && name.words.every((word) => other.words.includes(word));

function hasUnknownSuffix(lower: string, everyWord: ReadonlySet<string>): boolean {
  if (!lower.includes('-')) return false;
  for (const [, stem = '', suffix = ''] of lower.matchAll(SUFFIXED)) {
    if (everyWord.has(stem) && !everyWord.has(suffix)) return true;
  }
  return false;
}

const ingredientOnly = ({ ingredient }: NamedDrug): NamedDrug => ({ ingredient });
