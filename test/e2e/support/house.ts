import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Both programs as `npm start` runs them, on free ports and with data of their own. */
export interface House {
  readonly chairReady: string;
  readonly sandbox: string;
  readonly dataDir: string;
  /** Ends both as Ctrl-C would and gives the exit status. */
  readonly stop: () => Promise<number | null>;
}

const STARTED = 'What to try first';

/** Starts the house in a new data folder, or in one that an earlier start left behind. */
export async function openHouse(dataDir = mkdtempSync(join(tmpdir(), 'chairready-e2e-'))): Promise<House> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, PORT: String(port), SANDBOX_PORT: String(sandboxPort), CHAIRREADY_DATA: dataDir },
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

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
