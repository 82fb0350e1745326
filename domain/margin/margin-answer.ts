import type { Worked, WorksheetLine } from '../decision/worksheet.ts';
import { worked } from '../decision/worksheet.ts';
import { addUnits, unitsAsRational, unitsText } from '../kernel/billing-units.ts';
import type { Rational } from '../kernel/rational.ts';
import {
  decimalText,
  divide,
  isPositive,
  isZero,
  multiply,
  negate,
  rational,
  roundHalfAwayFromZero,
  subtract,
} from '../kernel/rational.ts';
import type { Result } from '../kernel/result.ts';
import { ok } from '../kernel/result.ts';
import type { Usd } from '../kernel/usd.ts';
import { noUsd, subtractUsd, sumUsd, timesUsd, toCents, usdOf } from '../kernel/usd.ts';
import { acquisitionCost } from './acquisition-cost.ts';
import type { Allowed } from './allowed-amount.ts';
import { allowedAmount } from './allowed-amount.ts';
import type { Collected, Terms } from './collected.ts';
import { allowedFor, collected, termsOf } from './collected.ts';
import type { MarginQuestion } from './margin-question.ts';
import type { MarginProblem } from './payment-form.ts';
import { isPlayed } from './played-scenario.ts';
import { SCENARIOS } from './scenario.ts';

/** What one administration of one drug earns. Exact, but for the margin, which is rounded to the cent once. */
export interface MarginAnswer {
  readonly allowed: Usd;
  /** Cut from Medicare's payment, and the patient's part that is not expected to be paid: what `expected` lacks. */
  readonly sequestration: Usd;
  readonly uncollected: Usd;
  readonly expected: Usd;
  readonly acquisition: Usd;
  /** To the cent; its total is the margin, its last line the rounding. */
  readonly margin: Worked;
  /** Margin over acquisition in percent; undefined where the drug cost nothing. */
  readonly spreadPercent: Rational | undefined;
  /** What the discarded units earn less what their content cost. */
  readonly wasteEffect: Usd;
  /** The ASP of one unit at which the margin is zero; undefined where payment does not follow ASP. */
  readonly breakEvenAsp: Usd | undefined;
}

export function marginAnswer(question: MarginQuestion): Result<MarginAnswer, MarginProblem> {
  const figures = figuresOf(question);
  return figures.ok ? ok(answered(question, figures.value)) : figures;
}

/** The part of an answer that tells where a margin lies. */
export type MarginTotals = Pick<MarginAnswer, 'spreadPercent'> & { readonly margin: Pick<Worked, 'total'> };

/** The margin to the cent, and its share of the cost. */
export const totalsOf = (expected: Usd, cost: Usd): MarginTotals => ({
  margin: { total: toCents(subtractUsd(expected, cost)) },
  spreadPercent: spreadPercent(expected, cost),
});

interface Figures {
  readonly allowed: Allowed;
  readonly billed: Rational;
  readonly terms: Terms;
  readonly income: Collected;
  readonly cost: Worked;
}

function figuresOf(question: MarginQuestion): Result<Figures, MarginProblem> {
  const allowed = allowedAmount(question);
  if (!allowed.ok) return allowed;
  const cost = acquisitionCost(question);
  if (!cost.ok) return cost;
  const billed = unitsAsRational(addUnits(question.units, question.discardedUnits));
  const terms = termsOf(question, allowed.value.isMedicare, billed);
  const income = collected(allowed.value.forUnits(billed), terms);
  return ok({ allowed: allowed.value, billed, terms, income, cost: cost.value });
}

function answered(question: MarginQuestion, { allowed, billed, terms, income, cost }: Figures): MarginAnswer {
  const lines = [...incomeLines(question, allowed, income, terms), ...cost.lines.map(costLine)];
  const totals = totalsOf(income.expected, cost.total);
  return {
    ...income,
    acquisition: cost.total,
    margin: worked(withRounding(lines, totals.margin.total)),
    spreadPercent: totals.spreadPercent,
    wasteEffect: wasteEffect(question, allowed, cost.total),
    breakEvenAsp: breakEvenAsp(allowed, terms, cost.total, billed),
  };
}

const HUNDRED = rational(100);

