/**
 * The share of their full size at which random suites run: 1/50 in `npm test`, all of it in `npm run test:deep`, which
 * runs the test files that import this one.
 */
const SHARE = Number(process.env['CHAIRREADY_DEEP'] ?? '0.02');

/** Printed by the test command, so that a failure can be repeated. */
export const SEED = Number(process.env['CHAIRREADY_SEED'] ?? '1');

const FEWEST_RUNS = 20;

/** How many of `full` this run takes, and never fewer than `fewest`. */
export const shareOf = (full: number, fewest = FEWEST_RUNS): number =>
  Math.min(full, Math.max(fewest, Math.ceil(full * SHARE)));

/** fast-check's options for a suite whose full size is `fullRuns`: `fc.assert(property, randomSuite(50_000))`. */
export const randomSuite = (fullRuns: number): { readonly numRuns: number; readonly seed: number } => ({
  numRuns: shareOf(fullRuns),
  seed: SEED,
});
