import type { WorkingStep } from '../decision/worksheet.ts';
import type { BillingUnits } from '../kernel/billing-units.ts';
import { billingUnits, noUnits } from '../kernel/billing-units.ts';
import type { Amount } from '../kernel/quantity.ts';
import { compareAmounts, ratioOf } from '../kernel/quantity.ts';
import { ceil, isZero } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok } from '../kernel/result.ts';
import type { ClaimLine, UnitsToBill } from './claim-lines.ts';
import { claimLines } from './claim-lines.ts';
import { discardOf, physicalDiscard } from './discard.ts';
import type { ModifierDuty } from './modifier-duty.ts';
import { modifierDuty } from './modifier-duty.ts';
import { nursePrompt } from './nurse-prompt.ts';
import type { OpenedAndGiven } from './opened-and-given.ts';
import { openedAndGiven } from './opened-and-given.ts';
import type { WasteReview } from './shaped-waste.ts';
import type { OpenedVials } from './vial-choice.ts';
import type { WasteProblem, WasteQuestion } from './waste-question.ts';
import { reviewOf } from './waste-review.ts';
import type { WasteRuleId } from './waste-rules.ts';
import type { WasteWarning } from './waste-warnings.ts';
import { wasteWarnings } from './waste-warnings.ts';
import { rulesApplied, wasteWorking } from './waste-working.ts';

/** What to chart and to bill for one administration, with its working and the rules that shaped it. */
export interface WasteAnswer {
  readonly opened: readonly OpenedVials[];
  readonly lines: readonly ClaimLine[];
  /** Physically thrown away, for the chart; may be above zero on a JZ line. */
  readonly discard: Amount;
  readonly units: UnitsToBill;
  readonly review: WasteReview | null;
  readonly warnings: readonly WasteWarning[];
  /** One or two sentences for the nurse; no dollars. */
  readonly prompt: string;
  readonly working: readonly WorkingStep[];
  readonly rules: readonly WasteRuleId[];
}

/** Plans or charts one administration of one drug. */
export function wasteAnswer(question: WasteQuestion): Result<WasteAnswer, WasteProblem> {
  const amounts = openedAndGiven(question);
  return amounts.ok ? ok(answered(question, amounts.value)) : amounts;
}

function answered(question: WasteQuestion, amounts: OpenedAndGiven): WasteAnswer {
  const duty = dutyOf(question, amounts);
  const units = unitsToBill(amounts);
  const shaped = { question, amounts, duty, units, discard: discardedAmount(amounts) };
  const review = reviewOf(shaped);
  const { options, warnings } = wasteWarnings(question, amounts);
  return {
    opened: amounts.vials,
    lines: claimLines(question.drug.hcpcs, units, duty, question.claim),
    discard: shaped.discard,
    units,
    review,
    warnings,
    prompt: nursePrompt(shaped, review),
    working: [...wasteWorking(shaped), ...options],
    rules: rulesApplied(shaped, review, warnings),
  };
}

const dutyOf = ({ on, drug, claim }: WasteQuestion, { singleDose, multiDose }: OpenedAndGiven): ModifierDuty =>
  modifierDuty({
    on,
    claim,
    jwJz: drug.jwJz,
    container: isZero(singleDose.value) && !isZero(multiDose.value) ? 'multi-dose' : 'single-dose',
  });

/** Given units never exceed what the labels hold, rounded up; discarded units come from single-dose vials only. */
function unitsToBill({ unit, given, label, singleDose }: OpenedAndGiven): UnitsToBill {
  if (isZero(given.value)) return { administered: noUnits, discarded: noUnits };
  const administered = ceil(ratioOf(compareAmounts(given, label) > 0 ? label : given, unit));
  const units: BillingUnits = billingUnits(administered);
  return { administered: units, discarded: discardOf(singleDose, units, unit) };
}

/** Where nothing was given all that was opened is lost; else a multi-dose vial keeps its remainder. */
function discardedAmount({ given, label, singleDose }: OpenedAndGiven): Amount {
  return isZero(given.value) ? label : physicalDiscard(singleDose, given);
}
