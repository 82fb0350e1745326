import type { WorkingStep } from '../decision/worksheet.ts';
import { unitsText } from '../kernel/billing-units.ts';
import type { Amount } from '../kernel/quantity.ts';
import { amountOf, amountText, compareAmounts } from '../kernel/quantity.ts';
import { add, isZero } from '../kernel/rational.ts';
import type { ModifierDuty } from './modifier-duty.ts';
import { vialsText } from './vial-choice.ts';
import type { ShapedWaste, WasteReview } from './shaped-waste.ts';
import type { WasteRuleId } from './waste-rules.ts';
import type { WasteWarning } from './waste-warnings.ts';

/** The arithmetic of one administration, step by step, from the same amounts as the claim lines. */
export function wasteWorking(shaped: ShapedWaste): readonly WorkingStep[] {
  const { question, amounts } = shaped;
  const opened = question.vials.kind === 'opened' ? 'Opened' : 'Least-waste vials';
  const vials = {
    label: opened,
    value: `${vialsText(amounts.vials)} = ${amountText(openedInAll(shaped))}`,
    source: vialSource(shaped),
  };
  const steps = [vials, ...keptStep(shaped), givenStep(shaped), chartStep(shaped)];
  return shaped.units.administered === 0
    ? steps
    : [...steps, ...unitSteps(shaped), dutyStep(shaped), ...payerStep(shaped)];
}

/** The rules that shaped the answer, in their order. */
export function rulesApplied(
  shaped: ShapedWaste,
  review: WasteReview | null,
  warnings: readonly WasteWarning[],
): readonly WasteRuleId[] {
  const rules = new Set<WasteRuleId>([...lineRules(shaped), ...circumstanceRules(shaped)]);
  if (review === 'overfill') rules.add('WZ-8');
  if (review === 'interrupted' || review === 'given-differs-from-dose') rules.add('WZ-12');
  if (review === 'status-indicator') rules.add('WZ-13');
  if (warnings.includes('smaller-vial-set-exists')) rules.add('WZ-9');
  return [...rules].sort((a, b) => Number(a.slice(3)) - Number(b.slice(3)));
}

function lineRules({ units, duty, amounts, discard }: ShapedWaste): readonly WasteRuleId[] {
  if (units.administered === 0) return ['WZ-11', 'WZ-19'];
  if (duty.kind === 'none') return ['WZ-4', duty.rule, 'WZ-19'];
  const partial = units.discarded === 0 && !isZero(discard.value) && !isZero(amounts.given.value);
  const line: readonly WasteRuleId[] = ['WZ-1', 'WZ-2', 'WZ-3', 'WZ-4', 'WZ-5', 'WZ-19'];
  return partial ? [...line, 'WZ-6'] : line;
}

function circumstanceRules({ question, amounts }: ShapedWaste): readonly WasteRuleId[] {
  const rules: WasteRuleId[] = [];
  if (question.vials.kind === 'to-plan') rules.push('WZ-9');
  if (question.keptForOthers !== undefined) rules.push('WZ-10');
  if (question.claim.is340b === true) rules.push('WZ-18');
  if (question.claim.setting !== undefined) rules.push('WZ-13');
  if (isOtherPayer(question.claim.payer)) rules.push('WZ-20');
  if (!isZero(amounts.multiDose.value)) rules.push('WZ-7');
  return rules;
}

const isOtherPayer = (payer: string | undefined): boolean => payer !== undefined && payer !== 'medicare';

const openedInAll = ({ question, amounts: { label } }: ShapedWaste): Amount =>
  question.keptForOthers === undefined
    ? label
    : amountOf(label.measure, add(label.value, question.keptForOthers.value));

const vialSource = ({ question }: ShapedWaste): string => {
  if (question.vials.kind === 'opened') return 'labels of the vials opened';
  return question.packagesFrom === 'site-stock' ? 'strengths at hand' : 'strengths of the drug table';
};

function keptStep({ question }: ShapedWaste): readonly WorkingStep[] {
  if (question.keptForOthers === undefined) return [];
  return [{ label: 'Used for other patients', value: amountText(question.keptForOthers), source: 'WZ-10' }];
}

function givenStep({ question, amounts }: ShapedWaste): WorkingStep {
  const { orderedDose, dose } = question;
  const ordered =
    orderedDose === undefined ? '' : ` (ordered ${amountText(orderedDose)}, prepared ${amountText(dose)})`;
  return { label: 'Given', value: `${amountText(amounts.given)}${ordered}`, source: 'administration record' };
}

function chartStep({ amounts, discard }: ShapedWaste): WorkingStep {
  const { given, label, singleDose } = amounts;
  const source = 'WZ-19';
  if (isZero(singleDose.value))
    return { label: 'Discarded, for the chart', value: amountText(discard), source: 'WZ-7' };
  if (compareAmounts(given, label) > 0)
    return { label: 'Discarded, for the chart', value: 'nothing: more was given than the label holds', source: 'WZ-8' };
  return {
    label: 'Discarded, for the chart',
    value: `${amountText(label)} - ${amountText(given)} = ${amountText(discard)}`,
    source,
  };
}

function unitSteps({ units, amounts, duty }: ShapedWaste): readonly WorkingStep[] {
  const { unit, given, label, singleDose } = amounts;
  const counted = compareAmounts(given, label) > 0 ? label : given;
  const each = amountText(unit);
  const administered = {
    label: 'Administered units',
    value: `ceil(${amountText(counted)} / ${each}) = ${unitsText(units.administered)}`,
    source: 'WZ-4',
  };
  if (duty.kind === 'none') return [administered];
  const value = `floor((${amountText(singleDose)} - ${unitsText(units.administered)} x ${each}) / ${each}), not below 0 = ${unitsText(units.discarded)}`;
  return [administered, { label: 'Discarded units', value, source: 'WZ-5' }];
}

const dutyStep = ({ duty }: ShapedWaste): WorkingStep => ({
  label: 'Modifiers',
  value: dutyText(duty),
  source: duty.rule,
});

function dutyText(duty: ModifierDuty): string {
  switch (duty.kind) {
    case 'jw-and-jz':
      return 'JW on discarded units, else JZ';
    case 'jw-only':
      return 'JW on discarded units; JZ did not exist yet';
    case 'none':
      return `neither JW nor JZ: ${duty.because}`;
  }
}

function payerStep({ question }: ShapedWaste): readonly WorkingStep[] {
  const { payer } = question.claim;
  if (payer === undefined || !isOtherPayer(payer)) return [];
  return [
    {
      label: 'Payer',
      value: `${payer}: its contract decides whether JW and JZ are asked for and paid`,
      source: 'WZ-20',
    },
  ];
}
