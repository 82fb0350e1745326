import { compareAmounts } from '../kernel/quantity.ts';
import { equals, isZero } from '../kernel/rational.ts';
import { hasDoubtfulStatus } from './modifier-duty.ts';
import type { OpenedAndGiven } from './opened-and-given.ts';
import type { ShapedWaste, WasteReview } from './shaped-waste.ts';
import type { WasteQuestion } from './waste-question.ts';

/** The gravest reason for a person to look, or null; a drug that was never begun needs none. */
export function reviewOf(shaped: ShapedWaste): WasteReview | null {
  if (shaped.question.course === 'none') return null;
  return reviewOfAmounts(shaped) ?? reviewOfClaim(shaped);
}

function reviewOfAmounts({ question, amounts }: ShapedWaste): WasteReview | null {
  if (question.course === 'interrupted') return 'interrupted';
  if (compareAmounts(amounts.given, amounts.label) > 0) return 'overfill';
  if (!equals(amounts.given.value, question.dose.value)) return 'given-differs-from-dose';
  return isZero(amounts.singleDose.value) || isZero(amounts.multiDose.value) ? null : 'mixed-containers';
}

function reviewOfClaim({ question, amounts, duty, units }: ShapedWaste): WasteReview | null {
  if (hasDoubtfulStatus(question.claim)) return 'status-indicator';
  if (duty.kind !== 'none') return null;
  // The table knows multi-dose packages of this code only; a single-dose one would owe JW or JZ.
  if (duty.rule === 'WZ-1') return isChartedSingleDose(question, amounts) ? 'container-differs' : null;
  return duty.rule === 'WZ-2' && units.discarded > 0 ? 'before-2017' : null;
}

const isChartedSingleDose = ({ vials }: WasteQuestion, { singleDose }: OpenedAndGiven): boolean =>
  vials.kind === 'opened' && !isZero(singleDose.value);