const spreadPercent = (expected: Usd, cost: Usd): Rational | undefined =>
  isZero(cost) ? undefined : divide(multiply(subtract(expected, cost), HUNDRED), cost);

/** The difference that the discarded units make to the income, less their part of the cost. */
function wasteEffect(question: MarginQuestion, allowed: Allowed, cost: Usd): Usd {
  if (question.discardedUnits === 0) return noUsd;
  const discarded = unitsAsRational(question.discardedUnits);
  const given = unitsAsRational(question.units);
  const billed = unitsAsRational(addUnits(question.units, question.discardedUnits));
  const expectedFor = (units: Rational): Usd =>
    collected(allowed.forUnits(units), termsOf(question, allowed.isMedicare, units)).expected;
  const earned = subtractUsd(expectedFor(billed), expectedFor(given));
  return subtractUsd(earned, timesUsd(cost, divide(discarded, billed)));
}

/** Cost back through what is collected to the allowed amount, then through the add-on to ASP. */
function breakEvenAsp({ aspLine }: Allowed, terms: Terms, cost: Usd, billed: Rational): Usd | undefined {
  const needed = allowedFor(cost, terms);
  if (aspLine === undefined || needed === undefined || isZero(billed) || isZero(aspLine.slope)) return undefined;
  const asp = divide(subtract(divide(needed, billed), aspLine.offset), aspLine.slope);
  return isPositive(asp) ? usdOf(asp) : undefined;
}

function incomeLines(
  question: MarginQuestion,
  allowed: Allowed,
  income: Collected,
  terms: Terms,
): readonly WorksheetLine[] {
  const units = unitsText(addUnits(question.units, question.discardedUnits));
  return [
    { label: `allowed for ${units}: ${allowed.label}`, amount: income.allowed, source: allowed.source },
    ...cutLines(question, income, terms),
  ];
}

function cutLines(question: MarginQuestion, income: Collected, terms: Terms): readonly WorksheetLine[] {
  const share = shareText(question, terms);
  const scenario = benchmarkTexts(question, terms);
  const lines: readonly WorksheetLine[] = [
    {
      label: `sequestration ${percentText(terms.cut)} of Medicare's payment${scenario.label}`,
      amount: usdOf(negate(income.sequestration)),
      source: `${share}: ${question.coinsurance.source}${scenario.source}`,
    },
    {
      label: 'patient share not expected to be paid',
      amount: usdOf(negate(income.uncollected)),
      source: `${share}, of which ${percentText(terms.collectability)} is collected`,
    },
  ];
  return lines.filter(({ amount }) => !isZero(amount));
}

function shareText({ opps }: MarginQuestion, { share, cap }: Terms): string {
  const capped = cap === undefined ? '' : `, at most ${decimalText(cap)}`;
  const by = opps?.capSource === undefined ? '' : ` (${opps.capSource})`;
  return `patient share ${percentText(share)}${capped}${by}`;
}

/** What is added to a line whose amount follows from the benchmark of a scenario. */
function benchmarkTexts(question: MarginQuestion, { cap }: Terms): { readonly label: string; readonly source: string } {
  const { internationalBenchmark, benchmarkSource } = question.price ?? {};
  const isBound = internationalBenchmark !== undefined && cap !== undefined && isPlayed('globe', question);
  return {
    label: isBound ? ` (${SCENARIOS.globe.label})` : '',
    source: isBound && benchmarkSource !== undefined ? `; benchmark: ${benchmarkSource}` : '',
  };
}

const percentText = (share: Rational): string => `${decimalText(multiply(share, HUNDRED))} %`;

const costLine = (line: WorksheetLine): WorksheetLine => ({ ...line, amount: usdOf(negate(line.amount)) });

/** Lines are cut to decimals that can be printed in full; what that and the cents leave is the last line. */
function withRounding(lines: readonly WorksheetLine[], total: Usd): readonly WorksheetLine[] {
  const printed = lines.map((line) => ({
    ...line,
    amount: usdOf(roundHalfAwayFromZero(line.amount, PRINTED_DECIMALS)),
  }));
  const rest = subtractUsd(total, sumUsd(printed.map(({ amount }) => amount)));
  return [...printed, { label: 'rounding', amount: rest, source: 'to the cent, half away from zero' }];
}

const PRINTED_DECIMALS = 12;
