// Runs the parts one after the other, never two at once, and prints one table.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assessMemory, assessSpeed } from './assess-speed.ts';
import { crosswalkImport } from './crosswalk-import.ts';
import type { Figure, Sizes } from './figure.ts';
import { FULL, QUICK } from './figure.ts';
import { malformedFlood } from './flood.ts';
import { hookLoad, startTimes } from './hook-load.ts';
import { auditChain, worklistPages } from './large-tables.ts';
import { cardsAtNewSite } from './quiet.ts';
import { repriceBooked } from './reprice.ts';
import { screens } from './screens.ts';
import { soak } from './soak.ts';
import { sweepSpeed } from './sweep-speed.ts';
import { vialPlanner } from './vial-planner.ts';

const USAGE = `Usage: npm run bench -- [PART...] [--quick] [--bundles N] [--memory-bundles N] [--hooks N] [--minutes N] [--rate N]

  PART...             some of: start, hooks, flood, assess, memory, vials, import, reprice, quiet, worklist, audit,
                      sweep, screens, soak; without any, all but soak. --only PART,... says the same
  --quick             small sizes: tries the bench, proves little
  --bundles N         bundles for the speed of assess (20,000)
  --memory-bundles N  bundles for the memory of assess (100,000)
  --hooks N           booking calls per engine (6,000)
  --minutes N         length of the soak (10)
  --rate N            hook calls a second in the soak (10)
`;

type Part = (folder: string, sizes: Sizes) => Promise<readonly Figure[]> | readonly Figure[];

const PARTS: Readonly<Record<string, Part>> = {
  start: startTimes,
  hooks: hookLoad,
  flood: malformedFlood,
  assess: assessSpeed,
  memory: assessMemory,
  vials: (_folder, sizes) => vialPlanner(sizes),
  import: crosswalkImport,
  reprice: (_folder, sizes) => repriceBooked(sizes.booked),
  quiet: () => cardsAtNewSite(),
  worklist: worklistPages,
  audit: auditChain,
  screens: () => screens(),
  sweep: sweepSpeed,
};

/** Takes ten minutes: only by name. */
const BY_NAME: Readonly<Record<string, Part>> = {
  soak: (folder, sizes) => soak(folder, sizes.soak),
};

/** Resolves to the exit status: 0 when everything could be measured, whatever the figures are. */
export async function runBench(argv: readonly string[]): Promise<number> {
  const options = optionsOf(argv);
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'chairready-bench-'));
  console.log(surroundings());
  try {
    return await runParts(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface BenchOptions {
  readonly parts: readonly string[];
  readonly sizes: Sizes;
}

async function runParts(folder: string, { parts, sizes }: BenchOptions): Promise<number> {
  let failed = 0;
  const figures: Figure[] = [];
  for (const name of parts) {
    process.stderr.write(`measuring ${name} ...\n`);
    try {
      figures.push(...((await (PARTS[name] ?? BY_NAME[name])?.(folder, sizes)) ?? []));
    } catch (error) {
      failed += 1;
      figures.push({ what: name, value: `failed: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
  console.log(table(figures));
  console.log(`Load of the machine at the end: ${loadText()}`);
  return failed === 0 ? 0 : 1;
}

function optionsOf(argv: readonly string[]): BenchOptions | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });
    const named = [...positionals, ...(values.only?.split(',') ?? [])];
    const parts = named.length === 0 ? Object.keys(PARTS) : named;
    if (!parts.every((part) => part in PARTS || part in BY_NAME)) return undefined;
    return { parts, sizes: sizesOf(values) };
  } catch {
    return undefined;
  }
}

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  bundles: { type: 'string' },
  'memory-bundles': { type: 'string' },
  hooks: { type: 'string' },
  minutes: { type: 'string' },
  rate: { type: 'string' },
} as const;

type Counts = Readonly<
  Partial<Record<Exclude<keyof typeof OPTIONS, 'quick' | 'only'>, string | undefined>> & { quick: boolean }
>;

function sizesOf({ quick, ...asked }: Counts): Sizes {
  const sizes = quick ? QUICK : FULL;
  const [few, many] = sizes.memoryBundles;
  return {
    ...sizes,
    hooks: countOf(asked.hooks) ?? sizes.hooks,
    bundles: countOf(asked.bundles) ?? sizes.bundles,
    memoryBundles: [few, countOf(asked['memory-bundles']) ?? many],
    soak: {
      minutes: countOf(asked.minutes) ?? sizes.soak.minutes,
      rate: countOf(asked.rate) ?? sizes.soak.rate,
    },
  };
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new Error('not a count');
  return Number(text);
}

function surroundings(): string {
  const [first] = cpus();
  const machine = `${String(cpus().length)} x ${first?.model.trim() ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB`;
  const versions = `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  return `${new Date().toISOString().slice(0, 16)}Z, ${machine}, ${versions}; load at the start ${loadText()}`;
}

/** How many processes wanted a core during the last minute: above the number of cores, every figure suffers. */
const loadText = (): string => (loadavg()[0] ?? 0).toFixed(1);

function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, baseline = '', goal }) => [
    what,
    value,
    baseline,
    goal === undefined ? '' : `${goal.reached ? 'yes' : 'NO'}: ${goal.says}`,
  ]);
  const head = ['Figure', 'Measured', 'Beside it, same run', 'Reached'];
  return ['', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
