import type { WorkingStep } from '../decision/worksheet.ts';
import type { Amount } from '../kernel/quantity.ts';
import { amountOf, amountText, sameMeasure } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import {
  compare,
  decimalText,
  divide,
  equals,
  isAtLeast,
  isLess,
  multiply,
  rational,
  roundHalfAwayFromZero,
  subtract,
} from '../kernel/rational.ts';
import type { OpenedAndGiven } from './opened-and-given.ts';
import type { VialPlan } from './vial-planner.ts';
import { fillVialsUpTo, planVials } from './vial-planner.ts';
import { vialsText } from './vial-choice.ts';
import type { WasteQuestion } from './waste-question.ts';

export type WasteWarning = 'smaller-vial-set-exists' | 'dose-rounding-possible' | 'rounded-beyond-tolerance';

export interface WasteWarnings {
  readonly warnings: readonly WasteWarning[];
  /** What the warnings mean in vials. */
  readonly options: readonly WorkingStep[];
}

interface Option {
  readonly warning: WasteWarning;
  readonly step: WorkingStep;
}

/** What could be prepared with less waste. Dollars play no part: less content is better, whatever it earns. */
export function wasteWarnings(question: WasteQuestion, amounts: OpenedAndGiven): WasteWarnings {
  const found = [smallerVialSet(question, amounts), doseRounding(question, amounts), beyondTolerance(question)];
  const options = found.filter((option) => option !== undefined);
  return { warnings: options.map(({ warning }) => warning), options: options.map(({ step }) => step) };
}

/** Single-dose contents that could have been opened: those at hand or on the market, and those that were opened. */
function strengthsFor({ packages, vials, dose }: WasteQuestion): readonly Rational[] {
  const opened = vials.kind === 'opened' ? vials.opened : [];
  return [...packages, ...opened]
    .filter(({ content, container }) => container === 'single-dose' && sameMeasure(content, dose))
    .map(({ content }) => content.value);
}

/** Vials shared with others or mixed with multi-dose ones are left out: what was needed of them is not known. */
const isOwnSingleDose = ({ keptForOthers }: WasteQuestion, { label, singleDose }: OpenedAndGiven): boolean =>
  keptForOthers === undefined && equals(label.value, singleDose.value);

function smallerVialSet(question: WasteQuestion, amounts: OpenedAndGiven): Option | undefined {
  if (question.vials.kind === 'to-plan' || !isOwnSingleDose(question, amounts)) return undefined;
  const plan = planVials(question.dose.value, strengthsFor(question));
  if (!plan.ok || !isLess(plan.value.total, amounts.singleDose.value)) return undefined;
  const value = `${setText(plan.value, question.dose)} would do for ${amountText(question.dose)}`;
  return { warning: 'smaller-vial-set-exists', step: { label: 'Smaller vial set', value, source: 'WZ-9' } };
}

/** The fullest vial set below the dose, if the site lets a pharmacist round that far: it opens strictly less. */
function doseRounding(question: WasteQuestion, amounts: OpenedAndGiven): Option | undefined {
  const { dose, roundingTolerancePercent } = question;
  if (roundingTolerancePercent === undefined || !mayBeRounded(question, amounts)) return undefined;
  const filled = fillVialsUpTo(dose.value, strengthsFor(question));
  if (!filled.ok || filled.value === undefined || equals(filled.value.total, dose.value)) return undefined;
  const percent = percentBelow(dose.value, filled.value.total);
  if (compare(percent, roundingTolerancePercent) > 0) return undefined;
  const value = `${setText(filled.value, dose)} is ${percentText(percent)} below ${amountText(dose)}: a pharmacist decides`;
  return {
    warning: 'dose-rounding-possible',
    step: { label: 'Dose rounding', value, source: 'dose rounding position of HOPA' },
  };
}

/** A dose that was rounded already, cut short or never begun is past that question. */
const mayBeRounded = (question: WasteQuestion, amounts: OpenedAndGiven): boolean =>
  question.course === 'complete' &&
  isOwnSingleDose(question, amounts) &&
  (question.orderedDose === undefined || equals(question.orderedDose.value, question.dose.value));

function beyondTolerance({ dose, orderedDose, roundingTolerancePercent }: WasteQuestion): Option | undefined {
  if (orderedDose === undefined || roundingTolerancePercent === undefined) return undefined;
  const difference = percentBelow(orderedDose.value, dose.value);
  const magnitude = isLess(difference, rational(0)) ? subtract(rational(0), difference) : difference;
  if (isAtLeast(roundingTolerancePercent, magnitude)) return undefined;
  const value = `${amountText(orderedDose)} to ${amountText(dose)} is ${percentText(magnitude)}`;
  return {
    warning: 'rounded-beyond-tolerance',
    step: { label: 'Rounded dose', value, source: 'rounding tolerance of the site' },
  };
}

const HUNDRED = rational(100);

const percentBelow = (from: Rational, to: Rational): Rational => divide(multiply(subtract(from, to), HUNDRED), from);

const percentText = (percent: Rational): string => `${decimalText(roundHalfAwayFromZero(percent, 2))} %`;

const setText = (plan: VialPlan, dose: Amount): string =>
  `${vialsText(plan.vials.map(({ content, count }) => ({ content: amountOf(dose.measure, content), count })))} = ${amountText(amountOf(dose.measure, plan.total))}`;
