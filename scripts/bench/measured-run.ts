// A process of its own, fed and timed, with what it used of processor and memory.
import { spawn } from 'node:child_process';
import { closeSync, createReadStream, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../reference-data/package-root.ts';

export interface MeasuredRun {
  readonly exitStatus: number;
  /** From start to end, in milliseconds: what a clock on the wall shows. */
  readonly wall: number;
  /** Processor time of all its threads, in milliseconds; a busy machine lengthens it less than the wall time. */
  readonly processor: number;
  /** The most memory that it held at once, in bytes. */
  readonly peak: number;
  readonly stderr: string;
}

export interface Feeding {
  /**
   * A file on standard input. Once, the process gets the file itself, as `< FILE` gives it: whoever fed it through a
   * pipe would take the processor from it. More often, it is fed this many times over.
   */
  readonly file?: string;
  readonly times?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const PRELOAD = pathToFileURL(join(packageRoot(), 'scripts', 'bench', 'usage-at-exit.mjs')).href;

export const PROGRAM = join(packageRoot(), 'dist', 'chairready.mjs');

let runs = 0;

/** Runs a script with Node; its standard output is thrown away. */
export async function measure(folder: string, argv: readonly string[], feeding: Feeding = {}): Promise<MeasuredRun> {
  const usage = join(folder, `usage-${String((runs += 1))}.json`);
  const whole = feeding.times === undefined && feeding.file !== undefined ? openSync(feeding.file, 'r') : undefined;
  const begun = performance.now();
  const child = spawn(process.execPath, ['--import', PRELOAD, ...argv], {
    cwd: packageRoot(),
    stdio: [whole ?? 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, ...feeding.env, BENCH_USAGE: usage },
  });
  if (whole !== undefined) closeSync(whole);
  const said: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (part: string) => said.push(part));
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  if (child.stdin !== null) await feed(child.stdin, feeding);
  const exitStatus = await ended;
  const wall = performance.now() - begun;
  const { userCPUTime, systemCPUTime, maxRSS } = readUsage(usage);
  return {
    exitStatus,
    wall,
    processor: (userCPUTime + systemCPUTime) / 1000,
    peak: maxRSS * 1024,
    stderr: said.join(''),
  };
}

async function feed(input: NodeJS.WritableStream, { file, times = 1 }: Feeding): Promise<void> {
  // A child that has enough closes its input; what it thinks of it stands in its exit status.
  input.on('error', () => undefined);
  for (let round = 0; file !== undefined && round < times; round += 1) {
    const source = createReadStream(file, { highWaterMark: 256 * 1024 });
    source.pipe(input, { end: false });
    await finished(source);
  }
  input.end();
}

function readUsage(file: string): NodeJS.ResourceUsage {
  const usage = JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ResourceUsage;
  rmSync(file);
  return usage;
}
