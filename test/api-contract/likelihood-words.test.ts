import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gainOfFixing, gainWord, likelihoodWord } from '../../api-contract/likelihood-words.ts';
import type { Likelihood } from '../../domain/decision/decision.ts';
import { probability } from '../../domain/kernel/probability.ts';

const factor = (logOdds: number, fixable: boolean) => ({ name: 'scan', logOdds, sentence: 'No scan.', fixable });

const likelihood = (approval: number, inTime: number): Likelihood => ({
  about: 'MedicationRequest/m1',
  approval: probability(approval),
  inTime: probability(inTime),
  clearedByVisit: probability(approval * inTime),
  low: probability(0),
  high: probability(1),
  factors: [],
});

describe('the words for a chance', () => {
  it('change exactly at 0.9, 0.7 and 0.4', () => {
    const words = [1, 0.9, 0.8999, 0.7, 0.6999, 0.4, 0.3999, 0].map(likelihoodWord);
    expect(words).toEqual([
      'very-likely',
      'very-likely',
      'likely',
      'likely',
      'uncertain',
      'uncertain',
      'unlikely',
      'unlikely',
    ]);
  });

  it('call a gain much from ten points and little below three', () => {
    expect([0.1, 0.0999, 0.03, 0.0299].map(gainWord)).toEqual(['much', 'some', 'some', 'little']);
  });
});

describe('what fixing a factor gains', () => {
  it('is nothing for what cannot be fixed or already helps', () => {
    expect(gainOfFixing(likelihood(0.6, 0.9), factor(-1, false))).toBeUndefined();
    expect(gainOfFixing(likelihood(0.6, 0.9), factor(0, true))).toBeUndefined();
    expect(gainOfFixing(likelihood(0.6, 0.9), factor(1, true))).toBeUndefined();
  });

  it('takes the factor out of the approval and keeps the chance of a timely answer', () => {
    // Odds 1 without a factor of -ln 3 are odds 3: approval 0.5 becomes 0.75, times 0.8 in time.
    expect(gainOfFixing(likelihood(0.5, 0.8), factor(-Math.log(3), true))).toBeCloseTo(0.2, 10);
  });

  it('never lifts the chance above that of a timely answer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: -8, max: -0.01, noNaN: true }),
        (approval, inTime, logOdds) => {
          const before = likelihood(approval, inTime);
          const gain = gainOfFixing(before, factor(logOdds, true)) ?? 0;
          expect(gain).toBeGreaterThanOrEqual(0);
          expect(before.clearedByVisit + gain).toBeLessThanOrEqual(inTime + 1e-9);
        },
      ),
      { numRuns: 500 },
    );
  });
});
