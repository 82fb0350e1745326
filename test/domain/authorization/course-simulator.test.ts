import { describe, expect, it } from 'vitest';
import { SEED, randomSuite } from '../../support/random-suites.ts';
import type { CourseOutcome } from '../../support/simulated-course.ts';
import { seeded, simulateCourse } from '../../support/simulated-course.ts';

const FULL_SIZE = 50_000;
const MINUTES = 60_000;

describe('a year of treatment, decided day by day', () => {
  const { numRuns } = randomSuite(FULL_SIZE);

  it(
    'is never given on an authorization that does not hold without a warning, and renewals are told of in time',
    () => {
      const total = emptyTotal();
      for (let course = 0; course < numRuns; course += 1) {
        const outcome = simulateCourse(seeded(SEED + course * 7919));
        expect(outcome.missed, `course ${String(course)} of seed ${String(SEED)}`).toEqual([]);
        addTo(total, outcome);
      }
      process.stdout.write(`${report(total, numRuns)}\n`);
      expect(total.uncovered).toBeGreaterThan(numRuns / 10);
      expect(total.renewals).toBeGreaterThan(numRuns / 10);
      expect(total.renewalsFlagged / total.renewals).toBeGreaterThanOrEqual(0.95);
      // Anybody can warn of everything: the warnings must leave most covered doses alone. Shares of few doses prove nothing.
      const covered = total.doses - total.uncovered;
      if (covered >= 3_000) expect(total.falselyUnclear / covered).toBeLessThan(0.04);
      if (covered >= 30_000) expect(total.critical / covered).toBeLessThan(0.1);
    },
    60 * MINUTES,
  );
});

type Total = { -readonly [Name in Exclude<keyof CourseOutcome, 'missed'>]: number };

const emptyTotal = (): Total => ({
  doses: 0,
  uncovered: 0,
  renewals: 0,
  renewalsFlagged: 0,
  critical: 0,
  falselyUnclear: 0,
  decisions: 0,
});

function addTo(total: Total, outcome: CourseOutcome): void {
  for (const name of Object.keys(total) as (keyof Total)[]) total[name] += outcome[name];
}

function report(total: Total, courses: number): string {
  const covered = total.doses - total.uncovered;
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`;
  return [
    `Course simulator, seed ${String(SEED)}: ${String(courses)} courses, ${String(total.decisions)} decisions, ${String(total.doses)} doses.`,
    `${String(total.uncovered)} doses given without a valid authorization, every one flagged beforehand.`,
    `Renewals flagged 14 days ahead or as early as known: ${share(total.renewalsFlagged, total.renewals)} of ${String(total.renewals)}.`,
    `False alarms: ${share(total.falselyUnclear, covered)} of ${String(covered)} covered doses were not called valid; ${share(total.critical, covered)} had a critical finding on the day, most of them of later visits.`,
  ].join('\n');
}
