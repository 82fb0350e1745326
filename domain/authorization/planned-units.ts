import type { Amount } from '../kernel/quantity.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { DoseFact } from '../visit/snapshot.ts';
import { planUnits } from '../waste/unit-plan.ts';
import type { PlannedUnits } from './drug-case.ts';

/** A dose is planned once from the same vials: it recurs all through a course, and a flat one in every patient. */
export function plannedUnits(
  facts: DrugFacts | undefined,
  dose: DoseFact,
  stock: readonly Amount[] | undefined,
): PlannedUnits {
  if (dose.kind === 'unknown') return { kind: 'unknown', missing: dose.missing, because: dose.because };
  if (facts === undefined) {
    return { kind: 'unknown', missing: ['drug'], because: 'The billing unit of this product is not known.' };
  }
  const plans = plansOf(facts);
  const key = stock === undefined ? keyOf(dose.amount) : [dose.amount, ...stock].map(keyOf).join(' of ');
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = planUnits(facts, dose.amount, stock);
  const planned: PlannedUnits = plan.ok ? { kind: 'known', plan: plan.value } : unplannable(plan.problem.code);
  plans.set(key, planned);
  return planned;
}

/** By the drug's row of the tables itself, so that they go when a new table replaces it. */
const remembered = new WeakMap<DrugFacts, Map<string, PlannedUnits>>();
const MOST_REMEMBERED = 500;

function plansOf(facts: DrugFacts): Map<string, PlannedUnits> {
  const plans = remembered.get(facts);
  if (plans !== undefined && plans.size < MOST_REMEMBERED) return plans;
  const fresh = new Map<string, PlannedUnits>();
  remembered.set(facts, fresh);
  return fresh;
}

const keyOf = ({ measure, value }: Amount): string => `${measure} ${value.n.toString()}/${value.d.toString()}`;

const unplannable = (code: string): PlannedUnits => ({
  kind: 'unknown',
  missing: [code === 'concentration-missing' ? 'concentration' : 'dose'],
  because: 'The dose cannot be turned into billing units of this code.',
});
