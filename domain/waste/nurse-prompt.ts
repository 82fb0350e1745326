import { unitsText } from '../kernel/billing-units.ts';
import { amountText } from '../kernel/quantity.ts';
import { isZero } from '../kernel/rational.ts';
import { vialsText } from './vial-choice.ts';
import type { ShapedWaste, WasteReview } from './shaped-waste.ts';

/** What the nurse reads: amounts to give, to chart and to sign, in words. Never a dollar figure. */
export function nursePrompt(shaped: ShapedWaste, review: WasteReview | null): string {
  const { question, units } = shaped;
  if (units.administered === 0) return notGiven(shaped);
  const chart = question.vials.kind === 'opened' ? charted(shaped) : planned(shaped);
  return [`${question.drug.label}: ${chart}`, billed(shaped), reviewed(review)].filter((part) => part !== '').join(' ');
}

const notGiven = ({ question, discard }: ShapedWaste): string =>
  `${question.drug.label}: nothing was given. Chart ${amountText(discard)} discarded and the reason; no drug line is billed.`;

function charted({ amounts, discard }: ShapedWaste): string {
  const opened = `${vialsText(amounts.vials)} opened, ${amountText(amounts.given)} given`;
  if (amounts.vials.every(({ container }) => container === 'multi-dose')) return `${opened}, from multi-dose vials.`;
  return isZero(discard.value) ? `${opened}, nothing discarded.` : `${opened}. Chart ${amountText(discard)} discarded.`;
}

function planned({ amounts, discard }: ShapedWaste): string {
  const prepared = `prepare ${amountText(amounts.given)} from ${vialsText(amounts.vials)}`;
  if (amounts.vials.every(({ container }) => container === 'multi-dose'))
    return `${prepared}; the rest stays in the vial.`;
  return isZero(discard.value)
    ? `${prepared}; nothing is left to discard.`
    : `${prepared}; ${amountText(discard)} is left to discard and chart.`;
}

function billed({ units, duty, discard }: ShapedWaste): string {
  if (duty.kind === 'none') return `Bills ${unitsText(units.administered)}, without JW or JZ.`;
  if (units.discarded > 0)
    return `Bills ${unitsText(units.administered)} given and ${unitsText(units.discarded)} discarded (JW).`;
  if (duty.kind === 'jw-only') return `Bills ${unitsText(units.administered)}.`;
  const less = isZero(discard.value) ? '' : ': what is left is less than one unit';
  return `Bills ${unitsText(units.administered)} with JZ${less}.`;
}

function reviewed(review: WasteReview | null): string {
  switch (review) {
    case null:
      return '';
    case 'interrupted':
      return 'The infusion was cut short: billing looks at the lines before they go out.';
    case 'overfill':
      return 'More was given than the labels hold: check the vials opened; the excess is not billed.';
    case 'given-differs-from-dose':
      return 'Given and prepared amounts differ: say why, billing looks at the lines.';
    case 'mixed-containers':
      return 'Single-dose and multi-dose vials were used together: billing looks at the lines.';
    case 'status-indicator':
      return 'The payment status does not fit the setting: billing looks at the lines.';
    case 'container-differs':
      return 'This code is known in multi-dose vials only, a single-dose one was opened: billing looks at the lines.';
    case 'before-2017':
      return 'Before 2017 the Medicare contractor decided about discarded drug: billing looks at the lines.';
  }
}
