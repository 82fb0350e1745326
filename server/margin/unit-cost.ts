/** What one billing unit cost: the price of the account that may be used, less what was taken off. */
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { ratioOf } from '../../domain/kernel/quantity.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { divide, equals, isPositive, multiply, rational } from '../../domain/kernel/rational.ts';
import { usdFromMicroDollars, usdOf } from '../../domain/kernel/usd.ts';
import { accountsFor } from '../../domain/margin/account-choice.ts';
import type { Acquisition, PriceReduction } from '../../domain/margin/margin-question.ts';
import type { DrugFacts } from '../../domain/visit/drug-facts.ts';
import type { DrugKnowledge } from '../../reference-data/drug-knowledge.ts';
import type { PlacedPrice } from '../store/price-book.ts';
import { inForceOn } from './in-force.ts';
import type { AskedDose, NoFigure, PriceDesk } from './margin-facts.ts';

export type UnitCost =
  | { readonly kind: 'known'; readonly acquisition: Acquisition; readonly price: PlacedPrice; readonly is340b: boolean }
  | NoFigure;

/** Undefined prices cost nothing to nobody: they are named. Two packages at two prices are not averaged. */
export function unitCost(desk: PriceDesk, dose: AskedDose, facts: DrugFacts): UnitCost {
  const { on, location, product } = dose;
  const program = location === undefined ? undefined : desk.terms.programs.get(location);
  const choice = accountsFor({
    on,
    ...(program === undefined ? {} : { program }),
    ...(product === undefined ? {} : { product }),
  });
  if (choice.kind === 'unknown')
    return { kind: 'none', code: 'eligibility-unknown', why: `not known: ${choice.missing}` };
  const prices = pricesOn(desk, dose);
  const account = choice.accounts.find((name) => prices.some((price) => price.account === name));
  const own = prices.filter((price) => price.account === account);
  return costOf(own, facts, desk.drugs, choice);
}

interface Chosen {
  readonly accounts: readonly string[];
  readonly why: string;
}

function costOf(
  own: readonly PlacedPrice[],
  facts: DrugFacts,
  drugs: DrugKnowledge,
  { accounts, why }: Chosen,
): UnitCost {
  const costs = own.flatMap((price) => {
    const perUnit = costPerUnit(price, facts, drugs);
    return perUnit === undefined ? [] : [{ price, perUnit }];
  });
  const [first] = costs;
  if (first === undefined)
    return { kind: 'none', code: 'no-cost', why: `no ${accounts.join(' or ')} price in force (${why})` };
  if (!costs.every((cost) => isSameCost(cost, first))) {
    const rows = costs.map(({ price: { file, row } }) => `${file}, row ${String(row)}`);
    return { kind: 'none', code: 'several-costs', why: `packages at different prices: ${rows.slice(0, 4).join('; ')}` };
  }
  const { price, perUnit } = first;
  const source = `${price.file}, row ${String(price.row)}, ${price.account} from ${price.from} (${why})`;
  const acquisition = { kind: 'per-unit', perUnit: usdOf(perUnit), source, reductions: reductionsOf(price) } as const;
  return { kind: 'known', acquisition, price, is340b: price.account === '340B' };
}

interface Cost {
  readonly price: PlacedPrice;
  readonly perUnit: Rational;
}

const isSameCost = (a: Cost, b: Cost): boolean =>
  equals(a.perUnit, b.perUnit) &&
  a.price.promptPayMillipercent === b.price.promptPayMillipercent &&
  a.price.rebateMillipercent === b.price.rebateMillipercent;

const MILLIPERCENT = 100_000;

function reductionsOf({
  promptPayMillipercent = 0,
  rebateMillipercent = 0,
  file,
  row,
}: PlacedPrice): readonly PriceReduction[] {
  const source = `${file}, row ${String(row)}`;
  return [
    { label: 'prompt payment discount', share: rational(promptPayMillipercent, MILLIPERCENT), source },
    { label: 'rebate earned by contract', share: rational(rebateMillipercent, MILLIPERCENT), source },
  ];
}

/** Of each package and account one price; only those of the package in hand, where it is known. */
const pricesOn = ({ prices }: PriceDesk, { hcpcs, ndc, on }: AskedDose): readonly PlacedPrice[] =>
  pricesInForce(
    (prices.get(hcpcs) ?? []).filter((price) => ndc === undefined || price.ndc === ndc),
    on,
  );

export const pricesInForce = (prices: readonly PlacedPrice[], on: PlainDate): readonly PlacedPrice[] =>
  inForceOn(prices, on, ({ ndc, account }) => `${ndc} ${account}`);

/** Undefined where what the package holds is not known in the unit that is billed. */
export function costPerUnit(
  price: Pick<PlacedPrice, 'ndc' | 'unit' | 'microDollars'>,
  facts: DrugFacts,
  drugs: DrugKnowledge,
): Rational | undefined {
  const cost = usdFromMicroDollars(price.microDollars);
  if (price.unit === 'billing-unit') return cost;
  const found = drugs.packageOf(price.ndc, facts.hcpcs);
  if (found?.content === undefined || found.containers === undefined) return undefined;
  if (found.content.measure !== facts.billingUnit.measure) return undefined;
  const units = multiply(ratioOf(found.content, facts.billingUnit), rational(found.containers));
  return isPositive(units) ? divide(cost, units) : undefined;
}
