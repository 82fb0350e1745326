/** A preparation held against the drug table before it is kept: vials, dose, hood and remainder must go together. */
import type { RecordPreparation, WireQuantity } from '../../api-contract/waste.schema.ts';
import type { PlainDate } from '../../domain/kernel/plain-date.ts';
import { quantityOf } from '../../domain/kernel/quantity.ts';
import type { Rational } from '../../domain/kernel/rational.ts';
import { add, compare, isPositive, zero } from '../../domain/kernel/rational.ts';
import type { Result } from '../../domain/kernel/result.ts';
import { ok, problem } from '../../domain/kernel/result.ts';
import type { DrugIndex } from '../../domain/visit/drug-facts.ts';
import { labeledTotal } from '../../domain/waste/vial-choice.ts';
import { wasteAnswer } from '../../domain/waste/waste-answer.ts';
import { definedOnly } from '../assessment/defined-only.ts';
import type { WastePolicy } from '../config/waste-policy.schema.ts';
import { lineErrorOf, quantityField } from '../lines/line-fields.schema.ts';
import { wasteLine } from '../lines/waste-line.schema.ts';
import { wasteLineError } from '../lines/waste-problem.ts';
import { wasteQuestion } from '../lines/waste-question.ts';
import type { WasteFault } from './charted-drug.ts';
import { amountOfWire, fault, reasonMissing } from './charted-drug.ts';
import type { PreparationContent } from './preparation-content.ts';
import { ndcOfWhole, vialsOf } from './preparation-content.ts';
import type { DrugOfVisit } from './visits-of-day.ts';

export type PreparationEntry = RecordPreparation & {
  readonly date: PlainDate;
  /** The approved plan that it carries out; nobody enters that. */
  readonly session?: string;
};

/** What a preparation is held against. */
export interface PreparationRules {
  readonly policy: Pick<WastePolicy, 'sharing'>;
  readonly drugs: DrugIndex;
  /** Only a person can say that vials held more than their labels: from elsewhere it is a vial that was left out. */
  readonly takesOverfill: boolean;
}

/** Checks the vials as a dose of this drug, and that opened is dose, hood and remainder. */
export function checkedContent(
  desk: PreparationRules,
  entry: PreparationEntry,
  drug: DrugOfVisit,
  fromRemainder: PreparationContent['fromRemainder'],
): Result<PreparationContent, WasteFault> {
  const found = faultOfEntry(desk, entry);
  if (found !== undefined) return problem(found);
  const { vials, dose, discardedInHood, remainder, session } = entry;
  const content: PreparationContent = {
    vials,
    dose,
    ...definedOnly({ discardedInHood, remainder, fromRemainder, session }),
  };
  return checkedAmounts(desk, entry, drug, content);
}

function faultOfEntry({ policy }: PreparationRules, entry: PreparationEntry): WasteFault | undefined {
  if (entry.version > 0 && entry.reason === undefined) return reasonMissing('to correct the preparation');
  if (entry.remainder !== undefined && !policy.sharing) return sharingOff('remainder');
  return faultOfPart('discardedInHood', entry.discardedInHood) ?? faultOfPart('remainder', entry.remainder?.amount);
}

/** Nothing may be thrown away or held in less than nothing. */
function faultOfPart(name: string, amount: WireQuantity | undefined): WasteFault | undefined {
  if (amount === undefined) return undefined;
  const read = quantityField.safeParse(amount);
  if (!read.success) return fault('invalid', name, 'is not an amount');
  return compare(read.data.value, zero) < 0 ? fault('negative-amount', name, 'must not be negative') : undefined;
}

function checkedAmounts(
  { drugs, takesOverfill }: PreparationRules,
  entry: PreparationEntry,
  { facts, dose: ordered }: DrugOfVisit,
  content: PreparationContent,
): Result<PreparationContent, WasteFault> {
  if (facts === undefined) return problem(fault('unknown-code', 'line', 'has no billing code that is known'));
  const opened = vialsOf(content).map((vial) => ({
    ...{ content: vial.content, count: vial.count, container: vial.container, ndc: ndcOfWhole(vial) },
  }));
  const orderedDose = ordered === undefined ? {} : { orderedDose: quantityOf(ordered.dose) };
  const raw = { hcpcs: facts.hcpcs, on: entry.date, dose: entry.dose, opened, ...orderedDose };
  const line = wasteLine.safeParse(raw);
  if (!line.success) return problem(inVials(lineErrorOf(line.error, raw)));
  const question = wasteQuestion(line.data, drugs);
  if (!question.ok) return problem(inVials(question.problem));
  const answer = wasteAnswer(question.value);
  if (!answer.ok) return problem(inVials(wasteLineError(answer.problem)));
  const found = faultOfSum(content, question.value.dose.value, answer.value.opened, takesOverfill);
  if (found !== undefined) return problem(found);
  // What the table says of a package is written down, so that it holds whatever the table says later.
  const own = answer.value.opened.slice(0, content.vials.length);
  return ok({
    ...content,
    vials: content.vials.map((vial, at) => ({ ...vial, container: own[at]?.container ?? 'single-dose' })),
  });
}

const inVials = (found: WasteFault): WasteFault => ({
  ...found,
  path: found.path.replace(/^opened/, 'vials'),
  message: found.message.replace(/^opened/, 'vials'),
});

/** Opened is dose, hood and remainder; what the hood does not account for is left in the bag. */
function faultOfSum(
  { discardedInHood, remainder }: PreparationContent,
  dose: Rational,
  opened: Parameters<typeof labeledTotal>[0],
  takesOverfill: boolean,
): WasteFault | undefined {
  if (opened.some(({ container }) => container === 'multi-dose')) return undefined;
  const set = add(valueOf(discardedInHood), valueOf(remainder?.amount));
  const difference = compare(add(dose, set), labeledTotal(opened));
  if (difference > 0 && (isPositive(set) || !takesOverfill))
    return fault('more-prepared-than-opened', 'vials', 'hold less than dose, hood and remainder together');
  return difference < 0 && discardedInHood !== undefined
    ? fault('does-not-add-up', 'discardedInHood', 'leaves some of the opened drug unaccounted for')
    : undefined;
}

const valueOf = (amount: WireQuantity | undefined): Rational =>
  amount === undefined ? zero : amountOfWire(amount).value;

export const sharingOff = (path: string): WasteFault =>
  fault('sharing-is-off', path, 'is not possible: this site does not share vials between patients');
