/** How a command reaches the database: through the server that holds the embedded one, else by opening it itself. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigRefused } from '../config/config-refused.ts';
import type { Config, Environment } from '../config/load-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { builtTemplate } from '../store/built-template.ts';
import type { CommandHandler, CommandRequest } from '../store/command-socket.ts';
import { CommandRefused } from '../store/command-socket.ts';
import { askRunningServer, DataFolderHeld, SOCKET_NAME } from '../store/data-folder-lock.ts';
import type { Store } from '../store/open-store.ts';
import { openStore } from '../store/open-store.ts';
import { WRONG_CALL } from './command-options.ts';
import type { CommandStreams } from './ndjson-lines.ts';

/** The configuration of a command started by hand: beside a sandbox, the tenant that the sandbox wrote down. */
export function configOfCommand(environment: Environment): Config {
  const named = environment['CHAIRREADY_CONFIG'] ?? '';
  const tenant = join(resolve(environment['CHAIRREADY_DATA'] ?? '.chairready'), 'sandbox-tenant.json');
  const besideSandbox = named === '' && existsSync(tenant);
  return loadConfig(besideSandbox ? { ...environment, CHAIRREADY_SANDBOX: '1' } : environment, process.cwd());
}

export const storeOptionsOf = ({ dataDir, databaseUrl }: Config) => ({
  dataDir,
  ...builtTemplate(),
  ...(databaseUrl === undefined ? {} : { databaseUrl }),
});

export interface WrongCall {
  readonly fault: string;
}

/** What the arguments of a command came to. */
export type Parsed<Call extends object> = 'help' | WrongCall | Call;

/**
 * The frame of every command that works on the database; resolves to its exit status. Help and a wrong call are answered
 * without touching anything, and what an operator can mend is told in a sentence.
 */
export async function runOnDatabase<Call extends object>(
  call: Parsed<Call>,
  usage: string,
  streams: CommandStreams,
  carryOut: (call: Call) => Promise<number>,
): Promise<number> {
  if (call === 'help') {
    streams.stdout.write(usage);
    return 0;
  }
  if (isWrong(call)) {
    streams.stderr.write(`${call.fault}\n\n${usage}`);
    return WRONG_CALL;
  }
  try {
    return await carryOut(call);
  } catch (error) {
    return failedOnDatabase(error, streams);
  }
}

const isWrong = (call: object): call is WrongCall => 'fault' in call;

/** `parseArgs` throws at what it does not know: that is a wrong call. */
export const wrongCall = (error: unknown): WrongCall => ({
  fault: error instanceof Error ? error.message : 'unknown argument',
});

/** Carries `request` out and gives its result; `print` gets the lines that come before it. */
export async function onDatabase(
  config: Config,
  request: CommandRequest,
  handlerOn: (store: Store) => CommandHandler | Promise<CommandHandler>,
  print: (line: unknown) => void,
): Promise<unknown> {
  const answered = config.databaseUrl === undefined ? await askServer(config, request, print) : undefined;
  if (answered !== undefined) return answered.result;
  const store = await openStore(storeOptionsOf(config));
  try {
    const handler = await handlerOn(store);
    return await handler(request, print);
  } finally {
    await store.close();
  }
}

async function askServer({ dataDir }: Config, request: CommandRequest, print: (line: unknown) => void) {
  return existsSync(join(dataDir, SOCKET_NAME)) ? askRunningServer(dataDir, request, print) : undefined;
}

/** What an operator can mend is said in a sentence; anything else is a fault of ours and keeps its stack. */
function failedOnDatabase(error: unknown, { stderr }: CommandStreams): number {
  if (error instanceof ConfigRefused || isRefusal(error)) {
    stderr.write(`${error.message}\n`);
    return WRONG_CALL;
  }
  if (error instanceof CommandRefused || error instanceof DataFolderHeld || isFromSystem(error)) {
    stderr.write(`${error.message || 'the database cannot be reached'}\n`);
    return 1;
  }
  throw error;
}

const isRefusal = (error: unknown): error is CommandRefused =>
  error instanceof CommandRefused && error.code === 'refused';

/** Errors of the system and of the database carry a code: ECONNREFUSED, ENOSPC, 28P01. */
export const isFromSystem = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
