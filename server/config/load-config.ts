import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { faultPath } from '../../cds-hooks/fault-path.ts';
import { packageRoot } from '../../reference-data/package-root.ts';
import { LOG_LEVELS } from '../observability/log.ts';
import type { ConfigFile, Tenant } from './config.schema.ts';
import { configSchema } from './config.schema.ts';
import { ConfigRefused } from './config-refused.ts';
import type { ConfigFault } from './config-refused.ts';
import { crossFaults } from './cross-checks.ts';
import { plainFault } from './fault-words.ts';
import { readJson } from './read-json.ts';
import { unknownFields } from './unknown-fields.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the server runs with; every address without a slash at its end, every path absolute. */
export interface Config {
  readonly port: number;
  readonly publicUrl: string;
  readonly databaseUrl?: string;
  readonly dataDir: string;
  readonly timeZone: string;
  /** The day that counts as today, where the configuration fixes it; read again at each call for the sandbox. */
  readonly fixedToday: () => string | undefined;
  readonly tenants: readonly Tenant[];
  readonly policyFiles: readonly string[];
  /** Where it was read from, for messages; absent where there is none. */
  readonly file?: string;
  /** Fields of the file that nobody reads; absent where there are none. */
  readonly unknown?: readonly string[];
}

/**
 * Reads `CHAIRREADY_CONFIG`; without it, and only when started together with the sandbox, the sandbox's own tenant.
 * The environment beats the file. Throws `ConfigRefused`.
 */
export function loadConfig(environment: Environment, workingFolder: string): Config {
  const dataDir = resolve(workingFolder, given(environment, 'CHAIRREADY_DATA') ?? '.chairready');
  const source = sourceOf(environment, workingFolder, dataDir);
  const settings = { ...objectOr(source.read()), ...fromEnvironment(environment) };
  const parsed = configSchema.safeParse(settings);
  const faults = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => faultOf(issue, environment))),
    ...crossFaults(settings, publicUrlOf(settings)),
    ...logLevelFaults(environment),
  ];
  if (!parsed.success || faults.length > 0) throw new ConfigRefused(source.file ?? 'the environment', faults);
  const unknown = given(environment, 'CHAIRREADY_CONFIG') === undefined ? [] : unknownFields(settings);
  const config = configOf(parsed.data, source, { environment, workingFolder, dataDir });
  return unknown.length === 0 ? config : { ...config, unknown };
}

interface Source {
  readonly file?: string;
  readonly read: () => unknown;
}

function sourceOf(environment: Environment, workingFolder: string, dataDir: string): Source {
  const named = given(environment, 'CHAIRREADY_CONFIG');
  if (named !== undefined) {
    const file = resolve(workingFolder, named);
    return { file, read: () => readJson(file) };
  }
  const besideSandbox = ['CHAIRREADY_START', 'CHAIRREADY_SANDBOX'].some((name) => given(environment, name) === '1');
  if (!besideSandbox) return { read: () => ({ tenants: [] }) };
  const file = join(dataDir, 'sandbox-tenant.json');
  return { file, read: () => sandboxSettings(readJson(file)) };
}

/** The sandbox writes one tenant, with the day on which its stories are told. */
function sandboxSettings(tenant: unknown): object {
  const { timeZone, sandboxDay, policies } = { ...objectOr(tenant) } as Readonly<Record<string, unknown>>;
  return {
    tenants: [tenant],
    timeZone,
    ...(sandboxDay === undefined ? {} : { clock: { today: sandboxDay } }),
    policies: policies ?? sandboxPolicies(),
  };
}

/** A number that is none stays text, so that the schema names it. */
function fromEnvironment(environment: Environment): Readonly<Record<string, unknown>> {
  const port = given(environment, 'PORT');
  const url = given(environment, 'DATABASE_URL');
  return {
    ...(port === undefined ? {} : { port: /^\d+$/.test(port) ? Number(port) : port }),
    ...(url === undefined ? {} : { database: { url } }),
  };
}

const given = (environment: Environment, name: string): string | undefined => environment[name] || undefined;

const objectOr = (written: unknown): object =>
  typeof written === 'object' && written !== null ? written : { tenants: written };

function publicUrlOf(settings: object): string {
  const url = 'publicUrl' in settings ? settings.publicUrl : undefined;
  return typeof url === 'string' ? url : 'http://127.0.0.1';
}

/** What the environment says in place of the file is named by its variable. */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['port', 'PORT'],
  ['database.url', 'DATABASE_URL'],
]);

function faultOf(issue: z.core.$ZodIssue, environment: Environment): ConfigFault {
  const path = faultPath(issue.path);
  const variable = VARIABLES.get(path);
  const isGiven = variable !== undefined && given(environment, variable) !== undefined;
  return { path: isGiven ? variable : path, message: plainFault(issue.message) };
}

function logLevelFaults(environment: Environment): readonly ConfigFault[] {
  const level = given(environment, 'LOG_LEVEL');
  if (level === undefined || LOG_LEVELS.includes(level)) return [];
  return [{ path: 'LOG_LEVEL', message: `must be one of ${LOG_LEVELS.join(', ')}` }];
}

/** The sandbox's invented payers have invented rules, which lie beside its stories. */
function sandboxPolicies(): readonly string[] {
  const file = join(packageRoot(), 'sandbox', 'policies', 'sandbox-payers.policies.json');
  return existsSync(file) ? [file] : [];
}

interface Surroundings {
  readonly environment: Environment;
  readonly workingFolder: string;
  readonly dataDir: string;
}

function configOf(file: ConfigFile, source: Source, { environment, workingFolder, dataDir }: Surroundings): Config {
  const besideFile = source.file === undefined ? workingFolder : dirname(source.file);
  return {
    port: file.port,
    publicUrl: file.publicUrl ?? `http://127.0.0.1:${file.port}`,
    ...(file.database === undefined ? {} : { databaseUrl: file.database.url }),
    dataDir:
      given(environment, 'CHAIRREADY_DATA') === undefined ? resolve(workingFolder, file.dataDir ?? dataDir) : dataDir,
    timeZone: file.timeZone ?? 'UTC',
    fixedToday: clockOf(source, file),
    tenants: file.tenants,
    policyFiles: file.policies.map((path) => resolve(besideFile, path)),
    ...(source.file === undefined ? {} : { file: source.file }),
  };
}

const clockOf = (source: Source, { clock }: ConfigFile): Config['fixedToday'] =>
  clock === undefined ? () => undefined : rereading(source, clock.today);

const clockSchema = configSchema.pick({ clock: true });

/** A fixed day is read again whenever its file was written anew: the sandbox moves it while the server runs. */
function rereading({ file, read }: Source, first: string): () => string {
  let [last, writtenAt] = [first, modifiedAt(file)];
  return () => {
    const changedAt = modifiedAt(file);
    if (changedAt === writtenAt) return last;
    writtenAt = changedAt;
    last = clockSchema.safeParse(readQuietly(read)).data?.clock?.today ?? last;
    return last;
  };
}

const modifiedAt = (file: string | undefined): number =>
  file === undefined ? 0 : (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);

/** A file that cannot be read at this moment leaves the day as it was. */
function readQuietly(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
