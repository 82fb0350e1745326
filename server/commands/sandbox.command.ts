import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../reference-data/package-root.ts';
import { isBuilt } from '../is-built.ts';
import { WRONG_CALL, parsedOptions } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';

const USAGE = `Usage: chairready sandbox

Runs the sandbox EHR on http://127.0.0.1:8090 (SANDBOX_PORT) until it is stopped. It keeps its records under
CHAIRREADY_DATA (default .chairready) and fires its hooks at ChairReady on PORT (default 8080). Everything in it is invented.
`;

/** What this command needs of the sandbox, a program of its own that no part of the product imports. */
interface SandboxProgram {
  readonly startSandbox: (options: {
    readonly port: number;
    readonly dataDir: string;
    readonly chairReadyUrl: string;
    readonly screensDir?: string;
  }) => Promise<{ readonly url: string; readonly close: () => Promise<void> }>;
}

/** `chairready sandbox`: resolves to the exit status once the sandbox has ended. */
export async function runSandbox(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const options = parsedOptions(argv, USAGE, streams);
  if (!options.ok) return options.problem;
  const ports = [portOf('SANDBOX_PORT', 8090), portOf('PORT', 8080)];
  const [port, chairReadyPort] = ports;
  if (port === undefined || chairReadyPort === undefined) {
    streams.stderr.write('SANDBOX_PORT and PORT must be port numbers from 1 to 65535.\n');
    return WRONG_CALL;
  }
  const program = await loadSandbox();
  if (program === undefined) {
    streams.stderr.write('The sandbox is not built. Run: npm run build\n');
    return 1;
  }
  return run(program, port, chairReadyPort, streams);
}

async function run(
  program: SandboxProgram,
  port: number,
  chairReadyPort: number,
  { stderr }: CommandStreams,
): Promise<number> {
  const screensDir = join(packageRoot(), 'dist', 'sandbox-screens');
  try {
    const sandbox = await program.startSandbox({
      port,
      dataDir: resolve(process.env['CHAIRREADY_DATA'] ?? '.chairready'),
      chairReadyUrl: `http://127.0.0.1:${chairReadyPort}`,
      ...(existsSync(join(screensDir, 'index.html')) ? { screensDir } : {}),
    });
    stderr.write(`The sandbox EHR listens on ${sandbox.url}\n`);
    await new Promise<void>((stop) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop());
    });
    await sandbox.close();
    return 0;
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : 'The sandbox could not start.'}\n`);
    return 1;
  }
}

/** The built program; its source only where this program itself runs from its TypeScript source. */
async function loadSandbox(): Promise<SandboxProgram | undefined> {
  const file = join(packageRoot(), ...(isBuilt() ? ['dist', 'sandbox.mjs'] : ['sandbox', 'main.ts']));
  return existsSync(file) ? ((await import(pathToFileURL(file).href)) as SandboxProgram) : undefined;
}

function portOf(variable: string, fallback: number): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : undefined;
}
