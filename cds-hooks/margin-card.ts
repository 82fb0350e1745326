import { dateText } from '../domain/kernel/plain-date.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { amountText } from '../domain/kernel/quantity.ts';
import { compare, isLess, isZero, negate, zero } from '../domain/kernel/rational.ts';
import type { Usd } from '../domain/kernel/usd.ts';
import { usdOf, usdText } from '../domain/kernel/usd.ts';
import type { DrugFacts } from '../domain/visit/drug-facts.ts';
import type { Card } from './card-wire.ts';
import { firstThatFits } from './summary.ts';
import { TOPICS } from './topics.ts';
import type { Utterance } from './utterance.ts';

/** What one drug earns from one payer at one kind of site: of no patient. */
export interface DrugMargin {
  readonly facts: DrugFacts;
  readonly payer: string;
  readonly site: string;
  /** The day whose prices count. */
  readonly on: PlainDate;
  /** The dose that the figure is for: the one in the middle of all that are booked, else a single billing unit. */
  readonly dose: 'booked' | 'one-unit';
  /** Billing units of that dose, discarded ones included. */
  readonly units: number;
  readonly total: Usd;
  /** From the allowed amount to the margin; the last is the margin. */
  readonly waterfall: readonly { readonly label: string; readonly amount: Usd }[];
  /** File, row and quarter of the price, file and row of the cost, clause of the contract. */
  readonly sources: readonly string[];
  /** Oldest first, the quarter of the day last; no margin where that quarter has none. */
  readonly trend: readonly { readonly quarter: string; readonly margin?: Usd }[];
  /** The tenant has switched figures off: the sentence and the link stay. */
  readonly hidesFigures?: boolean;
}

/** Figures with their working, for who buys drugs; never a reason to change therapy. */
export function marginUtterance(
  margin: DrugMargin,
  options: { readonly uuid: () => string; readonly links: Card['links'] },
): Utterance {
  const { facts, payer, site, units, total } = margin;
  const fact = JSON.stringify(['margin', facts.hcpcs, payer, site, units, usdText(total), margin.sources]);
  return {
    topic: 'margin',
    rule: 'margin/per-unit',
    fact,
    facts: fact,
    card: {
      uuid: options.uuid(),
      summary: summaryOf(margin),
      detail: margin.hidesFigures === true ? plainDetail(margin) : detailOf(margin),
      indicator: 'info',
      source: { label: 'ChairReady', topic: TOPICS.margin },
      overrideReasons: MARGIN_REASONS,
      links: options.links,
    },
  };
}

function summaryOf(margin: DrugMargin): string {
  const { facts, payer, total } = margin;
  const figure = `${earningOf(margin)} (estimate)`;
  const step = isLess(total, zero) ? ' Tell the pharmacy manager; no change of therapy.' : ' No change of therapy.';
  const name = facts.label.includes(facts.hcpcs) ? facts.label : `${facts.label} (${facts.hcpcs})`;
  return firstThatFits([`${name}, ${payer}: ${figure}.${step}`, `${name}: ${figure}.${step}`, `${name}: ${figure}.`]);
}

/** "loses $12.40 a visit"; without the amount where figures are switched off. */
function earningOf({ total, dose, hidesFigures }: DrugMargin): string {
  if (isZero(total)) return 'neither earns nor loses';
  const verb = isLess(total, zero) ? 'loses' : 'earns';
  if (hidesFigures === true) return verb;
  return `${verb} $${usdText(magnitude(total))} a ${dose === 'booked' ? 'visit' : 'unit'}`;
}

/** The figure on a line of its own, one sentence, five lines of working, where the price is from, and the quarters. */
function detailOf(margin: DrugMargin): string {
  const { waterfall, total } = margin;
  return [
    dollars(total),
    sentenceOf(margin),
    ...waterfall.map(({ label, amount }) => `- ${label}: ${dollars(amount)}`),
    ...sourceLines(margin),
    ...trendLine(margin),
  ].join('\n');
}

const plainDetail = (margin: DrugMargin): string =>
  [sentenceOf(margin), ...sourceLines(margin), 'Figures and their working are in ChairReady.'].join('\n');

function sentenceOf({ facts, payer, site, on, dose, units }: DrugMargin): string {
  const unit = amountText(facts.billingUnit);
  const what =
    dose === 'booked' ? `A typical booked visit: ${String(units)} units of ${unit}` : `One unit, which is ${unit}`;
  return `${what}. Payer: ${payer}. Site: ${site}. An estimate for ${dateText(on)}, of no single patient.`;
}

const sourceLines = ({ sources }: DrugMargin): readonly string[] =>
  sources.length === 0 ? [] : [`Sources: ${sources.join('; ')}.`];

/** "Trend: 2026Q2 $171.10, 2026Q3 no figure, 2026Q4 $180.80 (rising)." */
function trendLine({ trend }: DrugMargin): readonly string[] {
  const known = trend.flatMap(({ margin }) => (margin === undefined ? [] : [margin]));
  const [earlier, last] = [known.at(-2), known.at(-1)];
  if (earlier === undefined || last === undefined) return [];
  const points = trend.map(
    ({ quarter, margin }) => `${quarter} ${margin === undefined ? 'no figure' : dollars(margin)}`,
  );
  return [`Trend: ${points.join(', ')} (${DIRECTIONS[Math.sign(compare(last, earlier))] ?? ''}).`];
}

const DIRECTIONS: Readonly<Record<number, string>> = { [-1]: 'falling', 0: 'unchanged', 1: 'rising' };

const magnitude = (amount: Usd): Usd => (isLess(amount, zero) ? usdOf(negate(amount)) : amount);

const dollars = (amount: Usd): string => `${isLess(amount, zero) ? '-' : ''}$${usdText(magnitude(amount))}`;

const MARGIN_REASONS: Card['overrideReasons'] = [
  { system: 'urn:chairready:override-reason', code: 'price-wrong', display: 'A price or contract is wrong' },
  { system: 'urn:chairready:override-reason', code: 'known', display: 'Known already' },
];
