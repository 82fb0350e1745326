/** The real server program, started as an administrator starts it, and ended in every way that it may end. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../../reference-data/package-root.ts';
import { FAULT_DAY, POLICIES } from './course.ts';
import { ISSUER, backendKey, hookKeys } from './signing.ts';

/** Another build of the program may be put to the test. */
const PROGRAM = process.env['FAULT_PROGRAM'] ?? join(packageRoot(), 'dist', 'chairready.mjs');
const PATIENCE_MS = 120_000;

export const SECRET = 'fault suite, not used anywhere else';
export const TENANT = 'lab';

export interface Setting {
  /** Holds configuration, log and data. */
  readonly folder: string;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly fhirBase?: string;
  /** What users and tokens call it; the process's own address where nothing stands before it. */
  readonly publicUrl?: string;
  readonly port?: number;
  /** Further arguments for Node, before the program. */
  readonly nodeArguments?: readonly string[];
}

export interface RunningProgram {
  readonly url: string;
  readonly endpoint: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process until `/readyz` said so. */
  readonly readyAfter: number;
  readonly log: () => string;
  /** Ends it with this signal and resolves when it is gone. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'chairready-faults-'));

/** Starts `chairready serve` and waits until it is ready. */
export async function serve(setting: Setting): Promise<RunningProgram> {
  const port = setting.port ?? (await freePort());
  const url = `http://127.0.0.1:${String(port)}`;
  const logFile = join(setting.folder, `serve-${String(port)}.log`);
  const begun = performance.now();
  const child = start(['serve'], setting, port, openSync(logFile, 'a'));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const log = (): string => readFileSync(logFile, 'utf8');
  while (!(await isReady(url))) {
    if (hasEnded(child) || performance.now() - begun > PATIENCE_MS) {
      child.kill('SIGKILL');
      throw new Error(`the server does not become ready:\n${log().slice(-3000)}`);
    }
    await sleep(25);
  }
  return {
    ...{ url, child, log, dataDir: dataDirOf(setting), readyAfter: performance.now() - begun },
    endpoint: `${setting.publicUrl ?? url}/cds-services/infusion-booking`,
    async end(signal) {
      if (!hasEnded(child)) child.kill(signal);
      await gone;
    },
  };
}

export const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(4000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

export interface Command {
  readonly child: ChildProcess;
  /** Its exit status (undefined where a signal ended it), with what it printed. */
  readonly ended: Promise<{ readonly status: number | undefined; readonly stdout: string; readonly stderr: string }>;
}

/** Starts any other command of the program. */
export function command(argv: readonly string[], setting: Setting): Command {
  const child = start(argv, setting, 8080, 'pipe');
  const text = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
  child.stderr?.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
  const ended = new Promise<{ status: number | undefined; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ status: code ?? undefined, ...text }));
  });
  return { child, ended };
}

function start(argv: readonly string[], setting: Setting, port: number, output: number | 'pipe'): ChildProcess {
  const config = join(setting.folder, `config-${String(port)}.json`);
  writeFileSync(config, JSON.stringify(configOf(setting, port)), { mode: 0o600 });
  return spawn(process.execPath, [...(setting.nodeArguments ?? []), PROGRAM, ...argv], {
    stdio: ['ignore', output, output, ...(setting.nodeArguments === undefined ? [] : ['ipc' as const])],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: String(port),
      CHAIRREADY_CONFIG: config,
      CHAIRREADY_DATA: dataDirOf(setting),
      CHAIRREADY_SECRET: SECRET,
      DATABASE_URL: setting.databaseUrl ?? '',
      LOG_LEVEL: 'warn',
    },
  });
}

const dataDirOf = ({ dataDir, folder }: Setting): string => dataDir ?? join(folder, 'data');

function configOf({ folder, publicUrl, fhirBase }: Setting, port: number): object {
  const policies = join(folder, 'policies.json');
  writeFileSync(policies, JSON.stringify(POLICIES));
  return {
    publicUrl: publicUrl ?? `http://127.0.0.1:${String(port)}`,
    timeZone: 'America/New_York',
    clock: { today: FAULT_DAY },
    policies: [policies],
    tenants: [
      {
        id: TENANT,
        name: 'Lab',
        cdsClient: { iss: ISSUER, jwks: hookKeys() },
        fhir: {
          baseUrl: fhirBase ?? 'http://127.0.0.1:9/fhir',
          ...(fhirBase === undefined ? {} : { backend: { clientId: 'chairready-backend', privateJwk: backendKey() } }),
        },
        smart: { clientId: 'chairready-app', scope: 'launch openid fhirUser' },
        roles: { 'Practitioner/n1': 'scheduler' },
        // More than usual: on a busy machine a healthy read must not count as a late one.
        cards: { budgetMs: 5000 },
      },
    ],
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
