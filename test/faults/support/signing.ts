/** The EHR's key, with which it signs its calls, and our own key for reading in the background. */
import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export const ISSUER = 'http://127.0.0.1/faulty-ehr';

const LIFE_SECONDS = 300;

const hooks = generateKeyPairSync('rsa', { modulusLength: 2048 });
const backend = generateKeyPairSync('ec', { namedCurve: 'P-384' });

export const hookKeys = () => ({
  keys: [{ ...hooks.publicKey.export({ format: 'jwk' }), kid: 'hooks', alg: 'RS384', use: 'sig' }],
});

export const backendKey = () => ({
  ...backend.privateKey.export({ format: 'jwk' }),
  ...{ kid: 'backend', alg: 'ES384', use: 'sig' },
});

/** A fresh token for this address, as of `at`. */
export function token(audience: string, at = Date.now()): string {
  const now = Math.floor(at / 1000);
  const claims = { iss: ISSUER, aud: audience, iat: now, exp: now + LIFE_SECONDS, jti: randomUUID() };
  const text = `${part({ alg: 'RS384', kid: 'hooks', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${signature(hooks.privateKey, text)}`;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signature = (key: KeyObject, text: string): string => createSign('sha384').update(text).sign(key, 'base64url');
