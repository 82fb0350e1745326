import { compareText } from '../kernel/compare-text.ts';
import type { Severity } from '../decision/finding.ts';
import { daysBetween } from '../kernel/plain-date.ts';
import type { PlainDate } from '../kernel/plain-date.ts';
import type { Usd } from '../kernel/usd.ts';
import { compareUsd, noUsd } from '../kernel/usd.ts';

/** What the order of a worklist looks at. */
export interface RankedCase {
  /** Breaks the last tie, so that a list never jumps. */
  readonly id: string;
  /** The visit that is at stake. */
  readonly visit: PlainDate;
  readonly dueBy?: PlainDate;
  /** What the clinic stated of it; unstated counts as routine. */
  readonly urgency?: 'urgent' | 'routine';
  /** The gravest finding. */
  readonly severity?: Severity;
  /** Undefined where nobody can tell: ranks above zero dollars and below any known amount. */
  readonly expectedLoss: Usd | undefined;
}

/**
 * Who is worked on first: fewest days to the visit, then stated urgency, then severity and due date, and only then
 * dollars. A cheap curative drug in three days stands above a dear one in five weeks, whatever either costs.
 */
export const byNeed =
  (today: PlainDate) =>
  (a: RankedCase, b: RankedCase): number =>
    firstDifference(
      daysLeft(today, a) - daysLeft(today, b),
      urgency(a) - urgency(b),
      gravity(a) - gravity(b),
      compareText(a.dueBy ?? '9999', b.dueBy ?? '9999'),
      byDollars(a.expectedLoss, b.expectedLoss),
      compareText(a.id, b.id),
    );

const firstDifference = (...differences: readonly number[]): number =>
  differences.find((difference) => difference !== 0) ?? 0;

/** A visit that has passed is no less pressing than one today. */
const daysLeft = (today: PlainDate, { visit }: RankedCase): number => Math.max(0, daysBetween(today, visit));

const urgency = (one: RankedCase): number => (one.urgency === 'urgent' ? 0 : 1);

const SEVERITY: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };
const gravity = ({ severity }: RankedCase): number => SEVERITY[severity ?? 'info'];

const byDollars = (a: Usd | undefined, b: Usd | undefined): number =>
  a !== undefined && b !== undefined ? compareUsd(b, a) : standIn(b) - standIn(a);

/** Unknown dollars lie between nothing and something. */
const standIn = (amount: Usd | undefined): number => (amount === undefined ? 1 : compareUsd(amount, noUsd) > 0 ? 2 : 0);
