import type { Ndc11 } from '../kernel/ndc11.ts';
import type { Amount } from '../kernel/quantity.ts';
import { amountOf, amountText, compareAmounts, ratioOf, sameMeasure } from '../kernel/quantity.ts';
import type { Rational } from '../kernel/rational.ts';
import { add, ceil, equals, isPositive, multiply, rational, zero } from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok, problem } from '../kernel/result.ts';
import type { DrugFacts } from '../visit/drug-facts.ts';
import type { VialPlanProblem } from './vial-planner.ts';
import { MOST_VIALS, planVials } from './vial-planner.ts';

/** A package that may be opened; what may be single-dose counts as single-dose. */
export interface StockedPackage {
  readonly content: Amount;
  readonly container: 'single-dose' | 'multi-dose';
  readonly ndc?: Ndc11;
}

export interface OpenedVials extends StockedPackage {
  readonly count: number;
}

/** Where the strengths come from: what is at hand for certain, or every strength on the market that the table knows. */
export type StrengthSource = 'site-stock' | 'drug-table';

/**
 * The vials for one dose: least discarded content, then fewest vials. Single-dose and multi-dose vials are never mixed
 * in one dose, for the claim could not say which was used up. A multi-dose vial leaves nothing to discard, so it is
 * taken where it is at hand; where only the market is known, the single-dose vials are planned, which never
 * understates what will be discarded.
 */
export function chooseVials(
  dose: Amount,
  packages: readonly StockedPackage[],
  from: StrengthSource,
): Result<readonly OpenedVials[], VialPlanProblem> {
  const usable = packages.filter(({ content }) => sameMeasure(content, dose) && isPositive(content.value));
  const multiDose = fewestMultiDose(dose, usable);
  const singleDose = leastSingleDose(dose, usable);
  if (multiDose === undefined) return singleDose;
  if (!singleDose.ok) return singleDose.problem.code === 'no-strengths' ? multiDose : singleDose;
  if (from === 'drug-table' || !multiDose.ok) return singleDose;
  const leavesNothing = equals(labeledTotal(singleDose.value), dose.value);
  return leavesNothing && vialCount(singleDose.value) <= vialCount(multiDose.value) ? singleDose : multiDose;
}

/** The packages of the drug table; an amount that the site stocks is multi-dose only where the table says so of all such. */
export function packagesOf(
  facts: Pick<DrugFacts, 'containers'>,
  stock: readonly Amount[] | undefined,
): readonly StockedPackage[] {
  const contents = stock ?? facts.containers.map((container) => container.content);
  return contents.map((content) => ({ content, container: containerOf(content, facts) }));
}

/** Multi-dose where every package of this content in the table is; a content that the table lacks counts as single-dose. */
export function containerOf(content: Amount, facts: Pick<DrugFacts, 'containers'>): StockedPackage['container'] {
  const same = facts.containers.filter(
    (container) => sameMeasure(container.content, content) && compareAmounts(container.content, content) === 0,
  );
  return same.length > 0 && same.every((container) => container.kind === 'multi-dose') ? 'multi-dose' : 'single-dose';
}

/** The labeled content of all vials together, in the base unit of their measure. */
export const labeledTotal = (vials: readonly OpenedVials[]): Rational =>
  vials.reduce((total, { content, count }) => add(total, multiply(content.value, rational(count))), zero);

export const vialCount = (vials: readonly OpenedVials[]): number => vials.reduce((sum, { count }) => sum + count, 0);

/** "2 x 100 mg + 1 x 40 mg". */
export const vialsText = (vials: readonly { readonly content: Amount; readonly count: number }[]): string =>
  vials.map(({ content, count }) => `${String(count)} x ${amountText(content)}`).join(' + ');

function leastSingleDose(
  dose: Amount,
  packages: readonly StockedPackage[],
): Result<readonly OpenedVials[], VialPlanProblem> {
  const singleDose = packages.filter(({ container }) => container === 'single-dose');
  const contents = singleDose.map(({ content }) => content.value);
  const plan = planVials(dose.value, contents);
  if (!plan.ok) return plan;
  return ok(plan.value.vials.map(({ content, count }) => opened(amountOf(dose.measure, content), count, singleDose)));
}

/** As few vials as hold the dose, of these the ones with the least content. */
function fewestMultiDose(
  dose: Amount,
  packages: readonly StockedPackage[],
): Result<readonly OpenedVials[], VialPlanProblem> | undefined {
  const choices = packages
    .filter(({ container }) => container === 'multi-dose')
    .map((found) => ({ found, count: ceil(ratioOf(dose, found.content)) }))
    .sort((a, b) => Number(a.count - b.count) || compareAmounts(a.found.content, b.found.content));
  const [best] = choices;
  if (best === undefined) return undefined;
  if (best.count > BigInt(MOST_VIALS)) return problem({ code: 'too-many-vials', most: MOST_VIALS });
  return ok([{ ...best.found, count: Number(best.count) }]);
}

function opened(content: Amount, count: number, packages: readonly StockedPackage[]): OpenedVials {
  const found = packages.find((each) => compareAmounts(each.content, content) === 0);
  return { ...(found ?? { content, container: 'single-dose' }), count };
}
