/** How a command reaches the running server: one JSON request per connection, answered by JSON lines. */
import { closeSync, constants, openSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What is asked: `command` names it, the rest belongs to the command. Must survive JSON. */
export interface CommandRequest {
  readonly command: string;
  readonly [argument: string]: unknown;
}

/** Carries a request out. What it returns is the result; `print` sends a line before that, for long work. */
export type CommandHandler = (request: CommandRequest, print: (line: unknown) => void) => Promise<unknown>;

/** The running server refused or failed. `code` is for programs, the message for people. */
export class CommandRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CommandRefused';
    this.code = code;
  }
}

/** A listening command socket. */
export interface CommandListener {
  readonly serve: (handler: CommandHandler) => void;
  readonly close: () => Promise<void>;
}

/** Lines on the wire. A request is one line; answers are any number of `line`, then one `result` or `error`. */
type Answer =
  | { readonly line: unknown }
  | { readonly result: unknown }
  | { readonly error: { readonly code: string; readonly message: string } };

/** A request longer than this is not ours: files are named in it, not sent. */
const LONGEST_REQUEST = 1024 * 1024;

/** Listens on `folder/name`, readable and writable by the owner only (mode 0600). */
export async function listenForCommands(folder: string, name: string): Promise<CommandListener> {
  let handler: CommandHandler = () =>
    Promise.reject(new CommandRefused('starting', 'The server is still starting. Try again in a moment.'));
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    answer(socket, (request, print) => handler(request, print));
  });
  const path = socketPath(folder, name);
  await listen(server, path.short);
  await chmod(join(folder, name), 0o600);
  return {
    serve(next) {
      handler = next;
    },
    async close() {
      await closeServer(server, open);
      path.forget();
    },
  };
}

/** True when a process listens on `folder/name`. A stopped or busy process still does: the system accepts for it. */
export async function isAnswered(folder: string, name: string): Promise<boolean> {
  const path = socketPath(folder, name);
  try {
    const socket = await connected(path.short);
    socket.destroy();
    return true;
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? problem.code : undefined;
    // Refused: the file is there and nobody listens. Every other failure (no permission, queue full) means somebody may.
    return code !== 'ECONNREFUSED' && code !== 'ENOENT';
  } finally {
    path.forget();
  }
}

/** Sends `request` and waits for its result. Throws `CommandRefused` on an error answer or a broken connection. */
export async function asking(
  folder: string,
  name: string,
  request: CommandRequest,
  print: (line: unknown) => void,
): Promise<unknown> {
  const path = socketPath(folder, name);
  try {
    const socket = await connected(path.short);
    socket.on('error', () => socket.destroy());
    socket.write(`${JSON.stringify(request)}\n`);
    return await readAnswers(socket, print);
  } finally {
    path.forget();
  }
}

async function readAnswers(socket: Socket, print: (line: unknown) => void): Promise<unknown> {
  try {
    for await (const text of createInterface({ input: socket, crlfDelay: Infinity })) {
      const answer = JSON.parse(text) as Answer;
      if ('line' in answer) print(answer.line);
      else if ('error' in answer) throw new CommandRefused(answer.error.code, answer.error.message);
      else return answer.result;
    }
  } finally {
    socket.destroy();
  }
  throw new CommandRefused('gone', 'The server ended before it answered.');
}

function answer(socket: Socket, handler: CommandHandler): void {
  const say = (line: Answer) => {
    if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
  };
  socket.on('error', () => socket.destroy());
  readRequest(socket)
    .then((request) => (request === undefined ? undefined : carryOut(request, handler, say)))
    .catch((problem: unknown) => {
      say({ error: describe(problem) });
    })
    .finally(() => socket.end());
}

async function carryOut(request: CommandRequest, handler: CommandHandler, say: (line: Answer) => void): Promise<void> {
  const result = await handler(request, (line) => {
    say({ line });
  });
  say({ result: result ?? null });
}

/** The first line; `undefined` when the other side only looked whether anybody is here. */
async function readRequest(socket: Socket): Promise<CommandRequest | undefined> {
  const text = await firstLine(socket);
  return text === undefined ? undefined : parseRequest(text);
}

function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > LONGEST_REQUEST) reject(new CommandRefused('too-long', 'The request is too long.'));
    });
    const left = () => {
      resolve(undefined);
    };
    socket.once('end', left).once('close', left);
  });
}

function parseRequest(text: string): CommandRequest {
  const request: unknown = parseJson(text);
  if (typeof request === 'object' && request !== null && 'command' in request && typeof request.command === 'string') {
    return request as CommandRequest;
  }
  throw new CommandRefused('not-a-request', 'A request is one line of JSON with a "command".');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(problem: unknown): { code: string; message: string } {
  if (problem instanceof CommandRefused) return { code: problem.code, message: problem.message };
  return { code: 'failed', message: problem instanceof Error ? problem.message : 'The command failed.' };
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of open) socket.destroy();
  });
}

/** Longest path that a socket address holds, below the 104 bytes of macOS and the 108 of Linux. */
const LONGEST_PATH = 100;

/** Linux reaches a deep folder by a short way round, through a descriptor of the folder. */
function socketPath(folder: string, name: string): { readonly short: string; forget(): void } {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { short: path, forget: () => undefined };
  if (process.platform !== 'linux') {
    throw new Error(`The path ${path} is too long for a socket (${String(LONGEST_PATH)} bytes). Use a shorter folder.`);
  }
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  const forget = () => {
    closeSync(descriptor);
  };
  return { short: `/proc/self/fd/${String(descriptor)}/${name}`, forget };
}
