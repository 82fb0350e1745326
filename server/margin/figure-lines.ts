/** A figure in five lines, and the quarters behind it: the same wherever a figure is shown. */
import { addDays, quarterOf } from '../../domain/kernel/plain-date.ts';
import { isZero } from '../../domain/kernel/rational.ts';
import { noUsd, sumUsd } from '../../domain/kernel/usd.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import type { AskedDose, PriceDesk } from './margin-facts.ts';
import type { PricedDose } from './price-desk.ts';
import { limitOf, priceDose } from './price-desk.ts';

/** From the allowed amount to the margin. */
export function waterfallLines({ answer }: Pick<PricedDose, 'answer'>): readonly { label: string; amount: Usd }[] {
  const { lines, total } = answer.margin;
  const of = (start: string): Usd =>
    sumUsd(lines.filter(({ label }) => label.startsWith(start)).map(({ amount }) => amount));
  const [cut, unpaid] = [of('sequestration'), of('patient share not')];
  return [
    { label: 'Allowed', amount: answer.allowed },
    { label: 'Sequestration', amount: isZero(cut) ? noUsd : cut },
    { label: 'Patient share not paid', amount: isZero(unpaid) ? noUsd : unpaid },
    { label: 'Cost of the drug', amount: sumUsd(lines.filter(isCost).map(({ amount }) => amount)) },
    { label: 'Margin', amount: total },
  ];
}

const COSTS = ['acquisition', 'prompt payment discount', 'rebate earned'];

const isCost = ({ label }: { readonly label: string }): boolean => COSTS.some((start) => label.startsWith(start));

const QUARTERS_BACK = 11;
const DAYS_OF_A_QUARTER = 92;

/** The last twelve quarters up to that of the visit, oldest first, each at its own limit and its own cost. */
export function quartersUpTo(desk: PriceDesk, asked: AskedDose) {
  const starts = [quarterOf(asked.on).from];
  for (let back = 0; back < QUARTERS_BACK; back += 1) {
    const [earliest = asked.on] = starts;
    starts.unshift(quarterOf(addDays(earliest, 1 - DAYS_OF_A_QUARTER / 2)).from);
  }
  return starts.flatMap((from) => {
    const limit = limitOf(desk.drugs, asked.hcpcs, from);
    const { label } = quarterOf(from);
    const pricing = priceDose(desk, { ...asked, on: from });
    if (limit === undefined && pricing.kind === 'none' && !desk.quarters.has(label)) return [];
    return [{ quarter: label, from, limit, pricing }];
  });
}
