// The sandbox's keys, made once and kept in its folder: a hospital does not change its keys at every restart either.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import { writePrivateFile } from './private-file.ts';

export interface SandboxKeys {
  /** Signs the JWT of every hook call (ES384). */
  readonly hook: JWK;
  /** Sign id_tokens: RS256, which every client knows, and ES256. */
  readonly idToken: readonly [JWK, JWK];
  /** The nightly sweep's client keys, ES384 and RS384: the two that SMART Backend Services names. */
  readonly backend: readonly [JWK, JWK];
  readonly cookieSecret: string;
}

/** Reads `<folder>/keys.json`, or makes it (mode 0600). */
export async function keysIn(folder: string): Promise<SandboxKeys> {
  const file = join(folder, 'keys.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SandboxKeys;
  const keys = await newKeys();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writePrivateFile(file, keys);
  return keys;
}

async function newKeys(): Promise<SandboxKeys> {
  const [hook, rs256, es256, es384, rs384] = await Promise.all([
    newKey('ES384', 'hook'),
    newKey('RS256', 'id-rs'),
    newKey('ES256', 'id-es'),
    newKey('ES384', 'backend-es'),
    newKey('RS384', 'backend-rs'),
  ]);
  const cookieSecret = randomBytes(32).toString('base64url');
  return { hook, idToken: [rs256, es256], backend: [es384, rs384], cookieSecret };
}

async function newKey(alg: string, name: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `sandbox-${name}-${randomBytes(6).toString('hex')}`;
  return { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' };
}

/** What may be shown to others. */
export function publicPart(key: JWK): JWK {
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest } = key;
  return rest;
}
