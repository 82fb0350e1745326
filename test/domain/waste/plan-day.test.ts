import { describe, expect, it } from 'vitest';
import type { WasteQuestion } from '../../../domain/waste/waste-question.ts';
import { amount, amountText, quantityOf } from '../../../domain/kernel/quantity.ts';
import { add, compare, decimalText, rational, sum, zero } from '../../../domain/kernel/rational.ts';
import type { SessionDose, SessionPlan } from '../../../domain/waste/plan-day.ts';
import { planSession } from '../../../domain/waste/plan-day.ts';
import type { StockedPackage } from '../../../domain/waste/vial-choice.ts';
import { wasteAnswer } from '../../../domain/waste/waste-answer.ts';
import { WASTE_EXAMPLES } from '../../../domain/waste/waste.examples.ts';

const stock = (...contents: string[]): readonly StockedPackage[] =>
  contents.map((content) => ({ content: amount(content, 'mg'), container: 'single-dose' }));
const doses = (...values: string[]): readonly SessionDose[] =>
  values.map((value, at) => ({ of: `order-${String(at)}`, dose: amount(value, 'mg') }));

function planned(plan: ReturnType<typeof planSession>): SessionPlan {
  if (!plan.ok) throw new Error(JSON.stringify(plan.problem));
  return plan.value;
}

/** The lines that each patient's share gives, asked of the same arithmetic as every other administration. */
function linesOf(plan: SessionPlan): readonly string[] {
  const template = WASTE_EXAMPLES[0]?.given ?? ({} as WasteQuestion);
  return plan.doses.map(({ dose, opened, keptForOthers }) => {
    const answer = wasteAnswer({ ...template, dose, vials: { kind: 'opened', opened }, keptForOthers });
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    return answer.value.lines.map(({ units, modifiers }) => [units, ...modifiers].join(' ')).join(' + ');
  });
}

describe('a session of several patients', () => {
  it('W24: 350 and 250 mg share six 100-mg vials and nothing is left', () => {
    const plan = planned(planSession(doses('350', '250'), stock('100'), 'pharmacist-approved'));
    expect(plan.vials.map(({ count }) => count)).toEqual([6]);
    expect(amountText(plan.remainder)).toBe('0 mg');
    expect(linesOf(plan)).toEqual(['35 JZ', '25 JZ']);
    // The fourth vial is the shared one: who got what of it is on record.
    expect(
      plan.doses.map(({ shares }) =>
        shares.filter(({ vial }) => vial === 3).map(({ taken }) => quantityOf(taken).value),
      ),
    ).toEqual([['50'], ['50']]);
  });

  it('with sharing off every dose opens its own vials', () => {
    const plan = planned(planSession(doses('350', '250'), stock('100'), 'off'));
    expect(plan.vials.map(({ count }) => count)).toEqual([4, 3]);
    expect(amountText(plan.remainder)).toBe('100 mg');
    expect(linesOf(plan)).toEqual(['35 + 5 JW', '25 + 5 JW']);
    expect(new Set(plan.doses.flatMap(({ shares }) => shares.map(({ vial }) => vial))).size).toBe(7);
  });

  it('what nobody receives is discarded once, by the last patient of the vial', () => {
    const plan = planned(planSession(doses('330', '250'), stock('100'), 'pharmacist-approved'));
    expect(amountText(plan.remainder)).toBe('20 mg');
    expect(linesOf(plan)).toEqual(['33 JZ', '25 + 2 JW']);
  });

  it('a day of 120 patients is planned to the proven least content', () => {
    const day = Array.from({ length: 120 }, (_, at) => ({
      of: `order-${String(at)}`,
      dose: amount(String(150 + ((at * 37) % 400)), 'mg'),
    }));
    const together = planned(planSession(day, stock('40', '100', '120', '240'), 'pharmacist-approved'));
    const all = sum(day.map(({ dose }) => dose.value));
    // The grid is 20 mg: no set of these vials can hold the sum with 20 mg or more to spare.
    expect(compare(together.remainder.value, rational(20))).toBe(-1);
    const taken = sum(together.doses.flatMap(({ shares }) => shares.map((share) => share.taken.value)));
    expect(decimalText(taken)).toBe(decimalText(all));
    const perDose = together.doses.map(({ dose, shares }) =>
      compare(
        dose.value,
        shares.reduce((total, share) => add(total, share.taken.value), zero),
      ),
    );
    expect(perDose.every((difference) => difference === 0)).toBe(true);
  });

  it('names what cannot be planned', () => {
    expect(planSession([], stock('100'), 'off')).toEqual({ ok: false, problem: { code: 'no-doses' } });
    const mixed = [...doses('100'), { of: 'x', dose: amount('5', 'mL') }];
    expect(planSession(mixed, stock('100'), 'off')).toEqual({ ok: false, problem: { code: 'measures-differ', at: 1 } });
    expect(planSession(doses('100'), [], 'off')).toEqual({ ok: false, problem: { code: 'no-strengths' } });
  });
});
