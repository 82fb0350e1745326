/** One process holds a data folder. PGlite itself lets two in, and acknowledged rows are then lost without an error. */
import { randomBytes } from 'node:crypto';
import { chmod, link, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { asking, isAnswered, listenForCommands, type CommandHandler, type CommandRequest } from './command-socket.ts';
import { ensureFolder } from './ensure-folder.ts';

/** The lock of a data folder, held until `release` or the end of the process, however it ends. */
export interface DataFolderLock {
  /** Says what commands from other processes do (see command-socket.ts). Until then they are told to wait. */
  serveCommands(handler: CommandHandler): void;
  release(): Promise<void>;
}

/** The folder is held by another process. The message names the folder, the process and what to do. */
export class DataFolderHeld extends Error {
  readonly dataDir: string;
  /** Process id of the holder as it wrote it; another container numbers its processes differently. */
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(
      `The data folder ${dataDir} is in use by process ${String(pid)}. ` +
        `Stop that process, or choose another folder with CHAIRREADY_DATA, or use a PostgreSQL server with DATABASE_URL.`,
    );
    this.name = 'DataFolderHeld';
    this.dataDir = dataDir;
    this.pid = pid;
  }
}

/** The name in the data folder under which the running server is reached. */
export const SOCKET_NAME = 'chairready.sock';

/**
 * Takes the lock of `dataDir` (made if missing, mode 0700) or throws `DataFolderHeld`.
 *
 * How: the process first listens on a socket of its own. Then it looks for the newest claim in `<dataDir>/lock`: a
 * numbered file that names its holder's socket. If that socket accepts a connection the folder is held. If it does
 * not, its process is gone, because every socket listened before its claim existed. The next number is then taken with
 * `link`, which gives it to one process only, and complete from its first moment.
 *
 * Nobody ever removes the newest claim, so the step from number n to n + 1 happens once. A process that was held up
 * between looking and claiming may still create a number that was used and tidied away: it then sees a higher one,
 * and has lost. It holds between processes and containers of one machine, not between machines that share a network
 * folder: a socket of another machine refuses as a dead one does. `looked` runs at that point, so that a test can hold the process up there.
 */
export async function lockDataFolder(dataDir: string, looked = noPause): Promise<DataFolderLock> {
  const claims = join(dataDir, 'lock');
  await ensureFolder(claims);
  await chmod(dataDir, 0o700);
  const socketName = `process-${String(process.pid)}-${randomBytes(6).toString('hex')}.sock`;
  const commands = await listenForCommands(claims, socketName);
  try {
    const number = await claimNext(dataDir, { pid: process.pid, socket: socketName }, looked);
    await pointSocketHere(dataDir, socketName);
    await tidy(claims, number);
  } catch (problem) {
    await commands.close();
    throw problem;
  }
  return {
    serveCommands: commands.serve,
    async release() {
      await rm(join(dataDir, SOCKET_NAME), { force: true });
      await commands.close();
    },
  };
}

/**
 * Sends one request to the process that holds `dataDir` and gives its result; `print` gets the lines it says before
 * that. `undefined` when no process holds the folder: the caller may then take the lock itself.
 */
export async function askRunningServer(
  dataDir: string,
  request: CommandRequest,
  print: (line: unknown) => void = () => undefined,
): Promise<{ readonly result: unknown } | undefined> {
  if (!(await isAnswered(dataDir, SOCKET_NAME))) return undefined;
  return { result: await asking(dataDir, SOCKET_NAME, request, print) };
}

const noPause = (): Promise<void> => Promise.resolve();

interface Claim {
  readonly pid: number;
  readonly socket: string;
}

async function claimNext(dataDir: string, claim: Claim, looked: () => Promise<void>): Promise<number> {
  const claims = join(dataDir, 'lock');
  const newest = await newestNumber(claims);
  await refuseIfHeld(dataDir, newest);
  await looked();
  const draft = join(claims, `${claim.socket}.draft`);
  await writeFile(draft, JSON.stringify(claim), { mode: 0o600 });
  try {
    await link(draft, claimPath(claims, newest + 1));
  } catch (problem) {
    if (!hasCode(problem, 'EEXIST')) throw problem;
    await refuseIfHeld(dataDir, newest + 1);
    throw new Error(`The data folder ${dataDir} was opened and left by another process just now. Try again.`, {
      cause: problem,
    });
  } finally {
    await unlink(draft);
  }
  await refuseIfOvertaken(dataDir, newest + 1);
  return newest + 1;
}

async function refuseIfHeld(dataDir: string, number: number): Promise<void> {
  if (number === 0) return;
  const claims = join(dataDir, 'lock');
  const claim = await readClaim(claimPath(claims, number));
  if (claim === undefined) {
    // Tidied away between listing and reading, so somebody newer has the folder.
    await refuseIfOvertaken(dataDir, number);
  } else if (await isAnswered(claims, claim.socket)) throw new DataFolderHeld(dataDir, claim.pid);
}

async function refuseIfOvertaken(dataDir: string, number: number): Promise<void> {
  const claims = join(dataDir, 'lock');
  const newest = await newestNumber(claims);
  if (newest <= number) return;
  const claim = await readClaim(claimPath(claims, newest));
  if (number > 0) await rm(claimPath(claims, number), { force: true });
  throw new DataFolderHeld(dataDir, claim?.pid ?? 0);
}

async function newestNumber(claims: string): Promise<number> {
  const numbers = (await readdir(claims)).map((name) => Number(/^(\d+)\.claim$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

function claimPath(claims: string, number: number): string {
  return join(claims, `${String(number)}.claim`);
}

async function readClaim(path: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Claim;
  } catch (problem) {
    if (hasCode(problem, 'ENOENT')) return undefined;
    throw problem;
  }
}

/** Replaces whatever the last holder left under the public name, in one step. */
async function pointSocketHere(dataDir: string, socketName: string): Promise<void> {
  const draft = join(dataDir, `${socketName}.draft`);
  await symlink(join('lock', socketName), draft);
  await rename(draft, join(dataDir, SOCKET_NAME));
}

/** Removes older claims and what killed holders left behind. Only the holder may, and only what those claims name. */
async function tidy(claims: string, held: number): Promise<void> {
  for (const name of await readdir(claims)) {
    const number = Number(/^(\d+)\.claim$/.exec(name)?.[1] ?? held);
    if (number >= held) continue;
    const old = await readClaim(join(claims, name));
    if (old !== undefined) await rm(join(claims, old.socket), { force: true });
    await rm(join(claims, name), { force: true });
  }
}

function hasCode(problem: unknown, code: string): boolean {
  return problem instanceof Error && 'code' in problem && problem.code === code;
}
