/** What can be checked without leaving the machine: configuration, keys, disk. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config, Environment } from '../config/load-config.ts';
import { ConfigRefused } from '../config/config-refused.ts';
import { loadPolicies } from '../config/load-policies.ts';
import { isLoopback } from '../config/url-rules.ts';
import type { Check } from './check.ts';
import { fail, ok, warn } from './check.ts';

export function configChecks(config: Config): readonly Check[] {
  const source = config.file ?? 'defaults and environment';
  const tenants = config.tenants.length;
  const count =
    tenants === 0
      ? warn(`configuration: ${source}, no tenant`, 'Write a configuration file and name it with CHAIRREADY_CONFIG.')
      : ok(`configuration: ${source}, ${String(tenants)} tenant(s)`);
  const open = config.tenants.filter(({ cdsClient }) => !cdsClient.requireJwt);
  return [
    count,
    ...openFileCheck(config.file),
    ...(config.unknown ?? []).map((path) =>
      warn(`configuration: ${path} is not known and has no effect`, 'Look for a slip of the pen, or take it out.'),
    ),
    ...open.map(({ id }) =>
      warn(`tenant ${id}: hook calls need no token (requireJwt: false)`, 'Leave requireJwt out outside a trial.'),
    ),
    policyCheck(config),
    ...(isLoopback(config.publicUrl)
      ? [
          warn(
            `publicUrl: ${config.publicUrl} is this machine only`,
            'Set publicUrl to the https address that the EHR uses.',
          ),
        ]
      : [ok(`publicUrl: ${config.publicUrl}`)]),
  ];
}

/** It holds private keys. Windows has no such modes. */
function openFileCheck(file: string | undefined): readonly Check[] {
  if (file === undefined || process.platform === 'win32' || (statSync(file).mode & 0o007) === 0) return [];
  const what = `configuration: ${file} can be read or written by every account of this machine`;
  return [warn(what, `It may hold private keys. Run: chmod o= ${file}`)];
}

function policyCheck({ policyFiles }: Config): Check {
  try {
    return ok(
      `policies: ${String(loadPolicies(policyFiles).length)} from ${String(policyFiles.length)} configured file(s) and the built-in pack`,
    );
  } catch (error) {
    if (error instanceof ConfigRefused) return fail('policies: cannot be used', error.message);
    throw error;
  }
}

const KEY_PATTERN = /^[0-9a-f]{64}$/;

/** Nothing is made here: a first start makes the key file. */
export function secretCheck({ dataDir, databaseUrl }: Config, environment: Environment): Check {
  const secret = environment['CHAIRREADY_SECRET'] ?? '';
  const path = join(dataDir, 'secret.key');
  if (secret !== '')
    return secret.trim().length < 32
      ? fail('secret: CHAIRREADY_SECRET is shorter than 32 characters', 'Make one with: openssl rand -hex 32')
      : ok('secret: from CHAIRREADY_SECRET');
  if (databaseUrl !== undefined)
    return warn(`secret: from ${path}, of this machine only`, 'Give all replicas the same CHAIRREADY_SECRET.');
  return existsSync(path) ? keyFileCheck(path) : noKeyFileCheck(path, dataDir);
}

const noKeyFileCheck = (path: string, dataDir: string): Check =>
  existsSync(join(dataDir, 'database'))
    ? warn(
        `secret: ${path} is missing beside a database`,
        'Restore it from a backup. The next start makes a new one: everybody then opens the app anew.',
      )
    : ok(`secret: ${path} will be made on the first start`);

function keyFileCheck(path: string): Check {
  if ((statSync(path).mode & 0o077) !== 0)
    return fail(`secret: ${path} can be read by others`, `Run: chmod 600 ${path}`);
  return KEY_PATTERN.test(readFileSync(path, 'utf8').trim())
    ? ok(`secret: ${path}`)
    : fail(`secret: ${path} is not a key`, 'Restore it from a backup, or delete it: all sessions then end.');
}

const GIB = 1024 ** 3;

export async function diskCheck({ dataDir }: Config): Promise<Check> {
  const folder = nearestFolder(dataDir);
  const { bavail, bsize } = await statfs(folder);
  const bytes = bavail * bsize;
  const free = `${(bytes / GIB).toFixed(1)} GiB free for ${dataDir}`;
  return bytes < GIB
    ? warn(`disk: ${free}`, 'Make room: without space nothing can be kept, and hooks answer 503.')
    : ok(`disk: ${free}`);
}

const nearestFolder = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
