// `npm run test:deep`: the random suites at full size; writes date and figures to docs/deep-tests.md.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT, installIfNeeded, refuseOldNode } from './install.mjs';

refuseOldNode();
await installIfNeeded();
const { runTests, seedFrom, totalsLine } = await import('./run-tests.mjs');

const share = process.env.CHAIRREADY_DEEP ?? '1';
const seed = seedFrom(process.env);
const begun = new Date();
console.log(`Random suites: share ${share} of full size, seed ${seed}`);
// A suite at full size may take an hour.
const suites = process.argv.length > 2 ? process.argv.slice(2) : randomSuites();
const { code, report, totals } = await runTests(['--testTimeout=14400000', ...suites], {
  CHAIRREADY_DEEP: share,
  CHAIRREADY_SEED: seed,
});
if (report !== undefined) {
  writeFileSync(join(ROOT, 'docs', 'deep-tests.md'), page(report));
  console.log('Written: docs/deep-tests.md');
}
console.log(totalsLine(totals));
process.exitCode = code;

/** Test files that take their size from test/support/random-suites.ts. */
function randomSuites() {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  return files
    .filter((name) => readFileSync(join(ROOT, 'test', name), 'utf8').includes('/random-suites.ts'))
    .map((name) => `test/${name.replaceAll('\\', '/')}`);
}

function page(result) {
  const rows = result.testResults.map((file) => {
    const passed = file.assertionResults.filter(({ status }) => status === 'passed').length;
    const seconds = ((file.endTime - file.startTime) / 1000).toFixed(1);
    return `| ${relative(ROOT, file.name)} | ${passed} of ${file.assertionResults.length} | ${seconds} |`;
  });
  return [
    '# Random suites at full size',
    '',
    'Written by `npm run test:deep`; `npm test` runs the same suites at one fiftieth of this size.',
    '',
    `- Date: ${begun.toISOString().slice(0, 10)}`,
    `- Share of full size: ${share}`,
    `- Seed: ${seed}`,
    `- Node ${process.versions.node}, ${cpus().length} cores`,
    `- Minutes: ${((Date.now() - begun.getTime()) / 60_000).toFixed(1)}`,
    `- Result: ${totalsLine(totals)}`,
    '',
    '| Suite | Properties that held | Seconds |',
    '|---|---|---|',
    ...rows.sort(),
    '',
  ].join('\n');
}
