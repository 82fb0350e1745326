import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './import-graph.ts';

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs `npm start`'s script; every test here gives it a reason to refuse before it installs or builds anything. */
const start = (environment: Readonly<Record<string, string>>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
      env: { ...process.env, ...environment },
      timeout: 20_000,
    });
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });

const busyPort = (): Promise<{ readonly port: number; readonly free: () => void }> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      resolve({ port: (server.address() as AddressInfo).port, free: () => void server.close() });
    });
  });

describe('npm start', () => {
  it('says which port is busy and which variable to set, and starts nothing', async () => {
    const { port, free } = await busyPort();
    const { code, said } = await start({ PORT: '18580', SANDBOX_PORT: String(port) });
    free();
    expect(code).toBe(1);
    expect(said).toContain(`Port ${port}, wanted for the sandbox EHR, is already in use`);
    expect(said).toContain('SANDBOX_PORT=');
    expect(said).not.toContain('http://');
  });

  it('refuses what is not a port', async () => {
    const { code, said } = await start({ PORT: '80a' });
    expect(code).toBe(1);
    expect(said).toContain('PORT is "80a", which is not a port number from 1 to 65535.');
  });

  it('refuses one port for both', async () => {
    const { code, said } = await start({ PORT: '18580', SANDBOX_PORT: '18580' });
    expect(code).toBe(1);
    expect(said).toContain('PORT and SANDBOX_PORT are both 18580');
  });
});
