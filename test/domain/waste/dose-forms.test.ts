import { describe, expect, it } from 'vitest';
import { amount, amountText } from '../../../domain/kernel/quantity.ts';
import { decimal } from '../../../domain/kernel/rational.ts';
import { administeredUnits } from '../../../domain/waste/billing-unit.ts';
import { hoursIn, midpoint, resolveDose } from '../../../domain/waste/dose-forms.ts';
import { DOSE_EXAMPLES } from '../../../domain/waste/dose-forms.examples.ts';

describe('dose forms', () => {
  it.each(DOSE_EXAMPLES.map((example) => [example.title, example] as const))(
    '%s',
    (_title, { given, expect: wanted }) => {
      const dose = resolveDose(given.form, given.circumstances);
      if ('problem' in wanted) {
        expect(dose).toMatchObject({ ok: false, problem: { code: wanted.problem } });
        return;
      }
      if (!dose.ok) throw new Error(JSON.stringify(dose.problem));
      expect(amountText(dose.value.amount)).toBe(wanted.amount);
      expect(amountText(dose.value.low)).toBe(wanted.low ?? wanted.amount);
      expect(dose.value.cautions).toEqual(wanted.cautions ?? []);
      expect(dose.value.working.endsWith(wanted.amount)).toBe(true);
    },
  );

  it('151.02 mg at 1 mg a unit are 152 units', () => {
    expect(administeredUnits(amount('151.02', 'mg'), amount('1', 'mg'))).toEqual({ ok: true, value: 152 });
  });

  it('the middle of a range is for money only', () => {
    const range = DOSE_EXAMPLES.find(({ expect: wanted }) => 'low' in wanted);
    const dose = range && resolveDose(range.given.form, range.given.circumstances);
    expect(dose?.ok === true && amountText(midpoint(dose.value))).toBe('525 mg');
  });
});

describe('charted values', () => {
  it('a duration is read in hours', () => {
    expect(hoursIn(decimal('90'), 'min')).toEqual(decimal('1.5'));
    expect(hoursIn(decimal('1'), 'wk')).toBeUndefined();
  });
});
