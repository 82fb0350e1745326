import type { HcpcsCode } from '../domain/kernel/hcpcs-code.ts';
import { isUnlisted, parseHcpcs } from '../domain/kernel/hcpcs-code.ts';
import type { Ndc11 } from '../domain/kernel/ndc11.ts';
import { parseNdc } from '../domain/kernel/ndc11.ts';
import { isNonEmpty } from '../domain/kernel/non-empty.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import type { DrugCoding, DrugIdentity, DrugIndex, IdentifiedBy } from '../domain/visit/drug-facts.ts';
import type { Lookups } from './drug-knowledge.ts';
import type { NamedDrug, NameReader, TextReading } from './drug-names.ts';
import { nameReader } from './drug-names.ts';
import type { DrugTables, NameRow } from './drug-tables.ts';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const NDC = 'http://hl7.org/fhir/sid/ndc';
const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

/** Codes of supplies, services and swallowed drugs: letters other than A9, C, G, J, M, P, Q and S, and J85 to J89. */
const NOT_INFUSED = /^(?:A[0-8]|[BDEFHIKLNORTUV]|J8[5-9])/;

/** What the tables know for identifying, on one day. */
interface Day {
  readonly on: PlainDate;
  readonly known: Lookups;
  readonly names: NameTables;
}

interface NameTables {
  readonly ingredientOfRxcui: ReadonlyMap<string, string>;
  readonly readName: NameReader;
  readonly isPackage: (ndc: Ndc11) => boolean;
}

/** Codes first, NDC next, RxNorm next, text last. Where two products fit, the answer is `several`: nothing is picked. */
export function identifier(tables: DrugTables, look: Lookups): DrugIndex['identify'] {
  const ingredientOf = new Map(tables.drugs.map(({ facts }) => [facts.hcpcs, facts.ingredient]));
  const packages = new Set(tables.packages.map(({ ndc }) => ndc));
  const names: NameTables = {
    ingredientOfRxcui: new Map(tables.rxnorm.map(({ rxcui, ingredient }) => [rxcui, ingredient])),
    readName: nameReader([...tables.names, ...codesAsNames(tables)], (code) => ingredientOf.get(code)),
    isPackage: (ndc: Ndc11) => packages.has(ndc),
  };
  return (codings, text, on) => identify({ on, known: look, names }, codings, text);
}

/** People write "J9271" into texts. */
const codesAsNames = (tables: DrugTables): readonly NameRow[] =>
  tables.drugs.map(({ facts, row }) => ({
    row,
    words: [facts.hcpcs.toLowerCase()],
    kind: 'product',
    hcpcs: facts.hcpcs,
  }));

function identify(day: Day, codings: readonly DrugCoding[], text: string | undefined): DrugIdentity {
  const name = text?.trim() ?? codings[0]?.code ?? '';
  const [codes, packaged] = [hcpcsCodes(codings, day), namedPackage(codings, day)];
  if (codes.length > 0) return fromCodes(codes, packaged, name, day);
  if (packaged !== undefined && packaged.codes.length > 0)
    return answer(packaged.codes, 'ndc', name, day, packaged.ndc);
  return fromNames(codings, text, name, day);
}

function hcpcsCodes(codings: readonly DrugCoding[], day: Day): readonly HcpcsCode[] {
  const codes = new Set<HcpcsCode>();
  for (const { system, code } of codings) {
    const parsed = system === HCPCS ? parseHcpcs(code) : undefined;
    if (parsed?.ok === true) codes.add(day.known.currentCode(parsed.value, day.on));
  }
  return [...codes];
}

interface NamedPackage {
  readonly ndc: Ndc11;
  readonly codes: readonly HcpcsCode[];
}

/** The first NDC of the table; ten bare digits count only if exactly one of their three readings is in it. */
function namedPackage(codings: readonly DrugCoding[], day: Day): NamedPackage | undefined {
  for (const { system, code } of codings) {
    const ndc = system === NDC ? knownNdc(code, day) : undefined;
    if (ndc !== undefined) return { ndc, codes: inForce(day.known.hcpcsOfNdc(ndc, day.on), day) };
  }
  return undefined;
}

function knownNdc(code: string, day: Day): Ndc11 | undefined {
  const parsed = parseNdc(code);
  if (parsed.ok) return day.names.isPackage(parsed.value) ? parsed.value : undefined;
  if (parsed.problem.code !== 'ambiguous-ten-digits') return undefined;
  const [only, ...others] = [...new Set(parsed.problem.candidates)].filter(day.names.isPackage);
  return others.length === 0 ? only : undefined;
}

