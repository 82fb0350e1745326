import type { Exposure, Likelihood } from '../decision/decision.ts';
import { worked } from '../decision/worksheet.ts';
import type { WorksheetLine } from '../decision/worksheet.ts';
import { unitsAsRational } from '../kernel/billing-units.ts';
import type { HcpcsCode } from '../kernel/hcpcs-code.ts';
import { isNonEmpty } from '../kernel/non-empty.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import { quarterOf } from '../kernel/plain-date.ts';
import { complement, probability } from '../kernel/probability.ts';
import type { Probability } from '../kernel/probability.ts';
import { decimal, decimalText, multiply } from '../kernel/rational.ts';
import type { Rational } from '../kernel/rational.ts';
import type { Usd } from '../kernel/usd.ts';
import { noUsd, timesUsd, unitPriceText, usdFromMicroDollars } from '../kernel/usd.ts';
import type { PaymentLimit } from '../visit/drug-facts.ts';
import { isBilledByNobodyHere } from '../visit/settled-supply.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import type { DrugCase } from './drug-case.ts';

/**
 * What a visit puts at risk: planned and discarded units at the payment limit of its quarter, drug by drug.
 * Null where no drug of the visit is known or has a limit: such a case ranks as unknown dollars, above zero. Null also where
 * a limit is known but no units are: zero dollars at risk would be said of a dose that nobody could count, and absent is
 * never zero. Of several drugs those that cannot be priced stand in the worksheet by name: the total is then without them.
 */
export function exposureOf(cases: readonly DrugCase[], likelihood: Likelihood | null): Exposure | null {
  // Only for a drug that the clinic buys, or may have bought, does it lose the drug's price.
  const bought = cases.filter(({ drug }) => !isBilledByNobodyHere(drug.supply));
  const prices = bought.map(priced);
  const isUncounted = isNonEmpty(bought) && prices.every(({ why }) => why !== undefined);
  if (!isNonEmpty(cases) || isUncounted) return null;
  const atRisk = worked(prices.flatMap(({ lines }) => lines));
  return { atRisk, expectedLoss: expectedLoss(atRisk.total, cases, likelihood) };
}

/** The limit in force on the day, or the newest earlier one that is loaded; the worksheet says which. */
export function limitOn(snapshot: Snapshot, code: HcpcsCode, on: PlainDate): PaymentLimit | undefined {
  let newest: PaymentLimit | undefined;
  for (const limit of snapshot.knowledge.limits) {
    if (limit.hcpcs !== code || limit.quarterFrom > on) continue;
    if (newest === undefined || limit.quarterFrom > newest.quarterFrom) newest = limit;
  }
  return newest;
}

interface Priced {
  readonly lines: readonly WorksheetLine[];
  /** Why there is no price: what is missing to have one. */
  readonly why?: string;
}

function priced({ hcpcs, plan, snapshot, visit, name }: DrugCase): Priced {
  if (hcpcs === undefined) return unpriced(name, 'its billing code is not known');
  if (plan.kind === 'unknown') return unpriced(name, 'its units are not known');
  const limit = limitOn(snapshot, hcpcs, visit.date);
  if (limit === undefined) return unpriced(name, 'no payment limit is known for it');
  const price = usdFromMicroDollars(limit.microDollarsPerUnit);
  const source = sourceText(limit, visit.date);
  const { planned, discarded } = plan.plan;
  const line = (what: string, units: Rational): WorksheetLine => ({
    label: `${name}: ${decimalText(units)} ${what} units at $${unitPriceText(price)}`,
    amount: timesUsd(price, units),
    source,
  });
  const wasted = discarded === undefined || discarded === 0 ? [] : [line('discarded', unitsAsRational(discarded))];
  return { lines: [line('planned', unitsAsRational(planned)), ...wasted] };
}

const unpriced = (name: string, why: string): Priced => ({
  lines: [{ label: `${name}: not in the amount`, amount: noUsd, source: why }],
  why,
});

function sourceText(limit: PaymentLimit, on: PlainDate): string {
  const loaded =
    quarterOf(on).label === limit.quarterLabel ? limit.quarterLabel : `${limit.quarterLabel}, newest loaded`;
  return `${limit.file} (${loaded})`;
}

/**
 * (1 - cleared) x at risk x the share finally unpaid. Where nothing can be said of the odds, the whole amount counts;
 * where every drug is cleared, nothing does.
 */
function expectedLoss(atRisk: Usd, cases: readonly DrugCase[], likelihood: Likelihood | null): Usd {
  const isCleared = cases.every(({ standing }) => standing.state === 'valid' || standing.state === 'not-required');
  if (isCleared) return noUsd;
  const [first] = cases;
  if (first === undefined) return noUsd;
  const lost = likelihood === null ? 1 : complement(probability(Number(likelihood.clearedByVisit.toFixed(4))));
  const share = multiply(fraction(lost), first.snapshot.knowledge.routing.unrecovered);
  return timesUsd(atRisk, share);
}

/** A probability as it is shown, four decimals, so that the loss can be checked by hand. */
const fraction = (p: Probability | 1): Rational => decimal(p.toFixed(4));
