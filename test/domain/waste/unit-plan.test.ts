import { describe, expect, it } from 'vitest';
import { hcpcs } from '../../../domain/kernel/hcpcs-code.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { amount, amountText } from '../../../domain/kernel/quantity.ts';
import type { ContainerKind, DrugFacts } from '../../../domain/visit/drug-facts.ts';
import type { UnitPlan } from '../../../domain/waste/unit-plan.ts';
import { planUnits } from '../../../domain/waste/unit-plan.ts';

const drug = (
  unit: string,
  containers: readonly (readonly [string, ContainerKind])[],
  rest: Partial<DrugFacts> = {},
): DrugFacts => ({
  hcpcs: hcpcs('J9299'),
  label: 'Opdivo',
  ingredient: 'nivolumab',
  billingUnit: amount(unit, 'mg'),
  containers: containers.map(([content, kind]) => ({ content: amount(content, 'mg'), kind })),
  jwJz: 'applies',
  inForce: { from: plainDate('2026-01-01') },
  source: 'test',
  ...rest,
});

const nivolumab = drug('1', [
  ['40', 'single-dose'],
  ['100', 'single-dose'],
  ['120', 'unknown'],
  ['240', 'single-dose'],
]);

function planned(facts: DrugFacts, dose: string, stock?: readonly string[]): UnitPlan {
  const plan = planUnits(
    facts,
    amount(dose, 'mg'),
    stock?.map((content) => amount(content, 'mg')),
  );
  if (!plan.ok) throw new Error(JSON.stringify(plan.problem));
  return plan.value;
}

const vialsOf = ({ vials }: UnitPlan): readonly string[] =>
  vials.map(({ content, count }) => `${String(count)} x ${amountText(content)}`);

describe('the units that a dose will use', () => {
  it('243 mg of four strengths: 243 given, 17 discarded', () => {
    const plan = planned(nivolumab, '243');
    expect([plan.planned, plan.discarded, plan.strengthsFrom]).toEqual([243, 17, 'drug-table']);
    expect(vialsOf(plan)).toEqual(['1 x 120 mg', '1 x 100 mg', '1 x 40 mg']);
    expect(plan.working.map(({ value }) => value)).toContain('ceil(243 mg / 1 mg) = 243 units');
  });

  it('a site that stocks 40 and 240 mg only discards 37', () => {
    const plan = planned(nivolumab, '243', ['40', '240']);
    expect([plan.planned, plan.discarded, plan.strengthsFrom]).toEqual([243, 37, 'site-stock']);
  });

  it.each([
    ['480', 0],
    ['210', 10],
    ['200', 0],
  ])('%s mg discards %i', (dose, discarded) => {
    expect(planned(nivolumab, dose).discarded).toBe(discarded);
  });

  it('without a known strength the discarded units are unknown, never zero', () => {
    const plan = planned(drug('1', []), '243');
    expect([plan.planned, plan.discarded, plan.strengthsFrom, plan.vials]).toEqual([243, undefined, 'none', []]);
    expect(planned(nivolumab, '243', []).discarded).toBeUndefined();
  });

  it('multi-dose vials discard nothing', () => {
    // J9045: 530 mg at 50 mg a unit is ceil(10.6)
    const plan = planned(
      drug('50', [
        ['450', 'multi-dose'],
        ['600', 'multi-dose'],
      ]),
      '530',
    );
    expect([plan.planned, plan.discarded]).toEqual([11, 0]);
  });

  it('where one package is single-dose and another multi-dose, what is at hand decides; the market alone counts as single-dose', () => {
    const trastuzumab = drug('10', [
      ['150', 'single-dose'],
      ['420', 'multi-dose'],
    ]);
    expect(planned(trastuzumab, '400').discarded).toBe(5);
    expect(planned(trastuzumab, '400', ['150', '420']).discarded).toBe(0);
    expect(planned(trastuzumab, '400', ['420']).discarded).toBe(0);
    expect(planned(trastuzumab, '400', ['150']).discarded).toBe(5);
    expect(vialsOf(planned(trastuzumab, '450', ['150', '420']))).toEqual(['2 x 420 mg']);
    expect(vialsOf(planned(trastuzumab, '300', ['150', '420']))).toEqual(['1 x 420 mg']);
    expect(vialsOf(planned(trastuzumab, '150', ['150', '420']))).toEqual(['1 x 150 mg']);
  });

  it('a code outside the policy bills no discarded units', () => {
    expect(planned(drug('1', [['100', 'single-dose']], { jwJz: 'does-not-apply' }), '70').discarded).toBe(0);
    expect(planned(drug('1', [], { jwJz: 'does-not-apply' }), '70').discarded).toBe(0);
  });

  it('a code that is billed by the vial counts vials', () => {
    const pegaspargase: DrugFacts = {
      ...drug('1', []),
      billingUnit: amount('1', 'each'),
      containers: [{ content: amount('3750', 'units'), kind: 'single-dose' }],
    };
    const plan = planUnits(pegaspargase, amount('4000', 'units'), undefined);
    expect(plan.ok && [plan.value.planned, plan.value.discarded]).toEqual([2, 0]);
  });

  it.each([
    ['10', 'mL', { code: 'concentration-missing', dose: 'volume', billingUnit: 'mass' }],
    ['10', 'units', { code: 'measures-differ', dose: 'activity-units', billingUnit: 'mass' }],
    ['0', 'mg', { code: 'dose-not-positive' }],
    ['-5', 'mg', { code: 'dose-not-positive' }],
    ['10000000', 'mg', { code: 'dose-absurd', most: 9_999_999 }],
  ])('a dose of %s %s is refused by name', (value, unit, problem) => {
    expect(planUnits(nivolumab, amount(value, unit), undefined)).toEqual({ ok: false, problem });
  });

  it('the largest dose that fits a claim line is planned', () => {
    expect(planned(nivolumab, '9999999').planned).toBe(9_999_999);
  });

  it('strengths in another measure than the code are not planned with', () => {
    const odd = { ...nivolumab, containers: [{ content: amount('10', 'mL'), kind: 'single-dose' as const }] };
    expect(planned(odd, '243').discarded).toBeUndefined();
  });
});