/** HCPCS codes are what will be billed; a package that belongs to another code contradicts them. */
function fromCodes(
  codes: readonly HcpcsCode[],
  packaged: NamedPackage | undefined,
  name: string,
  day: Day,
): DrugIdentity {
  const listed = codes.filter((code) => !isUnlisted(code));
  const [first] = codes;
  if (listed.length === 0 && first !== undefined) return { kind: 'unlisted', hcpcs: first, name };
  const infused = listed.filter((code) => !NOT_INFUSED.test(code));
  if (infused.length === 0) return { kind: 'not-infused', name };
  if (packaged === undefined || packaged.codes.length === 0) return answer(infused, 'hcpcs', name, day);
  const agreed = infused.filter((code) => packaged.codes.includes(code));
  return agreed.length > 0 && infused.length === agreed.length
    ? answer(agreed, 'hcpcs', name, day, packaged.ndc)
    : several([...new Set([...infused, ...packaged.codes])], 'hcpcs', name);
}

function fromNames(codings: readonly DrugCoding[], text: string | undefined, name: string, day: Day): DrugIdentity {
  const reading = text === undefined ? NOTHING_SAID : day.names.readName(text);
  switch (reading.kind) {
    case 'swallowed':
      return { kind: 'not-infused', name };
    case 'other-product':
      return { kind: 'unknown', name };
    case 'nothing':
      return fromDrugs(rxNormDrugs(codings, day), [], name, day);
    case 'named':
      return fromDrugs(rxNormDrugs(codings, day), reading.drugs, name, day);
  }
}

const NOTHING_SAID: TextReading = { kind: 'nothing' };

/** An RxNorm ingredient may be narrowed by a product that the text names, never by silence. */
function fromDrugs(coded: readonly NamedDrug[], spoken: readonly NamedDrug[], name: string, day: Day): DrugIdentity {
  const codes = codesOf([...coded, ...spoken], day);
  const byRxNorm = coded.length > 0 && codesOf(coded, day).length === codes.length;
  return answer(codes, byRxNorm ? 'rxnorm' : 'text', name, day);
}

function rxNormDrugs(codings: readonly DrugCoding[], day: Day): readonly NamedDrug[] {
  return codings.flatMap(({ system, code }) => {
    const ingredient = system === RXNORM ? day.names.ingredientOfRxcui.get(code.trim()) : undefined;
    return ingredient === undefined ? [] : [{ ingredient }];
  });
}

/** Names of one ingredient narrow each other as long as something is left; different ingredients add up. */
function codesOf(drugs: readonly NamedDrug[], day: Day): readonly HcpcsCode[] {
  const byIngredient = new Map<string, readonly HcpcsCode[]>();
  for (const { ingredient, codes } of drugs) {
    const meant =
      codes === undefined
        ? day.known.ofIngredient(ingredient, day.on).map(({ hcpcs }) => hcpcs)
        : inForce(
            codes.map((code) => day.known.currentCode(code, day.on)),
            day,
          );
    const before = byIngredient.get(ingredient);
    byIngredient.set(ingredient, before === undefined ? meant : narrowed(before, meant));
  }
  return [...byIngredient.values()].flat();
}

function narrowed(a: readonly HcpcsCode[], b: readonly HcpcsCode[]): readonly HcpcsCode[] {
  const both = a.filter((code) => b.includes(code));
  return both.length > 0 ? both : [...a, ...b];
}

const inForce = (codes: readonly HcpcsCode[], day: Day): readonly HcpcsCode[] =>
  codes.filter((code) => day.known.facts(code, day.on) !== undefined);

function answer(codes: readonly HcpcsCode[], by: IdentifiedBy, name: string, day: Day, ndc?: Ndc11): DrugIdentity {
  const candidates = [...new Set(codes)];
  const [only] = candidates;
  if (only === undefined) return { kind: 'unknown', name };
  if (candidates.length === 1) return { kind: 'known', hcpcs: only, by, ...(ndc === undefined ? {} : { ndc }) };
  return several(
    candidates.sort((a, b) => rank(a, day) - rank(b, day) || (a < b ? -1 : 1)),
    by,
    name,
  );
}

const several = (ranked: readonly HcpcsCode[], by: IdentifiedBy, name: string): DrugIdentity =>
  isNonEmpty(ranked) ? { kind: 'several', candidates: ranked, by, name } : { kind: 'unknown', name };

/** Reference products before biosimilars, codes with a price before those without. */
function rank(code: HcpcsCode, day: Day): number {
  const isBiosimilar = day.known.facts(code, day.on)?.biosimilarOf !== undefined;
  return (isBiosimilar ? 2 : 0) + (day.known.paymentLimit(code, day.on) === undefined ? 1 : 0);
}
