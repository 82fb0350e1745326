import type { EligibilityCheck } from '../visit/coverage.ts';
import { isSamePayer } from '../visit/payer.ts';
import type { DrugCase } from './drug-case.ts';

/**
 * The eligibility checks of the coverage that pays, made by today, the newest first; of two made on one day the less
 * favorable one. Checks of other coverages say nothing about it.
 */
export function checksOf({ snapshot, coverage, today }: DrugCase): readonly EligibilityCheck[] {
  if (coverage.kind !== 'one' || snapshot.eligibility.length === 0) return [];
  const { ref, payer, memberId } = coverage.coverage;
  return snapshot.eligibility
    .filter(
      (check) =>
        check.checkedOn <= today &&
        (check.coverage === undefined
          ? (check.memberId === undefined || check.memberId === memberId) &&
            check.payer !== undefined &&
            payer !== undefined &&
            isSamePayer(check.payer, payer) === true
          : check.coverage === ref),
    )
    .sort(newestFirst);
}

const newestFirst = (a: EligibilityCheck, b: EligibilityCheck): number =>
  a.checkedOn === b.checkedOn ? unfavorable(b) - unfavorable(a) : a.checkedOn < b.checkedOn ? 1 : -1;

/** Also by the dates, so that the order of entry never decides. */
const unfavorable = ({ inForce, benefit, active }: EligibilityCheck): number =>
  (inForce === false ? 4 : 0) +
  (benefit === 'pharmacy' ? 2 : 0) +
  (active?.to === undefined ? 0 : 1 - Number(active.to.replace(/-/g, '')) / 100_000_000);
