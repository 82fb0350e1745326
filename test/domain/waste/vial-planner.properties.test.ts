import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rational } from '../../../domain/kernel/rational.ts';
import {
  add,
  compare,
  decimal,
  decimalText,
  divide,
  equals,
  multiply,
  rational,
  sum,
  zero,
} from '../../../domain/kernel/rational.ts';
import type { VialPlan } from '../../../domain/waste/vial-planner.ts';
import { fillVialsUpTo, MOST_STEPS, planVials } from '../../../domain/waste/vial-planner.ts';
import { randomSuite, SEED } from '../../support/random-suites.ts';

/** All sets of vials that could matter, counted one by one: the plan that must be found, by trying everything. */
function tryEverything(need: number, sizes: readonly number[]): { total: number; counts: readonly number[] } {
  let best: { total: number; vials: number; counts: readonly number[] } | undefined;
  const visit = (at: number, total: number, counts: readonly number[]): void => {
    const vials = counts.reduce((a, b) => a + b, 0);
    if (total >= need) {
      const padded = sizes.map((_, index) => counts[index] ?? 0);
      if (best === undefined || isBetter({ total, vials, counts: padded }, best))
        best = { total, vials, counts: padded };
      return;
    }
    const size = sizes[at];
    if (size === undefined) return;
    for (let count = Math.ceil((need - total) / size); count >= 0; count -= 1)
      visit(at + 1, total + count * size, [...counts, count]);
  };
  visit(0, 0, []);
  return best ?? { total: 0, counts: [] };
}

interface Candidate {
  readonly total: number;
  readonly vials: number;
  readonly counts: readonly number[];
}

/** Less content, then fewer vials, then more of the larger strengths. */
function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.total !== b.total) return a.total < b.total;
  if (a.vials !== b.vials) return a.vials < b.vials;
  const at = a.counts.findIndex((count, index) => count !== b.counts[index]);
  return at !== -1 && (a.counts[at] ?? 0) > (b.counts[at] ?? 0);
}

const sizesOf = fc
  .uniqueArray(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 4 })
  .map((sizes) => sizes.sort((a, b) => b - a));

function planned(dose: Rational, strengths: readonly Rational[]): VialPlan {
  const plan = planVials(dose, strengths);
  if (!plan.ok) throw new Error(JSON.stringify(plan.problem));
  return plan.value;
}

const countsOf = (plan: VialPlan, strengths: readonly Rational[]): readonly number[] =>
  strengths.map((strength) => plan.vials.find(({ content }) => equals(content, strength))?.count ?? 0);

// At full size this takes minutes: see `npm run test:deep`.
describe('the vial planner', { timeout: 900_000 }, () => {
  it(`equals trying everything, in ${String(randomSuite(100_000).numRuns)} small cases (seed ${String(SEED)})`, () => {
    fc.assert(
      fc.property(
        sizesOf,
        fc.integer({ min: 1, max: 130 }),
        fc.constantFrom('1', '0.5', '0.075', '3.5'),
        (sizes, need, grid) => {
          const step = decimal(grid);
          const strengths = sizes.map((size) => multiply(step, rational(size)));
          const plan = planned(multiply(step, rational(need)), strengths);
          const best = tryEverything(need, sizes);
          expect(decimalText(divide(plan.total, step))).toBe(String(best.total));
          expect(countsOf(plan, strengths)).toEqual(best.counts);
        },
      ),
      randomSuite(100_000),
    );
  });

  it('does not depend on the order of the strengths, nor on one being named twice', () => {
    fc.assert(
      fc.property(sizesOf, fc.integer({ min: 1, max: 5000 }), (sizes, need) => {
        const strengths = sizes.map((size) => rational(size));
        const shuffled = [...strengths].reverse().concat(strengths.slice(0, 1));
        expect(planned(rational(need), shuffled)).toEqual(planned(rational(need), strengths));
      }),
      randomSuite(10_000),
    );
  });

  it('a dose larger by the largest vial needs exactly one such vial more, once the dose is large', () => {
    fc.assert(
      fc.property(sizesOf, fc.integer({ min: 600, max: 5000 }), (sizes, need) => {
        const strengths = sizes.map((size) => rational(size));
        const largest = sizes[0] ?? 1;
        const [less, more] = [planned(rational(need), strengths), planned(rational(need + largest), strengths)];
        expect(equals(more.total, add(less.total, rational(largest)))).toBe(true);
        const grown = countsOf(less, strengths).map((count, at) => (at === 0 ? count + 1 : count));
        expect(countsOf(more, strengths)).toEqual(grown);
      }),
      randomSuite(10_000),
    );
  });

  it('a fraction of a step is rounded up to vials that hold it', () => {
    const plan = planned(decimal('243.0001'), ['40', '100', '120', '240'].map(decimal));
    expect(decimalText(plan.total)).toBe('260');
  });

  it('fills vials up to a dose as trying everything does', () => {
    fc.assert(
      fc.property(sizesOf, fc.integer({ min: 1, max: 400 }), (sizes, room) => {
        const filled = fillVialsUpTo(
          rational(room),
          sizes.map((size) => rational(size)),
        );
        const totals = reachable(room, sizes);
        const most = Math.max(...totals);
        expect(
          filled.ok && filled.value === undefined ? 0 : filled.ok && Number(decimalText(filled.value?.total ?? zero)),
        ).toBe(most);
      }),
      randomSuite(20_000),
    );
  });

  it('plans absurd doses without a long table, and refuses by name what it cannot', () => {
    const strengths = ['40', '100', '120', '240'].map(decimal);
    const large = planned(decimal('200000001'), strengths);
    expect(decimalText(large.total)).toBe('200000020');
    expect(decimalText(sum(large.vials.map(({ content, count }) => multiply(content, rational(count)))))).toBe(
      '200000020',
    );
    expect(planVials(decimal('99999999999'), strengths)).toMatchObject({
      ok: false,
      problem: { code: 'too-many-vials' },
    });
    const tooFine = planVials(decimal('5000'), [decimal('1000.0001'), decimal('999.9999')]);
    expect(tooFine).toEqual({ ok: false, problem: { code: 'strengths-too-fine', most: MOST_STEPS } });
    expect(planVials(zero, strengths)).toEqual({ ok: false, problem: { code: 'dose-not-positive' } });
    expect(planVials(decimal('1'), [])).toEqual({ ok: false, problem: { code: 'no-strengths' } });
    expect(planVials(decimal('1'), [zero])).toEqual({ ok: false, problem: { code: 'strength-not-positive' } });
  });
});

function reachable(room: number, sizes: readonly number[]): readonly number[] {
  const totals = new Set([0]);
  for (let total = 0; total <= room; total += 1) {
    if (totals.has(total)) sizes.forEach((size) => total + size <= room && totals.add(total + size));
  }
  return [...totals];
}

describe('comparison by content', () => {
  it('a plan never holds less than the dose', () => {
    fc.assert(
      fc.property(sizesOf, fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 7 }), (sizes, n, d) => {
        const plan = planned(
          rational(n, d),
          sizes.map((size) => rational(size)),
        );
        expect(compare(plan.total, rational(n, d))).toBeGreaterThanOrEqual(0);
      }),
      randomSuite(10_000),
    );
  });
});
