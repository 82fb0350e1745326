import { ConfigRefused } from '../config/config-refused.ts';
import { loadConfig } from '../config/load-config.ts';
import { PortTaken, startServer } from '../main.ts';
import type { RunningServer } from '../main.ts';
import { openLog } from '../observability/log.ts';
import { DataFolderHeld } from '../store/data-folder-lock.ts';
import { WRONG_CALL, parsedOptions } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';

const USAGE = `Usage: chairready serve

Runs ChairReady until it is stopped (Ctrl-C or SIGTERM). The configuration is the file named by CHAIRREADY_CONFIG;
PORT, DATABASE_URL and CHAIRREADY_DATA beat it. Without a file no EHR is connected.
LOG_LEVEL sets how much is logged (default "info").
`;

/** `chairready serve`: resolves to the exit status once the server has ended. */
export async function runServe(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const options = parsedOptions(argv, USAGE, streams);
  if (!options.ok) return options.problem;
  try {
    const config = loadConfig(process.env, process.cwd());
    const log = openLog(process.env['LOG_LEVEL'] ?? 'info');
    const running = await startServer(config, process.env, log);
    streams.stderr.write(`ChairReady listens on ${running.url} (${String(config.tenants.length)} tenants)\n`);
    await untilStopped(running);
    return 0;
  } catch (error) {
    if (!isExpected(error)) throw error;
    streams.stderr.write(`${error.message}\n`);
    return error instanceof ConfigRefused ? WRONG_CALL : 1;
  }
}

/** Failures that say all that there is to say in their message. */
const isExpected = (error: unknown): error is Error =>
  error instanceof ConfigRefused || error instanceof PortTaken || error instanceof DataFolderHeld;

function untilStopped(running: RunningServer): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      running.close().then(resolve, reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  });
}
