/** The key under which access tokens lie in the store. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from './ensure-folder.ts';

/** 32 bytes. */
export type SecretKey = Uint8Array & { readonly __secretKey: never };

/** The secret or the key file cannot serve. The message names it and what to do. */
export class SecretRefused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SecretRefused';
  }
}

/**
 * The key from the environment (`CHAIRREADY_SECRET`, at least 32 characters; several replicas must share it), else from
 * `<dataDir>/secret.key`, which is made on first use and readable by its owner only. Throws `SecretRefused` when the
 * secret is too short or the file is not a key or open to others.
 */
export async function loadSecretKey(dataDir: string, environment: Readonly<NodeJS.ProcessEnv>): Promise<SecretKey> {
  const secret = environment['CHAIRREADY_SECRET'];
  if (secret !== undefined && secret !== '') return keyFromSecret(secret);
  const path = join(dataDir, 'secret.key');
  await makeKeyFile(dataDir, path);
  return readKeyFile(path);
}

/** Any text of some length serves: the key is its SHA-256, so `openssl rand -hex 32` and a long sentence both do. */
function keyFromSecret(secret: string): SecretKey {
  if (secret.trim().length < 32) {
    throw new SecretRefused('CHAIRREADY_SECRET is shorter than 32 characters. Make one with: openssl rand -hex 32');
  }
  return createHash('sha256').update('chairready secret key 1\n').update(secret).digest() as Uint8Array as SecretKey;
}

/** Written aside and linked into place: of two processes one makes the key, and nobody reads half of it. */
async function makeKeyFile(dataDir: string, path: string): Promise<void> {
  if (await isThere(path)) return;
  await ensureFolder(dataDir);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (problem) {
    if (!(await isThere(path))) throw problem;
  } finally {
    await unlink(draft);
  }
}

async function readKeyFile(path: string): Promise<SecretKey> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) {
    await chmod(path, 0o600).catch((cause: unknown) => {
      throw new SecretRefused(
        `${path} can be read by others and this process may not change that. Run: chmod 600 ${path}`,
        {
          cause,
        },
      );
    });
  }
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new SecretRefused(`${path} is not a key. Restore it from a backup, or delete it: all sessions then end.`);
  }
  return Buffer.from(text, 'hex') as Uint8Array as SecretKey;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
