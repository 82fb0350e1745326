/** A figure in five lines, and the quarters behind it: the same wherever a figure is shown. */
import { addDays, quarterOf } from '../../domain/kernel/plain-date.ts';
import { negate } from '../../domain/kernel/rational.ts';
import type { Usd } from '../../domain/kernel/usd.ts';
import { usdOf } from '../../domain/kernel/usd.ts';
import type { AskedDose, PriceDesk } from './margin-facts.ts';
import type { PricedDose } from './price-desk.ts';
import { limitOf, priceDose } from './price-desk.ts';

/** From the allowed amount to the margin. */
export const waterfallLines = ({
  answer: { allowed, sequestration, uncollected, acquisition, margin },
}: Pick<PricedDose, 'answer'>): readonly { label: string; amount: Usd }[] => [
  { label: 'Allowed', amount: allowed },
  { label: 'Sequestration', amount: usdOf(negate(sequestration)) },
  { label: 'Patient share not paid', amount: usdOf(negate(uncollected)) },
  { label: 'Cost of the drug', amount: usdOf(negate(acquisition)) },
  { label: 'Margin', amount: margin.total },
];

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
