import { parentPort, workerData } from 'node:worker_threads';
import type { InputLine } from './input-lines.ts';
import type { AnswerLine } from './ndjson-lines.ts';
import { answerLines } from './ndjson-lines.ts';

/** Tells a thread of this program that it answers lines for the thread that reads the input. */
export const LINE_THREAD = 'chairready answers lines';

/** The thread's first message: from now on it answers. */
export const READY = 'ready';

/** Lines side by side in one memory; `length` is null for a line that was too long to be held. */
export interface LinePiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: readonly { readonly number: number; readonly length: number | null }[];
}

export const isLineThread = (): boolean => workerData === LINE_THREAD;

/** Answers each piece that arrives, in order, until the thread is ended from outside. */
export function answerPieces(answer: AnswerLine): Promise<never> {
  let last: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', (piece: LinePiece) => {
    last = last.then(async () => parentPort?.postMessage(await answerLines(linesIn(piece), answer)));
  });
  parentPort?.postMessage(READY);
  return new Promise(() => undefined);
}

function linesIn({ bytes, lines }: LinePiece): readonly InputLine[] {
  let at = 0;
  return lines.map(({ number, length }) => {
    const own = length === null ? undefined : bytes.subarray(at, at + length);
    at += length ?? 0;
    return { number, bytes: own };
  });
}
