import { realpathSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { InputLine } from './input-lines.ts';
import type { LinePiece } from './line-thread.ts';
import { LINE_THREAD, READY } from './line-thread.ts';
import type { AnsweredLines, LineCrew } from './ndjson-lines.ts';

/** Each thread compiles the program anew and holds tables of its own: beyond this, memory is paid for little time. */
const MOST_THREADS = 3;
/** A thread with so many bytes before it has work for a while; further lines are answered elsewhere. */
const ENOUGH_BYTES = 512 * 1024;

/**
 * Runs this very program with the same arguments in further threads, one for each processor beyond the one that reads.
 * Undefined where there is no other processor, or where the program is not the command line (a test).
 */
export function openLineCrew(argv: readonly string[]): LineCrew | undefined {
  const program = commandLineFile();
  const size = Math.min(availableParallelism() - 1, MOST_THREADS);
  if (program === undefined || size < 1) return undefined;
  const members = Array.from({ length: size }, () => openMember(program, argv));
  return {
    take: (lines) => members.reduce((idlest, next) => (next.load() < idlest.load() ? next : idlest)).take(lines),
    close: async () => {
      await Promise.all(members.map(({ close }) => close()));
    },
  };
}

/** dist/chairready.mjs, perhaps by a link of another name, or bin/chairready.ts. */
function commandLineFile(): string | undefined {
  const started = process.argv[1];
  if (started === undefined) return undefined;
  const file = realpathSync(started);
  return ['chairready.mjs', 'chairready.ts'].includes(basename(file)) ? file : undefined;
}

interface Asked {
  readonly bytes: number;
  readonly settle: (answers: AnsweredLines) => void;
  readonly fail: (fault: Error) => void;
}

function openMember(program: string, argv: readonly string[]) {
  const worker = startThread(program, argv);
  const asked: Asked[] = [];
  let [load, isReady] = [0, false];
  worker.on('message', (message: AnsweredLines | typeof READY) => {
    if (message === READY) {
      isReady = true;
      return;
    }
    // Answers come in the order of the questions.
    const first = asked.shift();
    load -= first?.bytes ?? 0;
    first?.settle(message);
  });
  // What it was asked is lost with it and ends the run; a thread that never began to answer is not missed.
  const failed = (error: Error): void => {
    isReady = false;
    for (const { fail } of asked.splice(0)) fail(error);
  };
  worker.on('error', failed);
  worker.on('exit', (status) => {
    failed(new Error(`a thread that answers lines ended with ${String(status)}`));
  });
  return {
    load: (): number => (isReady ? load : Number.POSITIVE_INFINITY),
    take(lines: readonly InputLine[]): Promise<AnsweredLines> | undefined {
      if (!isReady || load >= ENOUGH_BYTES) return undefined;
      const piece = pieceOf(lines);
      const bytes = piece.bytes.byteLength;
      return new Promise((settle, fail) => {
        asked.push({ bytes, settle, fail });
        load += bytes;
        worker.postMessage(piece, [piece.bytes.buffer]);
      });
    },
    close: async (): Promise<void> => {
      await worker.terminate();
    },
  };
}

function startThread(program: string, argv: readonly string[]): Worker {
  const options = { argv: [...argv], workerData: LINE_THREAD };
  return program.endsWith('.ts')
    ? new Worker(throughTsx(program), { ...options, eval: true })
    : new Worker(program, options);
}

/** A program that runs from its sources: `tsx` reads TypeScript on the main thread only, unless it is told. */
const throughTsx = (program: string): string =>
  `import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(pathToFileURL(program).href)});
  });`;

/** Copied once into memory of its own, which is then handed over and not copied again. */
function pieceOf(lines: readonly InputLine[]): LinePiece {
  const bytes = new Uint8Array(lines.reduce((length, line) => length + (line.bytes?.length ?? 0), 0));
  let at = 0;
  for (const line of lines) {
    if (line.bytes === undefined) continue;
    bytes.set(line.bytes, at);
    at += line.bytes.length;
  }
  return { bytes, lines: lines.map((line) => ({ number: line.number, length: line.bytes?.length ?? null })) };
}
