import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Both programs as `npm start` runs them, on free ports and with data of their own. */
export interface House {
  readonly chairReady: string;
  readonly sandbox: string;
  readonly dataDir: string;
  /** Ends both as Ctrl-C would and gives the exit status. */
  readonly stop: () => Promise<number | null>;
}

const STARTED = 'What to try first';

/**
 * Starts the house in a new data folder, or in one that an earlier start left behind. The clinic of the sandbox has no
 * prices unless it is asked to: a test that is about money brings its own.
 */
export async function openHouse(
  dataDir = mkdtempSync(join(tmpdir(), 'chairready-e2e-')),
  { takesPricesIn = false } = {},
): Promise<House> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    // Under the NODE_ENV of the test runner the app would be built with React as developers have it, a third larger.
    env: {
      ...process.env,
      NODE_ENV: undefined,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      CHAIRREADY_DATA: dataDir,
      CHAIRREADY_SANDBOX_PRICES: takesPricesIn ? undefined : 'none',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await saysThatItStarted(child);
  return {
    chairReady: `http://127.0.0.1:${String(port)}`,
    sandbox: `http://127.0.0.1:${String(sandboxPort)}`,
    dataDir,
    stop: () => stopped(child),
  };
}

export const removeData = (dataDir: string): void => {
  rmSync(dataDir, { recursive: true, force: true });
};

const SWEEPS = 5;
const PAUSE_MS = 3000;

/**
 * Every booked visit is looked at now, as at night; the command asks the server that is running. On a busy machine the
 * EHR of the house may have been too slow for a moment, and is left alone for the next seconds: then it is asked again.
 */
export async function swept(house: House): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const said = await sweepOnce(house);
    if (said === undefined) return;
    if (tried === SWEEPS) throw new Error(`no sweep was whole: ${said}`);
    await sleep(PAUSE_MS);
  }
}

/** What it said where it was not whole. */
function sweepOnce({ dataDir }: House): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CHAIRREADY_DATA: dataDir };
    const child = spawn(process.execPath, ['dist/chairready.mjs', 'sweep'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const out of [child.stdout, child.stderr]) out.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code === 0 ? undefined : said);
    });
  });
}

function saysThatItStarted(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes(STARTED)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => {
      reject(new Error(`npm start ended with ${String(code)}:\n${said}`));
    });
  });
}

function stopped(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGINT');
  });
}

/** Below the range from which the system takes ports for outgoing calls: nothing takes it before the house does. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const wanted = randomInt(10_000, 32_000);
    const server = createServer()
      .once('error', () => {
        resolve(freePort());
      })
      .listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
        server.close(() => {
          resolve(wanted);
        });
      });
  });
}
