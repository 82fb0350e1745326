import { unitsAsRational } from '../kernel/billing-units.ts';
import type { Rational } from '../kernel/rational.ts';
import {
  compare,
  decimalText,
  divide,
  fixedText,
  isAtLeast,
  isPositive,
  magnitude,
  multiply,
  rational,
  subtract,
} from '../kernel/rational.ts';
import type { Verdict } from '../decision/rule.ts';
import { defineDrugRule, houseRule } from './authorization-rule.ts';
import type { DrugCase } from './drug-case.ts';
import { heldAuthorization } from './drug-case.ts';
import type { Authorization } from './ledger.ts';
import { issuedOn } from './predicates.ts';

type Reason =
  | { readonly code: 'more-units'; readonly planned: Rational; readonly authorized: Rational }
  | { readonly code: 'weight-changed'; readonly then: Rational; readonly now: Rational; readonly percent: Rational }
  | { readonly code: 'within' }
  | { readonly code: 'no-source' };

/** A weight change of a tenth or more since the approval moves a weight-based dose as far. */
const WEIGHT_CHANGE_PERCENT = rational(10);

export const doseIsTheAuthorizedOne = defineDrugRule<Reason>({
  id: 'authorization/dose-is-the-authorized-one',
  title: 'The dose is not above the authorized one',
  trigger: 'dose-increase',
  source: houseRule('R10', 'CARC 198'),
  reads: ['planned units', 'authorized units for each dose', 'weight now and at the approval'],
  notEvaluatedWhen:
    'the authorization states neither units for each dose nor, for a dose by weight, a weight to compare',
  reasons: ['more-units', 'weight-changed', 'within', 'no-source'],

  judge(drugCase) {
    const authorization = heldAuthorization(drugCase);
    if (authorization === undefined) return { verdict: 'not-applicable', reason: { code: 'no-source' } };
    const byUnits = unitsVerdict(drugCase, authorization);
    const byWeight = weightVerdict(drugCase, authorization);
    if (byUnits?.verdict === 'at-risk') return byUnits;
    return byWeight?.verdict === 'at-risk'
      ? byWeight
      : (byUnits ?? byWeight ?? { verdict: 'not-applicable', reason: { code: 'no-source' } });
  },

  say(reason, name) {
    switch (reason.code) {
      case 'more-units':
        return `${name}: ${decimalText(reason.planned)} units planned, auth allows ${decimalText(reason.authorized)} for each dose.`;
      case 'weight-changed':
        return `${name}: weight was ${decimalText(reason.then)} kg at the approval and is ${decimalText(reason.now)} kg now (${fixedText(reason.percent, 2)} %).`;
      case 'within':
        return `${name}: the dose is not above the authorized one.`;
      case 'no-source':
        return `${name}: nothing on record to compare the dose with.`;
    }
  },

  act: (reason) =>
    reason.code === 'more-units' || reason.code === 'weight-changed' ? 'have the authorized dose updated' : undefined,
});

function unitsVerdict({ plan }: DrugCase, { unitsPerDose }: Authorization): Verdict<Reason> | undefined {
  if (unitsPerDose === undefined || plan.kind === 'unknown') return undefined;
  const planned = unitsAsRational(plan.plan.planned);
  return compare(planned, unitsPerDose) > 0
    ? { verdict: 'at-risk', severity: 'critical', reason: { code: 'more-units', planned, authorized: unitsPerDose } }
    : { verdict: 'clear', reason: { code: 'within' } };
}

function weightVerdict(drugCase: DrugCase, authorization: Authorization): Verdict<Reason> | undefined {
  const then = authorization.weightKg ?? weightAt(drugCase, authorization);
  const now = weightUpTo(drugCase, drugCase.today);
  if (!followsWeight(drugCase, authorization) || then === undefined || now === undefined) return undefined;
  if (!isPositive(then)) return undefined;
  const percent = multiply(divide(subtract(now, then), then), rational(100));
  return isAtLeast(magnitude(percent), WEIGHT_CHANGE_PERCENT)
    ? { verdict: 'at-risk', severity: 'warning', reason: { code: 'weight-changed', then, now, percent } }
    : { verdict: 'clear', reason: { code: 'within' } };
}

/** A flat dose stays what it is, whatever the patient weighs. */
const followsWeight = ({ drug: { dose } }: DrugCase, { weightKg }: Authorization): boolean =>
  weightKg !== undefined || (dose.kind === 'known' && dose.scalesWith !== undefined);

const weightAt = (drugCase: DrugCase, authorization: Authorization): Rational | undefined => {
  const issued = issuedOn(authorization);
  return issued === undefined ? undefined : weightUpTo(drugCase, issued);
};

/** The newest weight measured up to the day. */
const weightUpTo = ({ snapshot }: DrugCase, until: string): Rational | undefined =>
  snapshot.clinical.weights
    .filter(({ on, kg }) => on !== undefined && on <= until && isPositive(kg))
    .sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? 1 : -1))[0]?.kg;
