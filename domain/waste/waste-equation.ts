import type { Amount } from '../kernel/quantity.ts';
import { amountOf, amountText, quantityOf } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, isLess, isPositive, subtract, zero } from '../kernel/rational.ts';
import { labeledTotal } from './vial-choice.ts';
import type { WasteAnswer } from './waste-answer.ts';

export interface WasteParts {
  readonly opened: Amount;
  readonly given: Amount;
  readonly discarded: Amount;
  readonly keptForOthers: Amount;
  /** What stays in a multi-dose vial. */
  readonly leftInVial: Amount;
  /** Given beyond the label. */
  readonly overfill: Amount;
}

/** Where every opened milligram went: opened and overfill are together what was given, discarded, kept and left. */
export function wasteParts(answer: Pick<WasteAnswer, 'opened' | 'discard'>, given: Amount, kept: Rational): WasteParts {
  const { measure } = answer.discard;
  const opened = labeledTotal(answer.opened);
  const rest = subtract(opened, add(add(given.value, answer.discard.value), kept));
  const of = (value: Rational): Amount => amountOf(measure, value);
  return {
    opened: of(opened),
    given: of(given.value),
    discarded: answer.discard,
    keptForOthers: of(kept),
    leftInVial: of(isPositive(rest) ? rest : zero),
    overfill: of(isLess(rest, zero) ? subtract(zero, rest) : zero),
  };
}

/** "opened 400 = given 350 + discarded 50 mg". */
export function equationText(parts: WasteParts): string {
  const left = [term('opened', parts.opened), ...optional('overfill', parts.overfill)];
  const right = [
    term('given', parts.given),
    term('discarded', parts.discarded),
    ...optional('kept for others', parts.keptForOthers),
    ...optional('left in the vial', parts.leftInVial),
  ];
  const last = right.length - 1;
  const unit = amountText(parts.opened).split(' ').slice(1).join(' ');
  const withUnit = right.map((each, at) => (at === last ? `${each} ${unit}` : each));
  return `${left.join(' + ')} = ${withUnit.join(' + ')}`;
}

const term = (name: string, of: Amount): string => `${name} ${quantityOf(of).value}`;

const optional = (name: string, of: Amount): readonly string[] => (isPositive(of.value) ? [term(name, of)] : []);
