// Runs vitest over all projects and reads the totals from its JSON report.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './install.mjs';

const REPORT = join(ROOT, '.build', 'test-report.json');

/** Runs the tests; gives vitest's exit code, the totals and the report (undefined if vitest wrote none). */
export async function runTests(args, environment) {
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  rmSync(REPORT, { force: true });
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await run(
    process.execPath,
    [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...args],
    { env: { ...process.env, ...environment } },
  );
  const report = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, 'utf8')) : undefined;
  return { code, report, totals: totalsOf(report) };
}

/** A file that could not even be loaded has no tests to count; it counts as one failed test. */
function totalsOf(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const unloadable = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A seed for the random suites, small enough to type. */
export function seedFrom(environment) {
  return environment.CHAIRREADY_SEED ?? String(Math.floor(Math.random() * 1_000_000));
}
