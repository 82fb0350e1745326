/** Stops a test's PostgreSQL server and starts it again on the same data. */
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { until } from './fault-table.ts';

export interface PostgresSwitch {
  /** `fast` breaks off what is under way; `immediate` is the crash from which it recovers by its log. */
  readonly stop: (how: 'fast' | 'immediate') => Promise<void>;
  readonly start: () => Promise<void>;
  /** Ends what `start` started, for good. */
  readonly end: () => void;
}

/** `url` as from `startTestPostgres`, which names the folder of its socket and data. */
export function postgresSwitch(url: string): PostgresSwitch {
  const folder = new URL(url).searchParams.get('host') ?? '';
  const data = join(folder, 'data');
  const pidFile = join(data, 'postmaster.pid');
  // Written by the server itself: its program with all arguments, quoted for a shell.
  const commandLine = readFileSync(join(data, 'postmaster.opts'), 'utf8').trim();
  const { uid, gid } = statSync(data);
  const started: (() => void)[] = [];
  return {
    async stop(how) {
      const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      process.kill(pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await until('PostgreSQL has stopped', () => Promise.resolve(!isAlive(pid)), 30_000);
    },
    async start() {
      const log = openSync(join(folder, 'log'), 'a');
      const child = spawn('/bin/sh', ['-c', `${commandLine} & server=$!; cat > /dev/null; kill -QUIT $server`], {
        ...{ cwd: folder, stdio: ['pipe', log, log] },
        ...(process.getuid?.() === 0 ? { uid, gid } : {}),
      });
      started.push(() => child.stdin?.end());
      await until('PostgreSQL answers', () => answers(url), 60_000);
    },
    end() {
      for (const end of started) end();
    },
  };
}

/** A process that has ended but was not waited for does not count. */
function isAlive(pid: number): boolean {
  const stat = `/proc/${String(pid)}/stat`;
  if (!existsSync('/proc/self/stat')) return canBeSignalled(pid);
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
}

function canBeSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
