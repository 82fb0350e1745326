import type { Readable, Writable } from 'node:stream';
import type { InputLine } from './input-lines.ts';
import { linesOf } from './input-lines.ts';
import { lineSink } from './line-sink.ts';
import type { LineError } from '../lines/line-error.ts';

/** Where a command reads and writes; tests hand in their own. */
export interface CommandStreams {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export type LineOutcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly id?: string; readonly error: LineError };

export interface NdjsonOptions {
  /** Longest line in bytes; a longer one is an error of its own and is never held in memory. */
  readonly mostBytes?: number;
  /** Called once, when the input turns out to be long. Absent where every line is answered on this thread. */
  readonly openCrew?: () => LineCrew | undefined;
}

/** Other threads that answer lines exactly as this one does. */
export interface LineCrew {
  /** The answers of a thread that is free for more; undefined where none is, and the caller does the work itself. */
  readonly take: (lines: readonly InputLine[]) => Promise<AnsweredLines> | undefined;
  readonly close: () => Promise<void>;
}

/** What several lines of the input became. */
export interface AnsweredLines {
  /** A line of output for each line that is not blank. */
  readonly text: string;
  readonly count: number;
  /** At least one of them could not be used. */
  readonly failed: boolean;
}

/** One value of one line; `line` counts from 1, blank lines included. */
export type AnswerLine = (value: unknown, line: number) => LineOutcome | Promise<LineOutcome>;

const MOST_BYTES = 16 * 1024 * 1024;
const PROGRESS_EVERY = 10_000;
/** A thread needs half a second before it answers: so many lines, or so many bytes of them, are done sooner without it. */
const LINES_ALONE = 300;
const BYTES_ALONE = 512 * 1024;
/** Pieces of the input that may be ahead of the oldest one not yet answered; more would only fill memory. */
const PIECES_AHEAD = 64;

/**
 * Answers newline-delimited JSON line by line, in order, and holds a bounded part of it at a time.
 * Returns the exit status: 1 if any line failed. A reader that goes away (a closed pipe) ends the run quietly.
 */
export async function runNdjson(
  streams: CommandStreams,
  answer: AnswerLine,
  { mostBytes = MOST_BYTES, openCrew }: NdjsonOptions = {},
): Promise<number> {
  const output = orderedOutput(streams);
  const crew = lateCrew(openCrew);
  try {
    for await (const lines of linesOf(streams.stdin, mostBytes)) {
      const answers = crew.take(lines) ?? answerLines(lines, answer);
      if (!(await output.put(answers, crew.isThere() ? PIECES_AHEAD : 0))) break;
    }
    return await output.end();
  } finally {
    await crew.close();
  }
}

/** Nobody until the input has proved to be long. */
function lateCrew(openCrew: NdjsonOptions['openCrew']) {
  let crew: LineCrew | undefined;
  let [count, bytes, isLong] = [0, 0, false];
  return {
    take(lines: readonly InputLine[]): Promise<AnsweredLines> | undefined {
      count += lines.length;
      bytes += lines.reduce((sum, line) => sum + (line.bytes?.length ?? 0), 0);
      if (!isLong && (count >= LINES_ALONE || bytes >= BYTES_ALONE)) {
        isLong = true;
        crew = openCrew?.();
      }
      return crew?.take(lines);
    },
    isThere: (): boolean => crew !== undefined,
    close: async (): Promise<void> => crew?.close(),
  };
}

export async function answerLines(lines: readonly InputLine[], answer: AnswerLine): Promise<AnsweredLines> {
  let [text, count, failed] = ['', 0, false];
  for (const line of lines) {
    const outcome = await answered(line, answer);
    if (outcome === undefined) continue;
    text += `${wireOf(outcome, line.number)}\n`;
    count += 1;
    failed ||= !outcome.ok;
  }
  return { text, count, failed };
}

/** Writes answers in the order in which they were put, whichever comes first. */
function orderedOutput({ stdout, stderr }: CommandStreams) {
  const sink = lineSink(stdout);
  const progress = progressOn(stderr);
  const unwritten: Promise<void>[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let [count, put, failed] = [0, 0, false];

  async function write(answers: AnsweredLines): Promise<void> {
    progress.count(answers.count);
    count += answers.count;
    put -= 1;
    failed ||= answers.failed;
    await sink.write(answers.text);
    // Nothing else is on its way: whoever waits for this answer before writing more gets it now.
    if (put === 0) await sink.flush();
  }

  return {
    count: (): number => count,
    /** Waits until at most so many pieces are unwritten. False once the reader has gone. */
    async put(answers: Promise<AnsweredLines>, ahead: number): Promise<boolean> {
      put += 1;
      const written = Promise.all([answers, last]).then(([ready]) => write(ready));
      // A failure is thrown to whoever waits for this piece or a later one, so nobody has to listen yet.
      written.catch(() => undefined);
      last = written;
      unwritten.push(written);
      while (unwritten.length > ahead) await unwritten.shift();
      return stdout.writable;
    },
    /** Resolves to the exit status. */
    async end(): Promise<number> {
      await last;
      progress.end();
      await sink.end();
      return failed ? 1 : 0;
    },
  };
}

async function answered({ number, bytes }: InputLine, answer: AnswerLine): Promise<LineOutcome | undefined> {
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
function decoded(bytes: Uint8Array): string | undefined {
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

/** A counter on standard error, for people only. */
function progressOn(stderr: CommandStreams['stderr']) {
  let lines = 0;
  const isShown = stderr.isTTY === true;
  return {
    count(more: number): void {
      const before = Math.floor(lines / PROGRESS_EVERY);
      lines += more;
      if (isShown && Math.floor(lines / PROGRESS_EVERY) > before) stderr.write(`\r${lines} lines`);
    },
    end(): void {
      if (isShown && lines >= PROGRESS_EVERY) stderr.write(`\r${lines} lines\n`);
    },
  };
}
