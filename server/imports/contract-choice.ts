import { groupBy } from '../../domain/kernel/group-by.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import type { PayerFacts, PayerProduct } from '../../domain/visit/payer.ts';
import { isSamePayer } from '../../domain/visit/payer.ts';
import type { ContractRow } from './contract-rows.ts';
import { overlap } from './price-rows.ts';
import { payerNamed } from './who.ts';

/** A contract with the record of its file, for messages and worksheets. */
export interface PlacedContract extends ContractRow {
  readonly row: number;
  /** Files that came later have higher numbers: their terms replace equal ones. */
  readonly fileId: string;
  readonly file: string;
}

export interface ContractQuestion {
  readonly payer: PayerFacts;
  readonly product?: PayerProduct;
  readonly site?: string;
  /** Of a drug, or of giving one. */
  readonly hcpcs: string;
  readonly on: PlainDate;
}

export type ContractChoice =
  | { readonly kind: 'one'; readonly contract: PlacedContract }
  | { readonly kind: 'none' }
  /** Equally specific terms: nobody may pick one. */
  | { readonly kind: 'ambiguous'; readonly contracts: readonly PlacedContract[] };

/** The most specific terms in force: those that say all that the others say, and more. Of equal ones the newest file's. */
export function contractFor(contracts: readonly PlacedContract[], question: ContractQuestion): ContractChoice {
  const holding = contracts.filter((contract) => holdsFor(contract, question));
  const newest = holding.filter((one) => !holding.some((other) => replaces(other, one)));
  const best = newest.filter((one) => !newest.some((other) => isMoreSpecific(other, one)));
  const [first, ...others] = best;
  if (first === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', contract: first } : { kind: 'ambiguous', contracts: best };
}

function holdsFor(contract: ContractRow, { payer, product, site, hcpcs, on }: ContractQuestion): boolean {
  return (
    overlap(contract, { from: on, to: on }) &&
    isUnsaidOr(contract.product, product) &&
    isUnsaidOr(contract.site, site) &&
    shareDrug(contract.drugs, [hcpcs]) &&
    isSamePayer(payerNamed(contract.payer), payer) === true
  );
}

const isUnsaidOr = (said: string | undefined, asked: string | undefined): boolean =>
  said === undefined || said === asked;

const replaces = (newer: PlacedContract, older: PlacedContract): boolean =>
  BigInt(newer.fileId) > BigInt(older.fileId) && saidBy(newer).join() === saidBy(older).join();

function isMoreSpecific(a: ContractRow, b: ContractRow): boolean {
  const [more, less] = [saidBy(a), saidBy(b)];
  return more.length > less.length && less.every((said) => more.includes(said));
}

/** Which of the narrowing columns a row fills, in one order. */
const saidBy = ({ drugs, product, site }: ContractRow): readonly string[] => [
  ...(drugs === 'any' ? [] : ['drugs']),
  ...(product === undefined ? [] : ['product']),
  ...(site === undefined ? [] : ['site']),
];

/** Rows of one file that could both hold on some visit with neither more specific: "rows 3 and 7 ...". */
export function ambiguousRows(
  contracts: readonly (ContractRow & { readonly row: number })[],
): readonly { readonly rows: readonly [number, number]; readonly payer: string }[] {
  return [...groupBy(contracts, ({ payer }) => plain(payer)).values()].flatMap((ofPayer) =>
    ofPayer.flatMap((first, at) =>
      ofPayer.slice(at + 1).flatMap((second) => {
        const isTied = couldBothHold(first, second) && !isMoreSpecific(first, second) && !isMoreSpecific(second, first);
        return isTied ? [{ rows: [first.row, second.row] as const, payer: first.payer }] : [];
      }),
    ),
  );
}

/** Names that `isSamePayer` takes for one fall into one group. */
const plain = (payer: string): string => payer.toLowerCase().replace(/[^a-z0-9]/g, '');

const couldBothHold = (a: ContractRow, b: ContractRow): boolean =>
  overlap(a, b) &&
  agree(a.product, b.product) &&
  agree(a.site, b.site) &&
  shareDrug(a.drugs, b.drugs) &&
  isSamePayer(payerNamed(a.payer), payerNamed(b.payer)) === true;

const agree = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

const shareDrug = (a: ContractRow['drugs'], b: ContractRow['drugs']): boolean =>
  a === 'any' || b === 'any' || a.some((code) => b.includes(code));
