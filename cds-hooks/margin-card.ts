import { dateText } from '../domain/kernel/plain-date.ts';
import type { PlainDate } from '../domain/kernel/plain-date.ts';
import { amountText } from '../domain/kernel/quantity.ts';
import { isLess, negate, zero } from '../domain/kernel/rational.ts';
import type { Usd } from '../domain/kernel/usd.ts';
import { usdOf, usdText } from '../domain/kernel/usd.ts';
import type { MarginAnswer } from '../domain/margin/margin-answer.ts';
import type { DrugFacts } from '../domain/visit/drug-facts.ts';
import type { Card } from './card-wire.ts';
import { firstThatFits } from './summary.ts';
import { TOPICS } from './topics.ts';
import type { Utterance } from './utterance.ts';

/** What one billing unit earns from one payer at one kind of site: of no patient. */
export interface UnitMargin {
  readonly facts: DrugFacts;
  readonly payer: string;
  readonly site: string;
  readonly on: PlainDate;
  readonly answer: MarginAnswer;
}

/** Figures with their working, for who buys drugs; never a reason to change therapy. */
export function marginUtterance(
  margin: UnitMargin,
  options: { readonly uuid: () => string; readonly links: Card['links'] },
): Utterance {
  const { facts, payer, site, answer } = margin;
  const fact = JSON.stringify([
    'margin',
    facts.hcpcs,
    payer,
    site,
    usdText(answer.expected),
    usdText(answer.acquisition),
  ]);
  return {
    topic: 'margin',
    rule: 'margin/per-unit',
    fact,
    facts: fact,
    card: {
      uuid: options.uuid(),
      summary: summaryOf(margin),
      detail: detailOf(margin),
      indicator: 'info',
      source: { label: 'ChairReady', topic: TOPICS.margin },
      overrideReasons: MARGIN_REASONS,
      links: options.links,
    },
  };
}

function summaryOf({ facts, payer, answer }: UnitMargin): string {
  const total = answer.margin.total;
  const isLoss = isLess(total, zero);
  const figure = `${isLoss ? 'loses' : 'earns'} $${usdText(isLoss ? usdOf(negate(total)) : total)} a unit (estimate)`;
  const step = isLoss ? ' Tell the pharmacy manager; no change of therapy.' : ' No change of therapy.';
  const name = facts.label.includes(facts.hcpcs) ? facts.label : `${facts.label} (${facts.hcpcs})`;
  return firstThatFits([`${name}, ${payer}: ${figure}.${step}`, `${name}: ${figure}.${step}`, `${name}: ${figure}.`]);
}

function detailOf({ facts, payer, site, on, answer }: UnitMargin): string {
  return [
    `One unit is ${amountText(facts.billingUnit)}. Payer: ${payer}. Site: ${site}. An estimate for ${dateText(on)}, of no single patient.`,
    ...answer.margin.lines.map(({ label, amount, source }) => `- ${label}: ${dollars(usdOf(amount))} (${source})`),
    `- margin: ${dollars(answer.margin.total)}`,
  ].join('\n');
}

const dollars = (amount: Usd): string =>
  isLess(amount, zero) ? `-$${usdText(usdOf(negate(amount)))}` : `$${usdText(amount)}`;

const MARGIN_REASONS: Card['overrideReasons'] = [
  { system: 'urn:chairready:override-reason', code: 'price-wrong', display: 'A price or contract is wrong' },
  { system: 'urn:chairready:override-reason', code: 'known', display: 'Known already' },
];
