// `assess` over a file of typical Bundles, beside a program that only parses the same file and prints 1 kB per line.
import { join } from 'node:path';
import { packageRoot } from '../../reference-data/package-root.ts';
import type { Figure, Sizes } from './figure.ts';
import { megabytes, perSecond } from './figure.ts';
import type { MeasuredRun } from './measured-run.ts';
import { PROGRAM, measure } from './measured-run.ts';
import { BENCH_DAY, BENCH_ZONE, writeTypicalBundles } from './typical-bundles.ts';

export const SANDBOX_POLICIES = join(packageRoot(), 'sandbox', 'policies', 'sandbox-payers.policies.json');

const ASSESS = [PROGRAM, 'assess', '--today', BENCH_DAY, '--time-zone', BENCH_ZONE, '--policies', SANDBOX_POLICIES];
const PARSE_AND_PRINT = [join(packageRoot(), 'scripts', 'bench', 'parse-and-print.mjs')];
const ASKED_SHARE = 0.4;
const PAIRS = 5;
/** A run that keeps what it read would need at least the file; this is far below that. */
const MOST_GROWTH = 100_000_000;

export async function assessSpeed(folder: string, { bundles }: Sizes): Promise<readonly Figure[]> {
  const file = join(folder, 'bundles.ndjson');
  const { bytes } = await writeTypicalBundles(file, bundles);
  const pairs: Pair[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1)
    pairs.push({
      baseline: await measured(folder, PARSE_AND_PRINT, { file }),
      assessed: await measured(folder, ASSESS, { file }),
    });
  const { baseline, assessed } = middle(pairs);
  const rate = ({ wall }: MeasuredRun): number => (bundles * 1000) / wall;
  const share = shareOf({ baseline, assessed });
  const ofProcessor = baseline.processor / assessed.processor;
  const each = (run: MeasuredRun): string => `${(run.processor / bundles).toFixed(2)} ms of processor each`;
  return [
    {
      what: `assess, ${bundles.toLocaleString('en-US')} bundles of ${(bytes / bundles / 1000).toFixed(1)} kB`,
      value: `${perSecond(rate(assessed))} (${each(assessed)})`,
      baseline: `JSON.parse and 1 kB JSON.stringify: ${perSecond(rate(baseline))} (${each(baseline)})`,
      goal: {
        says: `${share.toFixed(2)} of the baseline rate (${ofProcessor.toFixed(2)} by processor time; pairs: ${sharesIn(pairs)}), asked ${String(ASKED_SHARE)}`,
        reached: share >= ASKED_SHARE,
      },
    },
  ];
}

interface Pair {
  readonly baseline: MeasuredRun;
  readonly assessed: MeasuredRun;
}

/** By wall time over the same file. */
const shareOf = ({ baseline, assessed }: Pair): number => baseline.wall / assessed.wall;

const byShare = (pairs: readonly Pair[]): readonly Pair[] => [...pairs].sort((a, b) => shareOf(a) - shareOf(b));

/** A machine that is shared is faster in one minute than in the next: the pair in the middle stands for all. */
function middle(pairs: readonly Pair[]): Pair {
  const found = byShare(pairs)[Math.floor(pairs.length / 2)];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
}

const sharesIn = (pairs: readonly Pair[]): string =>
  byShare(pairs)
    .map((pair) => shareOf(pair).toFixed(2))
    .join(', ');

export async function assessMemory(folder: string, { memoryBundles }: Sizes): Promise<readonly Figure[]> {
  const [few, many] = memoryBundles;
  const file = join(folder, 'few-bundles.ndjson');
  await writeTypicalBundles(file, few);
  const small = await measured(folder, ASSESS, { file });
  const large = await measured(folder, ASSESS, { file, times: Math.round(many / few) });
  const grown = large.peak - small.peak;
  return [
    {
      what: `assess, most memory at ${many.toLocaleString('en-US')} bundles`,
      value: megabytes(large.peak),
      baseline: `at ${few.toLocaleString('en-US')} bundles: ${megabytes(small.peak)}`,
      goal: {
        says: `grew by ${megabytes(grown)}, asked flat (below ${megabytes(MOST_GROWTH)})`,
        reached: grown < MOST_GROWTH,
      },
    },
  ];
}

async function measured(...run: Parameters<typeof measure>): Promise<MeasuredRun> {
  const result = await measure(...run);
  if (result.exitStatus !== 0)
    throw new Error(`${run[1].join(' ')} ended with ${String(result.exitStatus)}: ${result.stderr}`);
  return result;
}
