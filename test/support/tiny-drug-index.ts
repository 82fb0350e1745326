import type { HcpcsCode } from '../../domain/kernel/hcpcs-code.ts';
import { hcpcs, isUnlisted, parseHcpcs } from '../../domain/kernel/hcpcs-code.ts';
import { isNonEmpty } from '../../domain/kernel/non-empty.ts';
import { parseNdc } from '../../domain/kernel/ndc11.ts';
import { plainDate } from '../../domain/kernel/plain-date.ts';
import { amount } from '../../domain/kernel/quantity.ts';
import { rational } from '../../domain/kernel/rational.ts';
import type { DrugFacts, DrugIdentity, DrugIndex } from '../../domain/visit/drug-facts.ts';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

interface Row {
  readonly code: string;
  readonly label: string;
  readonly ingredient: string;
  readonly unit: readonly [string, string];
}

const ROWS: readonly Row[] = [
  { code: 'J9271', label: 'Keytruda', ingredient: 'pembrolizumab', unit: ['1', 'mg'] },
  { code: 'J9299', label: 'Opdivo', ingredient: 'nivolumab', unit: ['1', 'mg'] },
  { code: 'J9045', label: 'Paraplatin', ingredient: 'carboplatin', unit: ['50', 'mg'] },
  { code: 'J9190', label: 'Adrucil', ingredient: 'fluorouracil', unit: ['500', 'mg'] },
  { code: 'J9192', label: 'Adrucil', ingredient: 'fluorouracil', unit: ['10', 'mg'] },
  { code: 'J9035', label: 'Avastin', ingredient: 'bevacizumab', unit: ['10', 'mg'] },
  { code: 'Q5107', label: 'Mvasi', ingredient: 'bevacizumab', unit: ['10', 'mg'] },
  { code: 'Q5118', label: 'Zirabev', ingredient: 'bevacizumab', unit: ['10', 'mg'] },
  { code: 'J1569', label: 'Gammagard', ingredient: 'immune globulin', unit: ['5', 'mL'] },
];

const REPLACED_ON = plainDate('2026-10-01');
const NDC_OF = new Map([['00006302602', 'J9271']]);

const factsOf = ({ code, label, ingredient, unit }: Row): DrugFacts => ({
  hcpcs: hcpcs(code),
  label,
  ingredient,
  billingUnit: amount(...unit),
  containers: [],
  jwJz: 'unknown',
  inForce: { from: plainDate('2000-01-01') },
  source: 'test',
});

const ALL = ROWS.map(factsOf);

/** Nine drugs, one replaced code and one package: enough to read records without the shipped tables. */
export const tinyDrugIndex: DrugIndex = {
  facts: (code) => ALL.find((drug) => drug.hcpcs === code),
  ofIngredient: (ingredient) => ALL.filter((drug) => drug.ingredient === ingredient),
  identify: (codings, text, on) => {
    const name = text ?? '';
    const codes = codings.flatMap(({ system, code }) => {
      const parsed = parseHcpcs(system === HCPCS ? code : ndcCode(code));
      return parsed.ok ? [parsed.value === 'J9190' && on >= REPLACED_ON ? hcpcs('J9192') : parsed.value] : [];
    });
    return oneOf(codes, 'hcpcs', name) ?? fromText(name);
  },
  successions: () => [
    { from: hcpcs('J9190'), to: hcpcs('J9192'), on: REPLACED_ON, unitsFactor: rational(50), source: 'test' },
  ],
  paymentLimit: () => undefined,
  version: 'tiny',
};

function ndcCode(code: string): string {
  const parsed = parseNdc(code);
  return parsed.ok ? (NDC_OF.get(parsed.value) ?? '') : '';
}

function fromText(name: string): DrugIdentity {
  if (/tablet|capsule/i.test(name)) return { kind: 'not-infused', name };
  const said = name.toLowerCase();
  const found = ALL.filter((drug) => said.includes(drug.ingredient) || said.includes(drug.label.toLowerCase()));
  return (
    oneOf(
      found.map((drug) => drug.hcpcs),
      'text',
      name,
    ) ?? { kind: 'unknown', name }
  );
}

function oneOf(codes: readonly HcpcsCode[], by: 'hcpcs' | 'text', name: string): DrugIdentity | undefined {
  const distinct = [...new Set(codes)];
  if (!isNonEmpty(distinct)) return undefined;
  const [first] = distinct;
  if (isUnlisted(first)) return { kind: 'unlisted', hcpcs: first, name };
  return distinct.length === 1
    ? { kind: 'known', hcpcs: first, by }
    : { kind: 'several', candidates: distinct, by, name };
}
