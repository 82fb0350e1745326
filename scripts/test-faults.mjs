// `npm run test:faults`: breaks the built program in every way that we know of, prints what became of it, and writes the
// table into docs/operations.md. Arguments choose files: `npm run test:faults -- kill-nine`. FAULT_ROUNDS=2 makes it short.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded } from './build-stamp.mjs';
import { ROOT, installIfNeeded, refuseOldNode } from './install.mjs';

refuseOldNode();
await installIfNeeded();
if (process.env.FAULT_PROGRAM === undefined) await buildIfNeeded();

const PAGE = join(ROOT, 'docs', 'operations.md');
const BEGIN = '<!-- faults: begin -->';
const END = '<!-- faults: end -->';
const ROWS = join(ROOT, '.build', `faults-${process.pid}.ndjson`);

mkdirSync(join(ROOT, '.build'), { recursive: true });
rmSync(ROWS, { force: true });
process.env.FAULT_ROWS = ROWS;

const { startVitest } = await import('vitest/node');
const vitest = await startVitest('test', process.argv.slice(2), {
  root: ROOT,
  config: false,
  watch: false,
  include: ['test/faults/**/*.fault.ts'],
  // One fault at a time: they measure how long it takes until everything works again.
  pool: 'forks',
  fileParallelism: false,
  maxWorkers: 1,
  testTimeout: 900_000,
  hookTimeout: 300_000,
  teardownTimeout: 60_000,
});
const failed = vitest.state.getFiles().filter(({ result }) => result?.state !== 'pass').length;
await vitest.close();

const rows = existsSync(ROWS)
  ? readFileSync(ROWS, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  : [];
rmSync(ROWS, { force: true });
for (const { fault, rounds, work, lost, wrong, recovered } of rows)
  console.log(`${fault}: ${rounds} rounds, ${work}, ${lost} lost, ${wrong} wrong, recovered in ${inWords(recovered)}`);
if (rows.length > 0) writeTable(rows);
if (failed > 0 || rows.length === 0) console.error(`${failed} files failed; their faults may be missing above`);
process.exitCode = failed > 0 || rows.length === 0 ? 1 : 0;

function inWords(recovered) {
  return typeof recovered === 'number' ? `${recovered} s` : recovered;
}

/** A run of some faults replaces their rows and leaves the others, each with its own date. */
function writeTable(fresh) {
  const text = readFileSync(PAGE, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} has no ${BEGIN} ... ${END}`);
  const written = text.slice(begin, end).split('\n');
  const [table, told] = [rowsOf(written, 8), rowsOf(written, 4)];
  const on = new Date().toISOString().slice(0, 10);
  for (const { fault, rounds, work, lost, wrong, recovered, load, user, kept, how } of fresh) {
    table.set(fault, rowOf([fault, rounds, work, lost, wrong, inWords(recovered), on, load]));
    told.set(fault, rowOf([fault, user, kept, how]));
  }
  const lines = [
    BEGIN,
    '',
    `Written by \`npm run test:faults\`, last on ${on} (Node ${process.versions.node}, ${cpus().length} cores). "Lost" counts`,
    'acknowledged records that are not there afterwards; "wrong" counts answers and decisions that contradict the record, and',
    'every silence that could be taken for "all is well". "Load" is that of the machine, which others may use as well.',
    '',
    '| Fault | Rounds | Work | Lost | Wrong | Recovered in | Date | Load |',
    '|---|---|---|---|---|---|---|---|',
    ...inOrder(table),
    '',
    '| Fault | What the user sees | What is kept | How it recovers |',
    '|---|---|---|---|',
    ...inOrder(told),
    '',
  ];
  writeFileSync(PAGE, `${text.slice(0, begin)}${lines.join('\n')}${text.slice(end)}`);
  console.log('Written: docs/operations.md, Faults');
}

/** The rows of the table that has so many columns, by their first one. */
function rowsOf(lines, columns) {
  const cells = lines.map((line) => line.slice(2, -2).split(' | '));
  return new Map(cells.flatMap((row) => (row.length === columns && row[0] !== 'Fault' ? [[row[0], rowOf(row)]] : [])));
}

function rowOf(cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '/')).join(' | ')} |`;
}

/** By name, so that the order of runs does not show. */
function inOrder(table) {
  return [...table.keys()].sort().map((fault) => table.get(fault));
}
