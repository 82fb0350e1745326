// The exact vial planner: one dose with up to six strengths, and a day of 120 patients.
import { amount } from '../../domain/kernel/quantity.ts';
import { rational } from '../../domain/kernel/rational.ts';
import { planSession } from '../../domain/waste/plan-day.ts';
import { planVials } from '../../domain/waste/vial-planner.ts';
import { randomFrom } from '../../sandbox/stories/scene.ts';
import type { Figure, Sizes } from './figure.ts';
import { milliseconds, percentile } from './figure.ts';

/** Labeled contents in milligrams, as drugs of one to six strengths are sold. */
const STRENGTHS = [
  [100],
  [40, 240],
  [100, 400],
  [120, 500],
  [20, 60, 140],
  [40, 100, 120, 240],
  [10, 20, 50, 100, 150, 200],
];

const PATIENTS = 120;
const DAYS = 200;
const ASKED_DOSE_MS = 1;
const ASKED_DAY_MS = 1000;

export function vialPlanner({ plans }: Sizes): readonly Figure[] {
  const random = randomFrom('vials');
  const dose = (): number => 1 + Math.floor(random() * 20_000) / 10;
  const times = Array.from({ length: plans }, (_, count) => {
    const strengths = (STRENGTHS[count % STRENGTHS.length] ?? []).map((content) => rational(content));
    const need = rational(Math.round(dose() * 10), 10);
    return timed(() => planVials(need, strengths));
  });
  const days = Array.from({ length: DAYS }, () => {
    const doses = Array.from({ length: PATIENTS }, (_, of) => ({
      of: String(of),
      dose: amount(dose().toFixed(1), 'mg'),
    }));
    const stock = [40, 100, 120, 240].map((content) => ({
      content: amount(String(content), 'mg'),
      container: 'single-dose' as const,
    }));
    return timed(() => planSession(doses, stock, 'pharmacist-approved'));
  });
  return [
    figure(
      'vial planner, one dose, one to six strengths, p99',
      percentile(times, 0.99),
      percentile(times, 0.5),
      ASKED_DOSE_MS,
    ),
    figure(
      `vial planner, a day of ${String(PATIENTS)} patients, p99`,
      percentile(days, 0.99),
      percentile(days, 0.5),
      ASKED_DAY_MS,
    ),
  ];
}

function timed(plan: () => { readonly ok: boolean }): number {
  const begun = performance.now();
  if (!plan().ok) throw new Error('a dose could not be planned');
  return performance.now() - begun;
}

const figure = (what: string, p99: number, p50: number, asked: number): Figure => ({
  what,
  value: milliseconds(p99),
  baseline: `p50 ${milliseconds(p50)}`,
  goal: { says: `asked ${String(asked)} ms`, reached: p99 <= asked },
});
