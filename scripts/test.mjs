// `npm test`: types, lint, build and every test, browser tests included. What follows `--` goes to vitest.
import { join } from 'node:path';
import { ROOT, installIfNeeded, refuseOldNode, run } from './install.mjs';

refuseOldNode();
await installIfNeeded();

// These may need installed packages, so they are loaded only now.
const { runTests, seedFrom, totalsLine } = await import('./run-tests.mjs');
const { buildIfNeeded } = await import('./build-stamp.mjs');

const tool = (...path) => join(ROOT, 'node_modules', ...path);
const begun = Date.now();
const failedStages = [];

// The linter keeps one processor busy for minutes and needs nothing that the others make, so it runs beside them.
console.log('\n== lint (beside what follows)');
const linted = stage('lint', [tool('eslint', 'bin', 'eslint.js'), '.']);
console.log('\n== types');
await stage('types', [tool('typescript', 'bin', 'tsc'), '-b']);
console.log('\n== format');
await stage('format', [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']);
console.log('\n== build');
await buildIfNeeded();

const seed = seedFrom(process.env);
const share = process.env.CHAIRREADY_DEEP ?? '0.02';
console.log(
  `\n== tests (random suites: share ${share} of full size, seed ${seed}; repeat with CHAIRREADY_SEED=${seed})`,
);
const { code, totals } = await runTests(process.argv.slice(2), { CHAIRREADY_DEEP: share, CHAIRREADY_SEED: seed });
if (code !== 0) failedStages.push('tests');
await linted;

console.log(`\n${((Date.now() - begun) / 60_000).toFixed(1)} minutes`);
if (failedStages.length > 0) console.log(`Failed: ${failedStages.join(', ')}`);
console.log(totalsLine(totals));
process.exitCode = failedStages.length > 0 ? 1 : 0;

/** Runs one tool; a failure is remembered and the rest still runs, so that one run shows everything. */
async function stage(name, args) {
  if ((await run(process.execPath, args)) !== 0) failedStages.push(name);
}
