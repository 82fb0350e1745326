import type { Holidays } from '../kernel/business-calendar.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Rational } from '../kernel/rational.ts';
import { divide, isPositive, multiply, one } from '../kernel/rational.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { Snapshot } from '../visit/snapshot.ts';

/** The look-ups that deciding a course needs often, made once for each snapshot. */
export interface CourseIndex {
  readonly snapshot: Snapshot;
  readonly drugs: ReadonlyMap<HcpcsCode, DrugFacts>;
  readonly holidays: Holidays;
  /** The known products of the booked visits, by the order behind them. */
  readonly ordered: ReadonlyMap<string, ReadonlySet<HcpcsCode>>;
}

export const indexCourse = (snapshot: Snapshot): CourseIndex => ({
  snapshot,
  drugs: new Map(snapshot.knowledge.drugs.map((drug) => [drug.hcpcs, drug])),
  holidays: new Set(snapshot.knowledge.holidays),
  ordered: orderedProducts(snapshot),
});

function orderedProducts({ visits }: Snapshot): ReadonlyMap<string, ReadonlySet<HcpcsCode>> {
  const ordered = new Map<string, Set<HcpcsCode>>();
  for (const { drugs } of visits) {
    for (const { order, identity } of drugs) {
      if (identity.kind !== 'known') continue;
      const codes = ordered.get(order);
      if (codes === undefined) ordered.set(order, new Set([identity.hcpcs]));
      else codes.add(identity.hcpcs);
    }
  }
  return ordered;
}

/** The code that bills this product on the day, and how many of its units one unit of the given code became. */
export interface CodeInForce {
  readonly code: HcpcsCode;
  readonly unitsFactor: Rational;
}

const MOST_REPLACEMENTS = 8;

/** Follows code replacements up to the day, or to the last one: units of an old code are converted, never lost. */
export function codeOn(
  { snapshot }: Pick<CourseIndex, 'snapshot'>,
  code: HcpcsCode,
  on: PlainDate | undefined,
): CodeInForce {
  const { successions } = snapshot.knowledge;
  let found: CodeInForce = { code, unitsFactor: one };
  for (let step = 0; step < MOST_REPLACEMENTS; step += 1) {
    const next = successions.find(({ from, on: since }) => from === found.code && (on === undefined || since <= on));
    if (next === undefined) return found;
    found = { code: next.to, unitsFactor: multiply(found.unitsFactor, next.unitsFactor) };
  }
  return found;
}

/** Whether one code is the other under an older or newer name. */
export const isSameProduct = (index: Pick<CourseIndex, 'snapshot'>, a: HcpcsCode, b: HcpcsCode): boolean =>
  a === b || codeOn(index, a, undefined).code === codeOn(index, b, undefined).code;

/** The code in whose units an authorization of these products counts this one. */
export const authorizedCode = (
  index: CourseIndex,
  products: readonly HcpcsCode[],
  hcpcs: HcpcsCode,
): HcpcsCode | undefined => products.find((code) => isSameProduct(index, code, hcpcs));

/** So many units of one code in units of another; as they are where the two codes are not one product. */
export function convertUnits(index: CourseIndex, units: Rational, from: HcpcsCode, to: HcpcsCode): Rational {
  if (from === to) return units;
  const [old, current] = [codeOn(index, from, undefined), codeOn(index, to, undefined)];
  return old.code === current.code && isPositive(current.unitsFactor)
    ? divide(multiply(units, old.unitsFactor), current.unitsFactor)
    : units;
}

export const ingredientOf = (index: CourseIndex, code: HcpcsCode): string | undefined =>
  index.drugs.get(code)?.ingredient;
