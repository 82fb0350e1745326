import type { PlainDate } from '../kernel/plain-date.ts';
import type { Amount } from '../kernel/quantity.ts';
import { amountOf, amountText, compareAmounts } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, decimal, decimalText, divide, isLess, isPositive, multiply, rational } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { BodyFacts, BodyProblem, Measured } from './body-size.ts';
import { bodySurface, isStale, measured } from './body-size.ts';

/** A dose as ordered, before anything about the patient is known. */
export type DoseForm =
  | { readonly kind: 'fixed'; readonly amount: Amount }
  | { readonly kind: 'per-weight'; readonly perKg: Amount }
  | { readonly kind: 'per-surface'; readonly perM2: Amount }
  /** Carboplatin's target area under the curve, mg.min/mL. */
  | { readonly kind: 'auc'; readonly target: Rational }
  /** So much per hour, for so many hours; undefined where the order does not say how long. */
  | { readonly kind: 'rate'; readonly perHour: Amount; readonly hours: Rational | undefined }
  | { readonly kind: 'range'; readonly low: DoseForm; readonly high: DoseForm };

/** What one mL of the product holds. */
export type Concentration = Amount;

export interface DoseCircumstances {
  readonly body: BodyFacts;
  /** The day of the visit: older measurements are stale by it. */
  readonly on: PlainDate;
  readonly concentration?: Concentration;
}

export type DoseCaution = 'stale-measurement' | 'filtration-capped';

/** An exact dose. A range keeps both ends: the high end counts for sufficiency, the middle for money. */
export interface ResolvedDose {
  readonly amount: Amount;
  readonly low: Amount;
  readonly working: string;
  readonly cautions: readonly DoseCaution[];
}

export type DoseProblem =
  | BodyProblem
  | { readonly code: 'duration-missing' }
  | { readonly code: 'concentration-missing' }
  | { readonly code: 'dose-not-positive' }
  | { readonly code: 'range-upside-down' };

type Resolved = Result<ResolvedDose, DoseProblem>;

/** FDA's cap on the filtration rate in Calvert's formula, mL/min. */
export const FILTRATION_CAP = rational(125);
const CALVERT_CONSTANT = rational(25);

/** The exact dose of one order for one patient on one day; a volume becomes a mass where the concentration is known. */
export function resolveDose(form: DoseForm, circumstances: DoseCircumstances): Resolved {
  switch (form.kind) {
    case 'fixed':
      return resolved(form.amount, amountText(form.amount), [], circumstances);
    case 'per-weight':
      return perWeight(form.perKg, circumstances);
    case 'per-surface':
      return perSurface(form.perM2, circumstances);
    case 'auc':
      return byCalvert(form.target, circumstances);
    case 'rate':
      return byRate(form.perHour, form.hours, circumstances);
    case 'range':
      return ofRange(form.low, form.high, circumstances);
  }
}

/** Halfway between both ends: for estimates of money only. */
export const midpoint = ({ amount, low }: ResolvedDose): Amount =>
  amountOf(amount.measure, divide(add(amount.value, low.value), rational(2)));

function perWeight(perKg: Amount, circumstances: DoseCircumstances): Resolved {
  const weight = measured(circumstances.body, 'weight');
  if (!weight.ok) return weight;
  const kg = weight.value.value;
  const working = `${amountText(perKg)}/kg x ${decimalText(kg)} kg`;
  return resolved(times(perKg, kg), working, staleness([weight.value], circumstances), circumstances);
}

function perSurface(perM2: Amount, circumstances: DoseCircumstances): Resolved {
  const surface = bodySurface(circumstances.body);
  if (!surface.ok) return surface;
  const { m2, by, from } = surface.value;
  const working = `${amountText(perM2)}/m2 x ${decimalText(m2)} m2 (${by === 'charted' ? 'as charted' : 'Mosteller'})`;
  return resolved(times(perM2, m2), working, staleness(from, circumstances), circumstances);
}

function byCalvert(target: Rational, circumstances: DoseCircumstances): Resolved {
  const filtration = measured(circumstances.body, 'filtration');
  if (!filtration.ok) return filtration;
  const rate = filtration.value.value;
  const isCapped = isLess(FILTRATION_CAP, rate);
  const counted = isCapped ? FILTRATION_CAP : rate;
  const dose = amountOf('mass', multiply(target, add(counted, CALVERT_CONSTANT)));
  const cap = isCapped ? `, capped from ${decimalText(rate)}` : '';
  const working = `AUC ${decimalText(target)} x (${decimalText(counted)} mL/min${cap} + 25)`;
  const cautions = staleness([filtration.value], circumstances);
  return resolved(dose, working, isCapped ? [...cautions, 'filtration-capped'] : cautions, circumstances);
}

function byRate(perHour: Amount, hours: Rational | undefined, circumstances: DoseCircumstances): Resolved {
  if (hours === undefined) return problem({ code: 'duration-missing' });
  return resolved(times(perHour, hours), `${amountText(perHour)}/h x ${decimalText(hours)} h`, [], circumstances);
}

function ofRange(low: DoseForm, high: DoseForm, circumstances: DoseCircumstances): Resolved {
  const [least, most] = [resolveDose(low, circumstances), resolveDose(high, circumstances)];
  if (!least.ok) return least;
  if (!most.ok) return most;
  const { amount, working, cautions } = most.value;
  if (amount.measure !== least.value.amount.measure || compareAmounts(amount, least.value.low) < 0) {
    return problem({ code: 'range-upside-down' });
  }
  return ok({ amount, low: least.value.low, working: `${least.value.working} to ${working}`, cautions });
}

/** The last step of every form: a positive dose, its volume turned into mass, and its working closed with the result. */
function resolved(
  dose: Amount,
  working: string,
  cautions: readonly DoseCaution[],
  { concentration }: DoseCircumstances,
): Resolved {
  if (!isPositive(dose.value)) return problem({ code: 'dose-not-positive' });
  if (dose.measure !== 'volume' || concentration === undefined) return ok(said(dose, working, cautions));
  const mass = times(concentration, dose.value);
  return ok(said(mass, `${working} x ${amountText(concentration)}/mL`, cautions));
}

function said(dose: Amount, working: string, cautions: readonly DoseCaution[]): ResolvedDose {
  const result = amountText(dose);
  return { amount: dose, low: dose, working: working === result ? result : `${working} = ${result}`, cautions };
}

const times = (amount: Amount, factor: Rational): Amount => amountOf(amount.measure, multiply(amount.value, factor));

const staleness = (from: readonly Measured[], { on }: DoseCircumstances): readonly DoseCaution[] =>
  from.some((each) => isStale(each, on)) ? ['stale-measurement'] : [];

/** Hours in a `timing.repeat.duration`, by its UCUM unit; undefined for a unit that is no span of an infusion. */
export const hoursIn = (duration: Rational, unit: string): Rational | undefined => {
  const hours = HOURS.get(unit);
  return hours === undefined ? undefined : multiply(duration, hours);
};

const HOURS: ReadonlyMap<string, Rational> = new Map([
  ['s', divide(rational(1), rational(3600))],
  ['min', divide(rational(1), rational(60))],
  ['h', rational(1)],
  ['d', decimal('24')],
]);
