import { compareAmounts, sameMeasure } from '../kernel/quantity.ts';
import type { Policy } from '../visit/policy.ts';
import type { PlannedDrug } from '../visit/snapshot.ts';

/** Whether the order asks for more in one dose, or for doses closer together, than the policy pays. */
export const isDoseAbovePolicy = (drug: PlannedDrug, policy: Policy | undefined): boolean =>
  isTooMuch(drug, policy?.dose) || isTooOften(drug, policy?.dose);

const isTooMuch = ({ dose }: PlannedDrug, limits: Policy['dose']): boolean =>
  limits?.maxPerDose !== undefined &&
  dose.kind === 'known' &&
  sameMeasure(dose.amount, limits.maxPerDose) &&
  compareAmounts(dose.amount, limits.maxPerDose) > 0;

const isTooOften = ({ intervalDays }: PlannedDrug, limits: Policy['dose']): boolean =>
  limits?.minIntervalDays !== undefined && intervalDays !== undefined && intervalDays < limits.minIntervalDays;
