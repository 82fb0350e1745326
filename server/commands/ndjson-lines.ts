import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes; tests hand in their own. */
export interface CommandStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** What is wrong with one line; `path` names the field (`opened[1].count`), empty for the line as a whole. */
export interface LineError {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

export type LineOutcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly id?: string; readonly error: LineError };

export interface NdjsonOptions {
  /** Longest line in bytes; a longer one is an error of its own and is never held in memory. */
  readonly mostBytes?: number;
}

/** One value of one line; `line` counts from 1, blank lines included. */
export type AnswerLine = (value: unknown, line: number) => LineOutcome | Promise<LineOutcome>;

const MOST_BYTES = 16 * 1024 * 1024;
const WRITE_SIZE = 64 * 1024;
const PROGRESS_EVERY = 10_000;

/**
 * Answers newline-delimited JSON line by line, in order, holding one line and one write at a time.
 * Returns the exit status: 1 if any line failed. A reader that goes away (a closed pipe) ends the run quietly.
 */
export async function runNdjson(
  streams: CommandStreams,
  answer: AnswerLine,
  options: NdjsonOptions = {},
): Promise<number> {
  const sink = lineSink(streams.stdout);
  const progress = progressOn(streams.stderr);
  let failed = false;
  for await (const lines of linesOf(streams.stdin, options.mostBytes ?? MOST_BYTES)) {
    for (const line of lines) {
      const outcome = await answered(line, answer);
      if (outcome === undefined) continue;
      failed = failed || !outcome.ok;
      progress.count();
      await sink.write(wireOf(outcome, line.number));
    }
    if (!(await sink.flush())) break;
  }
  progress.end();
  await sink.end();
  return statusOf(failed);
}

const statusOf = (failed: boolean): number => (failed ? 1 : 0);

interface Line {
  readonly number: number;
  /** Undefined when the line is longer than may be held. */
  readonly bytes: Buffer | undefined;
}

async function answered({ number, bytes }: Line, answer: AnswerLine): Promise<LineOutcome | undefined> {
  if (bytes === undefined) return broken('line-too-long', 'the line is longer than may be read');
  const text = decoded(bytes);
  if (text === undefined) return broken('not-utf-8', 'the line is not UTF-8 text');
  if (text.trim() === '') return undefined;
  const value = parsed(text);
  return value === undefined ? broken('not-json', 'the line is not JSON') : await answer(value.json, number);
}

const broken = (code: string, message: string): LineOutcome => ({ ok: false, error: { code, path: '', message } });

function wireOf(outcome: LineOutcome, line: number): string {
  if (outcome.ok) return JSON.stringify(outcome.output);
  return JSON.stringify({ line, ...(outcome.id === undefined ? {} : { id: outcome.id }), error: outcome.error });
}

const strict = new TextDecoder('utf-8', { fatal: true });

/** A byte order mark at the start is dropped by the decoder, a carriage return at the end is white space to JSON. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const NEWLINE = 0x0a;

/** The lines of each chunk as it arrives: an interactive caller gets its answer before it writes more. */
async function* linesOf(input: Readable, mostBytes: number): AsyncGenerator<readonly Line[]> {
  const pending = pendingLine(mostBytes);
  let number = 0;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const lines: Line[] = [];
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      pending.add(bytes.subarray(from, at));
      lines.push({ number: (number += 1), bytes: pending.take() });
      from = at + 1;
    }
    pending.add(bytes.subarray(from));
    yield lines;
  }
  if (!pending.isEmpty()) yield [{ number: number + 1, bytes: pending.take() }];
}

/** The beginning of a line whose end has not arrived; beyond the bound only its length is kept. */
function pendingLine(mostBytes: number) {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    add(part: Buffer): void {
      length += part.length;
      if (length > mostBytes) parts = [];
      else if (part.length > 0) parts.push(part);
    },
    isEmpty: (): boolean => length === 0,
    take(): Buffer | undefined {
      const bytes = length > mostBytes ? undefined : Buffer.concat(parts);
      [parts, length] = [[], 0];
      return bytes;
    },
  };
}

/** Writes in larger pieces and waits while the reader is slow; once the reader has gone it only takes note. */
function lineSink(output: Writable) {
  let held: string[] = [];
  let size = 0;
  let fault: Error | undefined;
  // The listener stays: an error that arrives late must not end the process with a stack trace.
  output.on('error', (error: Error) => {
    fault = error;
  });

  /** False once the reader has gone. */
  async function flush(): Promise<boolean> {
    const text = held.join('');
    [held, size] = [[], 0];
    if (text !== '' && output.writable && !output.write(text)) await drained(output);
    return output.writable;
  }

  return {
    flush,
    async write(line: string): Promise<void> {
      held.push(`${line}\n`);
      size += line.length + 1;
      if (size >= WRITE_SIZE) await flush();
    },
    async end(): Promise<void> {
      if (await flush()) await handedOn(output);
      if (fault !== undefined && !isClosedPipe(fault)) throw fault;
    },
  };
}

/** Resolves when more may be written, or nothing ever again. */
const drained = (output: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const event of ENDINGS) output.off(event, done);
      resolve();
    };
    for (const event of ENDINGS) output.once(event, done);
  });

const ENDINGS = ['drain', 'close', 'error'] as const;

/** Resolves when all that was written has been handed on, or the reader has gone. */
const handedOn = (output: Writable): Promise<void> =>
  new Promise((resolve) => {
    output.write('', () => {
      resolve();
    });
  });

const isClosedPipe = (error: Error): boolean =>
  'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/** A counter on standard error, for people only. */
function progressOn(stderr: CommandStreams['stderr']) {
  let lines = 0;
  const isShown = stderr.isTTY === true;
  return {
    count(): void {
      lines += 1;
      if (isShown && lines % PROGRESS_EVERY === 0) stderr.write(`\r${lines} lines`);
    },
    end(): void {
      if (isShown && lines >= PROGRESS_EVERY) stderr.write(`\r${lines} lines\n`);
    },
  };
}
