import { createInterface } from 'node:readline';
import type { Environment } from '../config/load-config.ts';
import { replayHandler } from '../replay/replay.handler.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import type { Parsed } from './on-database.ts';
import { configOfCommand, onDatabase, runOnDatabase } from './on-database.ts';

const USAGE = `Usage: chairready replay ID...
       chairready replay < ids

Makes decisions again from their kept snapshots with the kept rules that decided them, and compares the result byte for
byte. Without ids it reads them from standard input, one per line. Writes one JSON line per id:
{"id","same":true|false,"error"?}

Exit status: 0 all are the same; 1 one differs, is unknown or cannot be decided again; 2 the call is wrong.
`;

/** Asked of the database at once: a running server answers between its own work. */
const IDS_AT_ONCE = 1000;

/** `chairready replay`: resolves to the exit status. */
export function runReplay(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  return runOnDatabase(parsed(argv), USAGE, streams, ({ ids }) =>
    replayed(ids.length > 0 ? [ids] : idsOn(streams.stdin), streams, environment),
  );
}

function parsed(argv: readonly string[]): Parsed<{ readonly ids: readonly string[] }> {
  if (argv.includes('--help') || argv.includes('-h')) return 'help';
  const ids = argv.filter((argument) => argument !== '--json');
  const unknown = ids.find((argument) => argument.startsWith('-'));
  return unknown === undefined ? { ids } : { fault: `unknown argument: ${unknown}` };
}

async function replayed(
  batches: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  { stdout }: CommandStreams,
  environment: Environment,
): Promise<number> {
  const config = configOfCommand(environment);
  let different = 0;
  for await (const ids of batches) {
    await onDatabase(
      config,
      { command: 'replay', ids },
      ({ db }) => replayHandler(db),
      (line) => {
        if (!isSame(line)) different += 1;
        stdout.write(`${JSON.stringify(line)}\n`);
      },
    );
  }
  return different === 0 ? 0 : 1;
}

const isSame = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && 'same' in line && line.same === true;

async function* idsOn(stdin: CommandStreams['stdin']): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  for await (const line of createInterface({ input: stdin, crlfDelay: Infinity })) {
    if (line.trim() !== '') batch.push(line.trim());
    if (batch.length === IDS_AT_ONCE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
