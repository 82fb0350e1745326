import { ConfigRefused } from '../config/config-refused.ts';
import type { Config, Environment } from '../config/load-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { PortTaken } from '../listen.ts';
import { startServer } from '../main.ts';
import type { RunningServer } from '../main.ts';
import { openLog } from '../observability/log.ts';
import { DataFolderHeld } from '../store/data-folder-lock.ts';
import { SecretRefused } from '../store/secret-key.ts';
import { WRONG_CALL, parsedOptions } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';
import { isFromSystem } from './on-database.ts';
import { stopInTime } from './stop-in-time.ts';

const USAGE = `Usage: chairready serve

Runs ChairReady until it is stopped (Ctrl-C or SIGTERM). The configuration is the file named by CHAIRREADY_CONFIG;
PORT, DATABASE_URL and CHAIRREADY_DATA beat it. Without a file no EHR is connected.
LOG_LEVEL sets how much is logged (default "info").
`;

/** `chairready serve`: resolves to the exit status once the server has ended. */
export async function runServe(
  argv: readonly string[],
  streams: CommandStreams,
  environment: Environment = process.env,
): Promise<number> {
  const options = parsedOptions(argv, USAGE, streams);
  if (!options.ok) return options.problem;
  try {
    const config = loadConfig(environment, process.cwd());
    streams.stderr.write(unknownIn(config));
    const log = openLog(environment['LOG_LEVEL'] ?? 'info');
    const running = await startServer(config, environment, log);
    streams.stderr.write(`ChairReady listens on ${running.url} (${String(config.tenants.length)} tenants)\n`);
    await untilStopped(running, streams);
    return 0;
  } catch (error) {
    const why = sentenceOf(error);
    if (why === undefined) throw error;
    streams.stderr.write(`${why}\n`);
    // Another start would change nothing: the service manager leaves it.
    return error instanceof ConfigRefused || error instanceof SecretRefused ? WRONG_CALL : 1;
  }
}

const unknownIn = ({ unknown = [], file = '' }: Config): string =>
  unknown.map((path) => `${file}: ${path} is not known and has no effect\n`).join('');

/** What an operator can mend, said in a sentence; undefined for a fault of ours, which keeps its stack. */
function sentenceOf(error: unknown): string | undefined {
  if (isExpected(error)) return error.message;
  return isFromSystem(error)
    ? `ChairReady cannot start: ${error.message || error.code}. What to do about it: chairready doctor`
    : undefined;
}

/** Failures that say all that there is to say in their message. */
const isExpected = (error: unknown): error is Error =>
  [ConfigRefused, PortTaken, DataFolderHeld, SecretRefused].some((known) => error instanceof known);

/** Service managers wait 30 seconds before they kill. */
const STOP_WITHIN_MS = 25_000;

function untilStopped(running: RunningServer, { stderr }: CommandStreams): Promise<void> {
  const giveUp = (): void => {
    stderr.write('Some requests did not end in 25 seconds and are left; checks and jobs go on after the next start.\n');
    process.exit(1);
  };
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      stopInTime(running.close, { withinMs: STOP_WITHIN_MS, giveUp }).then(resolve, reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  });
}
