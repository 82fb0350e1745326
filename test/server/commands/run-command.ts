import { PassThrough, Readable, Writable } from 'node:stream';
import type { CommandStreams } from '../../../server/commands/ndjson-lines.ts';

type Command = (argv: readonly string[], streams: CommandStreams) => Promise<number>;

export interface CommandRun {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command on lines of JSON. */
export async function runOn(
  command: Command,
  lines: readonly unknown[],
  argv: readonly string[] = [],
): Promise<CommandRun> {
  const written: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  const stderr = new PassThrough();
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n');
  const status = await command(argv, { stdin: Readable.from(text), stdout, stderr });
  stderr.end();
  return { status, output: written.join(''), errors: String(stderr.read() ?? '') };
}

export const answersOf = ({ output }: CommandRun): readonly Record<string, unknown>[] =>
  output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
