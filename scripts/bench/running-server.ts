// `chairready serve` as an administrator starts it, with one tenant that sends what booking-call.ts makes.
import { spawn } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SANDBOX_POLICIES } from './assess-speed.ts';
import type { Signer } from './booking-call.ts';
import { FHIR_BASE, ISSUER, SCHEDULERS } from './booking-call.ts';
import { PROGRAM } from './measured-run.ts';
import { BENCH_DAY, BENCH_ZONE } from './typical-bundles.ts';

export interface RunningServer {
  /** The address of the booking service: where to post, and whom tokens are for. */
  readonly endpoint: string;
  /** From the start of the process to its first answer to a booking, in milliseconds. */
  readonly firstAnswer: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface Serving {
  /** Holds configuration, log and, if embedded, the database. */
  readonly folder: string;
  readonly databaseUrl?: string;
  readonly signer: Signer;
  readonly body: string;
  /** A module that the process loads first, and what it needs to know. */
  readonly preload?: { readonly file: string; readonly env: Readonly<Record<string, string>> };
}

const PATIENCE_MS = 60_000;

export async function serve({ folder, databaseUrl, signer, body, preload }: Serving): Promise<RunningServer> {
  const port = await freePort();
  const config = join(folder, 'bench-config.json');
  writeFileSync(config, JSON.stringify(configFor(signer)));
  const logFile = join(folder, 'bench.log');
  const log = openSync(logFile, 'a');
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [...(preload === undefined ? [] : ['--import', preload.file]), PROGRAM, 'serve'],
    {
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        PORT: String(port),
        CHAIRREADY_CONFIG: config,
        CHAIRREADY_DATA: join(folder, 'data'),
        DATABASE_URL: databaseUrl ?? '',
        ...preload?.env,
      },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${String(port)}/cds-services/infusion-booking`;
  while (!(await answers(endpoint, signer, body))) {
    if (child.exitCode !== null || performance.now() - begun > PATIENCE_MS) {
      child.kill();
      throw new Error(`the server does not answer:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
    }
    await sleep(10);
  }
  return {
    endpoint,
    firstAnswer: performance.now() - begun,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** True for an answer with a card: a refusal is fast and proves nothing. */
async function answers(endpoint: string, { token }: Signer, body: string): Promise<boolean> {
  try {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token(endpoint)}` };
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status >= 400 && response.status < 500) throw new Refused(`${String(response.status)} ${text}`);
    return response.ok && text.includes('"summary"');
  } catch (error) {
    if (error instanceof Refused) throw error;
    return false;
  }
}

class Refused extends Error {}

const configFor = ({ jwk }: Signer) => ({
  timeZone: BENCH_ZONE,
  clock: { today: BENCH_DAY },
  policies: [SANDBOX_POLICIES],
  tenants: [
    {
      id: 'bench',
      name: 'Bench',
      cdsClient: { iss: ISSUER, jwks: { keys: [jwk] } },
      fhir: { baseUrl: FHIR_BASE },
      roles: Object.fromEntries(SCHEDULERS.map((id) => [`Practitioner/${id}`, 'scheduler'])),
    },
  ],
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
