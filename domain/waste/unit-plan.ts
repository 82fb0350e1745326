import type { WorkingStep } from '../decision/worksheet.ts';
import type { BillingUnits } from '../kernel/billing-units.ts';
import { noUnits, unitsText } from '../kernel/billing-units.ts';
import type { Amount } from '../kernel/quantity.ts';
import { amountOf, amountText } from '../kernel/quantity.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { AdministeredUnitsProblem } from './billing-unit.ts';
import { administeredUnits, billingUnitFor } from './billing-unit.ts';
import { discardOf } from './discard.ts';
import type { OpenedVials, StrengthSource } from './vial-choice.ts';
import { chooseVials, labeledTotal, packagesOf, vialsText } from './vial-choice.ts';
import type { VialPlanProblem } from './vial-planner.ts';

/** What one dose will be billed for and from which vials it is best made. */
export interface UnitPlan {
  /** Administered units: the dose over the billing unit, rounded up. Discarded units are not in it. */
  readonly planned: BillingUnits;
  /** Undefined when no strength is known: what will be left over cannot be told. It is never zero for want of knowledge. */
  readonly discarded: BillingUnits | undefined;
  /** Largest first; empty when no strength is known. */
  readonly vials: readonly OpenedVials[];
  readonly strengthsFrom: StrengthSource | 'none';
  readonly working: readonly WorkingStep[];
}

export type UnitPlanProblem = AdministeredUnitsProblem | VialPlanProblem;

/**
 * The billing units that a dose will use, administered and discarded, over the least-waste vials.
 * `stock` is what the site keeps; without it every strength of the drug table counts.
 */
export function planUnits(
  facts: DrugFacts,
  dose: Amount,
  stock: readonly Amount[] | undefined,
): Result<UnitPlan, UnitPlanProblem> {
  const unit = billingUnitFor(dose, facts);
  const planned = administeredUnits(dose, unit);
  if (!planned.ok) return planned;
  const given = { facts, dose, unit, planned: planned.value };
  const from = stock === undefined ? 'drug-table' : 'site-stock';
  const vials = chooseVials(dose, packagesOf(facts, stock), from);
  if (vials.ok) return ok(withVials(given, vials.value, from));
  return vials.problem.code === 'no-strengths' ? ok(withoutStrengths(given)) : problem(vials.problem);
}

interface Given {
  readonly facts: DrugFacts;
  readonly dose: Amount;
  readonly unit: Amount;
  readonly planned: BillingUnits;
}

const POLICY = 'Medicare JW/JZ policy';

function withVials(given: Given, vials: readonly OpenedVials[], from: StrengthSource): UnitPlan {
  const discard = discardStep(given, vials);
  return {
    planned: given.planned,
    discarded: discard.units,
    vials,
    strengthsFrom: from,
    working: [administeredStep(given), vialStep(vials, from), discard.step],
  };
}

function withoutStrengths(given: Given): UnitPlan {
  const outside = given.facts.jwJz === 'does-not-apply';
  const value = outside ? notBilled(given.facts) : `unknown: no labeled strength of ${given.facts.label} is known`;
  const step = { label: 'Discarded units', value, source: given.facts.source };
  return {
    planned: given.planned,
    discarded: outside ? noUnits : undefined,
    vials: [],
    strengthsFrom: 'none',
    working: [administeredStep(given), step],
  };
}

const administeredStep = ({ facts, dose, unit, planned }: Given): WorkingStep => ({
  label: 'Administered units',
  value: `ceil(${amountText(dose)} / ${amountText(unit)}) = ${unitsText(planned)}`,
  source: facts.source,
});

const vialStep = (vials: readonly OpenedVials[], from: StrengthSource): WorkingStep => ({
  label: 'Least-waste vials',
  value: vialsText(vials),
  source: from === 'site-stock' ? 'strengths that the site stocks' : 'strengths of the drug table',
});

function discardStep({ facts, unit, planned }: Given, vials: readonly OpenedVials[]): DiscardStep {
  if (facts.jwJz === 'does-not-apply') return nothingBilled(notBilled(facts));
  if (vials.every(({ container }) => container === 'multi-dose')) {
    return nothingBilled('multi-dose vials: what is left stays in the vial, nothing is billed as discarded');
  }
  const opened = amountOf(unit.measure, labeledTotal(vials));
  const units = discardOf(opened, planned, unit);
  const each = amountText(unit);
  const value = `floor((${amountText(opened)} - ${unitsText(planned)} x ${each}) / ${each}), not below 0 = ${unitsText(units)}`;
  return { units, step: { label: 'Discarded units', value, source: POLICY } };
}

interface DiscardStep {
  readonly units: BillingUnits;
  readonly step: WorkingStep;
}

const nothingBilled = (value: string): DiscardStep => ({
  units: noUnits,
  step: { label: 'Discarded units', value, source: POLICY },
});

const notBilled = (facts: DrugFacts): string => `discarded drug is not billed under ${facts.hcpcs}`;
