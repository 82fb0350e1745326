/** Lines of business, in the words of the policy packs. */
export type PayerProduct =
  'commercial' | 'medicare-advantage' | 'medicare-ffs' | 'medicaid-managed' | 'medicaid-ffs' | 'exchange';

/** A payer as a record names it. Two records may name one payer differently; comparing is `isSamePayer`. */
export interface PayerFacts {
  /** `Organization/p1`, when the record refers to one. */
  readonly ref?: string;
  /** `system|value`. */
  readonly identifiers: readonly string[];
  readonly names: readonly string[];
}

/** True, false, or undefined where the two have nothing in common to compare by. */
export function isSamePayer(a: PayerFacts, b: PayerFacts): boolean | undefined {
  const refs = a.ref === undefined || b.ref === undefined ? undefined : a.ref === b.ref;
  if (refs === true) return true;
  const identifiers = compareAny(a.identifiers, b.identifiers);
  if (identifiers === true) return true;
  const names = compareAny(a.names.map(comparableName), b.names.map(comparableName));
  return names ?? identifiers ?? refs;
}

/** Whether two lists share a member; undefined where one of them is empty. */
const compareAny = (a: readonly string[], b: readonly string[]): boolean | undefined =>
  a.length === 0 || b.length === 0 ? undefined : a.some((one) => b.includes(one));

export const payerName = (payer: PayerFacts): string | undefined => payer.names[0];

/** Kept, for a site's patients have few payers, whose names are compared with every policy of every visit. */
const remembered = new Map<string, string>();
const MOST_REMEMBERED = 5000;

/** Case, dots, commas and spacing do not tell two payers apart. */
export function comparableName(name: string): string {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replace(/[.,]/g, '').replace(/\s+/g, ' ').trim();
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(name, plain);
  return plain;
}
