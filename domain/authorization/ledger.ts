import { compareText } from '../kernel/compare-text.ts';
import { groupBy } from '../kernel/group-by.ts';
import { earlier, later } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { smaller } from '../kernel/rational.ts';
import type { AuthorizationEvidence } from '../visit/authorization-evidence.ts';

/** One authorization, whatever number of sources speak of it. */
export interface Authorization extends AuthorizationEvidence {
  /** Every row that was read for it, the decisive one first. */
  readonly rows: readonly string[];
  /** Fields on which the sources disagree; the more restrictive reading is the one above. */
  readonly conflicts: readonly string[];
}

/**
 * Rows with one number are one authorization: the newest of each source speaks, and where sources differ the stricter
 * wins. What names another patient is left out. The newest authorization comes first.
 */
export function authorizationsIn(evidence: readonly AuthorizationEvidence[]): readonly Authorization[] {
  const numbered = groupBy(evidence, (row) => (row.number === undefined ? row.id : comparableNumber(row.number)));
  return [...numbered.values()]
    .flatMap(byProduct)
    .flatMap(oneAuthorization)
    .filter(({ isPatients }) => isPatients !== false)
    .sort(newerFirst);
}

/** One number may cover several drugs, each with its own units; a row that names no product speaks of all of them. */
function byProduct(rows: readonly AuthorizationEvidence[]): readonly (readonly AuthorizationEvidence[])[] {
  if (rows.length === 1) return [rows];
  const unnamed = rows.filter(({ products }) => products.length === 0);
  const named = groupBy(
    rows.filter(({ products }) => products.length > 0),
    ({ products }) => [...products].sort().join('+'),
  );
  return named.size === 0 ? [unnamed] : [...named.values()].map((group) => [...group, ...unnamed]);
}

/** "A1234", "a-1234" and "A 1234" are one number to a person at a payer's desk. */
export const comparableNumber = (number: string): string => number.toUpperCase().replace(/[^A-Z0-9]/g, '');

function oneAuthorization(rows: readonly AuthorizationEvidence[]): readonly Authorization[] {
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return only.decision === 'void' ? [] : [authorizationOf(only)];
  const newestFirst = [...rows].sort(newerFirst);
  const speaking = newestFirst.filter(
    (row, position) => newestFirst.findIndex(({ source }) => source === row.source) === position,
  );
  const [first, ...others] = speaking.sort(strongerFirst);
  if (first === undefined || rows.some(isVoidWithoutDay)) return [];
  const merged = others.reduce(stricter, authorizationOf(first));
  return merged.decision === 'void' ? [] : [merged];
}

/** The new members first: V8 makes a literal that begins with a spread and goes on ten times more slowly. */
const authorizationOf = (row: AuthorizationEvidence): Authorization => ({ rows: [row.id], conflicts: [], ...row });

/** A cancellation that nobody dated may be the last word, so it is taken for that. */
const isVoidWithoutDay = ({ decision, created, createdAt }: AuthorizationEvidence): boolean =>
  decision === 'void' && created === undefined && createdAt === undefined;

/** The newest first; of two made at one time the more restrictive, and then always the same one whatever the order of entry. */
export const newerFirst = (a: AuthorizationEvidence, b: AuthorizationEvidence): number =>
  compareText(madeAt(b), madeAt(a)) || RESTRICTION[b.decision] - RESTRICTION[a.decision] || compareText(a.id, b.id);

const madeAt = ({ createdAt, created }: AuthorizationEvidence): string => createdAt ?? created ?? '';

const STRENGTH = { 'payer-verified': 0, recorded: 1, attested: 2 } as const;

/** A number on a bill repeats what another source granted: it may fill in, never lead. */
const strongerFirst = (a: AuthorizationEvidence, b: AuthorizationEvidence): number =>
  Number(isBilled(a)) - Number(isBilled(b)) || STRENGTH[a.strength] - STRENGTH[b.strength] || newerFirst(a, b);

/** Known only from a bill: what it grants, and when, nobody has said. */
export const isBilled = ({ source }: AuthorizationEvidence): boolean => source === 'claim';

/** Granted, whole or in part: only such a row can be judged valid or have been used up. */
export const isApproval = ({ decision }: AuthorizationEvidence): boolean =>
  decision === 'approved' || decision === 'approved-in-part';

/** How far each decision is from letting the visit go ahead. */
const RESTRICTION: Readonly<Record<AuthorizationEvidence['decision'], number>> = {
  approved: 0,
  'not-required': 0,
  'approved-in-part': 1,
  unreadable: 2,
  needed: 3,
  pended: 4,
  denied: 5,
  void: 6,
};

function stricter(kept: Authorization, other: AuthorizationEvidence): Authorization {
  const worse = RESTRICTION[other.decision] > RESTRICTION[kept.decision] ? other.decision : kept.decision;
  const from = both(kept.period.from, other.period.from, later);
  const to = both(endOf(kept), endOf(other), earlier);
  const quantity = stricterQuantity(kept, other);
  const { attestedBy: _person, ...said } = other;
  return {
    // What the stronger source does not say the other one may.
    ...said,
    ...kept,
    ...(kept.products.length === 0 ? { products: other.products } : {}),
    ...(kept.diagnoses.length === 0 ? { diagnoses: other.diagnoses } : {}),
    ...(other.isPatients === false ? { isPatients: false } : {}),
    orders: [...new Set([...kept.orders, ...other.orders])],
    decision: worse,
    period: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    ...(quantity === undefined ? {} : { quantity }),
    rows: [...kept.rows, other.id],
    conflicts: [...kept.conflicts, ...conflictsBetween(kept, other)],
  };
}

/** The end of the granted period, or the day on which the assertion itself lapses, whichever comes first. */
export const endOf = ({ period, assertedUntil }: AuthorizationEvidence): PlainDate | undefined =>
  both(period.to, assertedUntil, earlier);

const both = <T>(a: T | undefined, b: T | undefined, choose: (a: T, b: T) => T): T | undefined =>
  a === undefined ? b : b === undefined ? a : choose(a, b);

function stricterQuantity(a: AuthorizationEvidence, b: AuthorizationEvidence): AuthorizationEvidence['quantity'] {
  if (a.quantity?.value === undefined || b.quantity?.value === undefined) return a.quantity ?? b.quantity;
  if (a.quantity.basis !== b.quantity.basis) return a.quantity;
  return { basis: a.quantity.basis, value: smaller(a.quantity.value, b.quantity.value) };
}

function conflictsBetween(a: AuthorizationEvidence, b: AuthorizationEvidence): readonly string[] {
  const [aEnd, bEnd] = [endOf(a), endOf(b)];
  return [
    ...(a.decision === b.decision ? [] : ['decision']),
    ...(aEnd === undefined || bEnd === undefined || aEnd === bEnd ? [] : ['end of period']),
    ...(differsInQuantity(a, b) ? ['quantity'] : []),
  ];
}

const differsInQuantity = (a: AuthorizationEvidence, b: AuthorizationEvidence): boolean =>
  a.quantity?.value !== undefined &&
  b.quantity?.value !== undefined &&
  a.quantity.basis === b.quantity.basis &&
  (a.quantity.value.n !== b.quantity.value.n || a.quantity.value.d !== b.quantity.value.d);
