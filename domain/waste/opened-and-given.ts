import type { Amount } from '../kernel/quantity.ts';
import { amountOf, sameMeasure } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import {
  add,
  compare,
  equals,
  isLess,
  isPositive,
  isZero,
  rational,
  multiply,
  subtract,
  zero,
} from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import { administeredUnits, billingUnitFor } from './billing-unit.ts';
import type { OpenedVials } from './vial-choice.ts';
import { chooseVials, labeledTotal } from './vial-choice.ts';
import type { WasteAmount, WasteProblem, WasteQuestion } from './waste-question.ts';

/** The amounts of one administration, checked against each other; all in the measure of the billing unit. */
export interface OpenedAndGiven {
  readonly unit: Amount;
  readonly vials: readonly OpenedVials[];
  /** Labeled content of the single-dose vials for this patient, without what others received. */
  readonly singleDose: Amount;
  readonly multiDose: Amount;
  readonly label: Amount;
  /** Zero when nothing reached the patient. */
  readonly given: Amount;
}

/** The vials opened (or planned) and the amount that reached the patient; refuses what cannot have happened. */
export function openedAndGiven(question: WasteQuestion): Result<OpenedAndGiven, WasteProblem> {
  const unit = billingUnitFor(question.dose, question.drug);
  const fault = faultOfAmounts(question, unit);
  if (fault !== undefined) return problem(fault);
  const vials = vialsOf(question, unit);
  if (!vials.ok) return vials;
  const given = givenOf(question);
  return given.ok ? measured(question, unit, vials.value, given.value) : given;
}

function faultOfAmounts(question: WasteQuestion, unit: Amount): WasteProblem | undefined {
  const { dose, orderedDose, given, keptForOthers } = question;
  const units = administeredUnits(dose, unit);
  if (!units.ok) return { ...units.problem, about: 'dose' };
  return (
    faultOfOptional(orderedDose, unit, 'orderedDose') ??
    faultOfOptional(given, unit, 'given') ??
    faultOfOptional(keptForOthers, unit, 'keptForOthers')
  );
}

/** Zero is an amount that can be given or kept; less is not. */
function faultOfOptional(amount: Amount | undefined, unit: Amount, about: WasteAmount): WasteProblem | undefined {
  if (amount === undefined || (isZero(amount.value) && sameMeasure(amount, unit))) return undefined;
  if (isLess(amount.value, zero)) return { code: 'negative-amount', about };
  const units = administeredUnits(amount, unit);
  return units.ok ? undefined : { ...units.problem, about };
}

function vialsOf(question: WasteQuestion, unit: Amount): Result<readonly OpenedVials[], WasteProblem> {
  if (question.vials.kind === 'to-plan') return chooseVials(question.dose, question.packages, question.packagesFrom);
  const { opened } = question.vials;
  const fault = opened.map((vial, at) => faultOfVial(vial, at, unit)).find((found) => found !== undefined);
  if (fault !== undefined) return problem(fault);
  return opened.length === 0 ? problem({ code: 'nothing-opened' }) : ok(opened);
}

function faultOfVial({ content, count }: OpenedVials, at: number, unit: Amount): WasteProblem | undefined {
  if (!sameMeasure(content, unit)) {
    return { code: 'opened-measure-differs', at, opened: content.measure, billingUnit: unit.measure };
  }
  if (!isPositive(content.value)) return { code: 'empty-vial', at };
  return Number.isSafeInteger(count) && count > 0 ? undefined : { code: 'no-vial-count', at };
}

/** An interrupted dose must say how much was given; where it was never begun, nothing was. */
function givenOf({ course, dose, given, orderedDose }: WasteQuestion): Result<Amount, WasteProblem> {
  if (course === 'none') return ok(amountOf(dose.measure, zero));
  if (given !== undefined) return ok(given);
  const isDoseWhatWasGiven = orderedDose !== undefined && !equals(orderedDose.value, dose.value);
  return course === 'interrupted' && !isDoseWhatWasGiven ? problem({ code: 'given-missing' }) : ok(dose);
}

function measured(
  question: WasteQuestion,
  unit: Amount,
  vials: readonly OpenedVials[],
  given: Amount,
): Result<OpenedAndGiven, WasteProblem> {
  const singleDose = contentOf(vials, 'single-dose');
  const multiDose = contentOf(vials, 'multi-dose');
  const kept = question.keptForOthers?.value ?? zero;
  const label = subtract(add(singleDose, multiDose), kept);
  if (!isPositive(label)) return problem({ code: 'more-kept-than-opened' });
  const about = question.given === undefined ? 'dose' : 'given';
  if (compare(given.value, multiply(label, TWICE)) > 0) return problem({ code: 'more-given-than-opened', about });
  const own = isLess(singleDose, kept) ? zero : subtract(singleDose, kept);
  const inUnit = (value: Rational): Amount => amountOf(unit.measure, value);
  return ok({ unit, vials, given, singleDose: inUnit(own), multiDose: inUnit(multiDose), label: inUnit(label) });
}

const TWICE = rational(2);

const contentOf = (vials: readonly OpenedVials[], container: OpenedVials['container']): Rational =>
  labeledTotal(vials.filter((vial) => vial.container === container));
