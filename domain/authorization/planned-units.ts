import type { Amount } from '../kernel/quantity.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { DoseFact } from '../visit/snapshot.ts';
import { planUnits } from '../waste/unit-plan.ts';
import type { CourseIndex } from './course-index.ts';
import type { PlannedUnits } from './drug-case.ts';

/** One dose from the same vials is planned once for the whole course. */
export function plannedUnits(
  { plans }: CourseIndex,
  facts: DrugFacts | undefined,
  dose: DoseFact,
  stock: readonly Amount[] | undefined,
): PlannedUnits {
  if (dose.kind === 'unknown') return { kind: 'unknown', missing: dose.missing, because: dose.because };
  if (facts === undefined) {
    return { kind: 'unknown', missing: ['drug'], because: 'The billing unit of this product is not known.' };
  }
  const key = [facts.hcpcs, keyOf(dose.amount), ...(stock?.map(keyOf) ?? ['any'])].join(' ');
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = planUnits(facts, dose.amount, stock);
  const planned: PlannedUnits = plan.ok ? { kind: 'known', plan: plan.value } : unplannable(plan.problem.code);
  plans.set(key, planned);
  return planned;
}

const keyOf = ({ measure, value }: Amount): string => `${measure} ${value.n.toString()}/${value.d.toString()}`;

const unplannable = (code: string): PlannedUnits => ({
  kind: 'unknown',
  missing: [code === 'concentration-missing' ? 'concentration' : 'dose'],
  because: 'The dose cannot be turned into billing units of this code.',
});
