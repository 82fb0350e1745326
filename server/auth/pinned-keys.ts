import NodeCache from 'node-cache';
import type { KeySource } from './key-source.ts';
import { keysOf, parseJwks } from './key-source.ts';

const FRESH_SECONDS = 600;
const REFRESH_APART_MS = 30_000;
const RETRY_APART_MS = 5000;
const FETCH_MS = 3000;
const LARGEST_SET = 256 * 1024;

/** Why a key set could not be read; the calls that needed it are refused like any other without a key. */
export type KeySetFault = (url: string, why: string) => void;

/**
 * The keys behind one address that an administrator wrote down. Kept for ten minutes; an unknown key id fetches the
 * set anew, at most every 30 seconds, so that rotation is noticed and a flood of invented ids is not passed on.
 */
export function pinnedKeys(url: string, onFault: KeySetFault, now: () => number = Date.now): KeySource {
  const cache = new NodeCache({ stdTTL: FRESH_SECONDS, useClones: false, checkperiod: 0 });
  const waits = { until: Number.NEGATIVE_INFINITY };
  let asking: Promise<KeySource | undefined> | undefined;

  const fetchOnce = async (): Promise<KeySource | undefined> => {
    const wasThere = cache.has(url);
    const keys = await fetchKeys(url, onFault);
    if (keys !== undefined) cache.set(url, keys);
    // The first reading of a set costs no wait: a key may be added right after it.
    if (wasThere) waits.until = now() + REFRESH_APART_MS;
    else if (keys === undefined) waits.until = now() + RETRY_APART_MS;
    return keys;
  };

  const refreshed = async (): Promise<KeySource | undefined> => {
    if (asking === undefined && now() < waits.until) return cache.get<KeySource>(url);
    asking ??= fetchOnce().finally(() => (asking = undefined));
    return asking;
  };

  return {
    async find(kid, alg) {
      const key = await cache.get<KeySource>(url)?.find(kid, alg);
      return key ?? (await refreshed())?.find(kid, alg);
    },
  };
}

async function fetchKeys(url: string, onFault: KeySetFault): Promise<KeySource | undefined> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(FETCH_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const jwks = parseJwks(JSON.parse(await limitedText(response)));
    if (jwks === undefined) throw new Error('not a JWK Set');
    return keysOf(jwks);
  } catch (error) {
    onFault(url, error instanceof Error ? error.message : 'failed');
    return undefined;
  }
}

async function limitedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > LARGEST_SET) throw new Error('larger than a JWK Set may be');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
