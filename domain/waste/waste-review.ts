import { compareAmounts } from '../kernel/quantity.ts';
import { equals, isZero } from '../kernel/rational.ts';
import { hasDoubtfulStatus } from './modifier-duty.ts';
import type { ShapedWaste, WasteReview } from './shaped-waste.ts';

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

function reviewOfClaim({ question, duty, units }: ShapedWaste): WasteReview | null {
  if (hasDoubtfulStatus(question.claim)) return 'status-indicator';
  return duty.kind === 'none' && duty.rule === 'WZ-2' && units.discarded > 0 ? 'before-2017' : null;
}
