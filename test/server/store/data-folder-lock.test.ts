import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CommandRefused } from '../../../server/store/command-socket.ts';
import { askRunningServer, DataFolderHeld, lockDataFolder } from '../../../server/store/data-folder-lock.ts';

const CHILD = fileURLToPath(new URL('lock-folder.child.ts', import.meta.url));

let parent = '';
let dataDir = '';
const children: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'chairready-lock-'));
  dataDir = join(parent, 'data');
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(parent, { recursive: true, force: true });
});

/** Starts a process that tries to take the lock at `startAt`; gives its verdict, `won` or `lost` and why. */
async function contender(startAt = 0): Promise<{ child: ChildProcess; verdict: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dataDir, String(startAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const verdict = await new Promise<string>((resolve) => {
    child.stdout.once('data', (text: Buffer) => {
      resolve(text.toString().trim());
    });
  });
  return { child, verdict };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

describe('The lock of the data folder', () => {
  it('makes folder and socket for the owner only', async () => {
    const lock = await lockDataFolder(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const socket = statSync(join(dataDir, 'chairready.sock'));
    expect(socket.isSocket()).toBe(true);
    expect(socket.mode & 0o777).toBe(0o600);
    await lock.release();
  });

  it('closes a folder to others that was open to them', async () => {
    mkdirSync(dataDir, { mode: 0o755 });
    const lock = await lockDataFolder(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    await lock.release();
  });

  it('tells the second opener the folder, the process and what to do', async () => {
    const { child, verdict } = await contender();
    expect(verdict).toBe('won');
    const problem: unknown = await lockDataFolder(dataDir).catch((caught: unknown) => caught);
    expect(problem).toBeInstanceOf(DataFolderHeld);
    expect(problem).toMatchObject({ dataDir, pid: child.pid });
    expect((problem as Error).message).toContain(dataDir);
    expect((problem as Error).message).toContain(String(child.pid));
    expect((problem as Error).message).toMatch(/CHAIRREADY_DATA.*DATABASE_URL/);
  });

  it('is refused to the same process as well, and leaves nothing behind when refused', async () => {
    const lock = await lockDataFolder(dataDir);
    const before = readdirSync(join(dataDir, 'lock'));
    await expect(lockDataFolder(dataDir)).rejects.toBeInstanceOf(DataFolderHeld);
    expect(readdirSync(join(dataDir, 'lock'))).toEqual(before);
    await lock.release();
  });

  it('is free again after release and after kill -9, and tidies up what the killed one left', async () => {
    const first = await lockDataFolder(dataDir);
    await first.release();
    expect(existsSync(join(dataDir, 'chairready.sock'))).toBe(false);
    const { child, verdict } = await contender();
    expect(verdict).toBe('won');
    await kill(child);
    expect(lstatSync(join(dataDir, 'chairready.sock')).isSymbolicLink()).toBe(true);
    const last = await lockDataFolder(dataDir);
    expect(readdirSync(join(dataDir, 'lock'))).toHaveLength(2);
    await last.release();
  });

  it('still holds while its process is stopped and answers nothing', async () => {
    const { child } = await contender();
    child.kill('SIGSTOP');
    await expect(lockDataFolder(dataDir)).rejects.toMatchObject({ pid: child.pid });
  });

  it('goes to exactly one of four processes that start in the same millisecond over a stale lock, three times', async () => {
    const { child } = await contender();
    await kill(child);
    for (let round = 0; round < 3; round += 1) {
      const startAt = Date.now() + 2_500;
      const racers = await Promise.all(Array.from({ length: 4 }, () => contender(startAt)));
      const verdicts = racers.map(({ verdict }) => verdict).sort();
      expect(verdicts).toEqual([...Array<string>(3).fill('lost DataFolderHeld'), 'won']);
      await Promise.all(racers.map((racer) => kill(racer.child)));
    }
  }, 120_000);

  it('goes to exactly one of forty attempts within one process, over and over', async () => {
    for (let round = 0; round < 20; round += 1) {
      const attempts = await Promise.allSettled(Array.from({ length: 40 }, () => lockDataFolder(dataDir)));
      const won = attempts.filter((attempt) => attempt.status === 'fulfilled');
      expect(won).toHaveLength(1);
      await won[0]?.value.release();
    }
  });

  it('is lost by a process held up so long that the number it saw was used and tidied away', async () => {
    let holder: Awaited<ReturnType<typeof lockDataFolder>> | undefined;
    const heldUp = lockDataFolder(dataDir, async () => {
      await (await lockDataFolder(dataDir)).release();
      holder = await lockDataFolder(dataDir);
    });
    await expect(heldUp).rejects.toBeInstanceOf(DataFolderHeld);
    expect(holder).toBeDefined();
    await expect(lockDataFolder(dataDir)).rejects.toBeInstanceOf(DataFolderHeld);
    await holder?.release();
    await (await lockDataFolder(dataDir)).release();
  });

  it('works in a folder whose path is too long for a socket', async () => {
    dataDir = join(parent, 'a'.repeat(90), 'b'.repeat(90));
    const lock = await lockDataFolder(dataDir);
    lock.serveCommands(() => Promise.resolve('here'));
    expect(await askRunningServer(dataDir, { command: 'ping' })).toEqual({ result: 'here' });
    await expect(lockDataFolder(dataDir)).rejects.toBeInstanceOf(DataFolderHeld);
    await lock.release();
    await (await lockDataFolder(dataDir)).release();
  });
});

describe('The command socket', () => {
  it('carries a request, the lines said on the way and the result', async () => {
    const lock = await lockDataFolder(dataDir);
    lock.serveCommands(async ({ command, ids }, print) => {
      for (const id of ids as string[]) print({ id, same: true });
      await Promise.resolve();
      return { command, status: 0 };
    });
    const lines: unknown[] = [];
    const request = { command: 'replay', ids: ['a', 'b\nc', 'ü'] };
    const answer = await askRunningServer(dataDir, request, (line) => lines.push(line));
    expect(answer).toEqual({ result: { command: 'replay', status: 0 } });
    expect(lines).toEqual([
      { id: 'a', same: true },
      { id: 'b\nc', same: true },
      { id: 'ü', same: true },
    ]);
    await lock.release();
  });

  it('keeps twenty concurrent requests apart', async () => {
    const lock = await lockDataFolder(dataDir);
    lock.serveCommands(({ n }) => new Promise((resolve) => setTimeout(resolve, Math.random() * 20, n)));
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => askRunningServer(dataDir, { command: 'echo', n })));
    expect(answers.map((answer) => answer?.result)).toEqual(numbers);
    await lock.release();
  });

  it('says when nobody is there: no folder, released, or killed', async () => {
    expect(await askRunningServer(dataDir, { command: 'ping' })).toBeUndefined();
    const lock = await lockDataFolder(dataDir);
    await lock.release();
    expect(await askRunningServer(dataDir, { command: 'ping' })).toBeUndefined();
    const { child } = await contender();
    await kill(child);
    expect(await askRunningServer(dataDir, { command: 'ping' })).toBeUndefined();
  });

  it('tells a command to wait while the server starts', async () => {
    const lock = await lockDataFolder(dataDir);
    await expect(askRunningServer(dataDir, { command: 'ping' })).rejects.toMatchObject({ code: 'starting' });
    await lock.release();
  });

  it('passes on a refusal with its code, and a fault without one', async () => {
    const lock = await lockDataFolder(dataDir);
    lock.serveCommands(({ command }) =>
      Promise.reject(command === 'a' ? new CommandRefused('unknown', 'No such command.') : new Error('broken')),
    );
    await expect(askRunningServer(dataDir, { command: 'a' })).rejects.toMatchObject({ code: 'unknown' });
    await expect(askRunningServer(dataDir, { command: 'b' })).rejects.toMatchObject({
      code: 'failed',
      message: 'broken',
    });
    await lock.release();
  });

  it('says so when the server ends in the middle of a command', async () => {
    const lock = await lockDataFolder(dataDir);
    lock.serveCommands(() => new Promise(() => undefined));
    const answer = askRunningServer(dataDir, { command: 'long' });
    const refused = expect(answer).rejects.toMatchObject({ code: 'gone' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await lock.release();
    await refused;
  });

  it('survives what is not a request', async () => {
    const lock = await lockDataFolder(dataDir);
    lock.serveCommands(() => Promise.resolve('fine'));
    await expect(askRunningServer(dataDir, [] as never)).rejects.toMatchObject({ code: 'not-a-request' });
    await expect(askRunningServer(dataDir, { command: 'x'.repeat(2_000_000) })).rejects.toThrow();
    expect(await askRunningServer(dataDir, { command: 'ping' })).toEqual({ result: 'fine' });
    await lock.release();
  });

  it('is not taken for a lock when it is only a dead file', async () => {
    mkdirSync(join(dataDir, 'lock'), { recursive: true });
    const foreign = createServer().listen(join(dataDir, 'other.sock'));
    await new Promise((resolve) => foreign.once('listening', resolve));
    await new Promise((resolve) => foreign.close(resolve));
    writeFileSync(join(dataDir, 'chairready.sock'), 'not a socket');
    const lock = await lockDataFolder(dataDir);
    expect(statSync(join(dataDir, 'chairready.sock')).isSocket()).toBe(true);
    await lock.release();
  });
});
