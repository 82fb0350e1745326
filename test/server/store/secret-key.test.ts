import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { compressText, compressTextWell, decompressText } from '../../../server/store/compressed-text.ts';
import { openSealedText, sealText } from '../../../server/store/sealed-text.ts';
import { loadSecretKey } from '../../../server/store/secret-key.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'chairready-key-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

describe('The secret key', () => {
  it('is made once, the same for all who ask at the same time, readable by the owner only', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadSecretKey(dataDir, {})));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
  });

  it('comes from the environment first, and another secret is another key', async () => {
    const one = await loadSecretKey(dataDir, { CHAIRREADY_SECRET: 'x'.repeat(32) });
    const other = await loadSecretKey(dataDir, { CHAIRREADY_SECRET: 'y'.repeat(32) });
    expect(one).toHaveLength(32);
    expect(one).not.toEqual(other);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('takes a secret of 32 characters and none of 31', async () => {
    await expect(loadSecretKey(dataDir, { CHAIRREADY_SECRET: 'x'.repeat(31) })).rejects.toThrow('openssl rand');
    await expect(loadSecretKey(dataDir, { CHAIRREADY_SECRET: 'x'.repeat(32) })).resolves.toHaveLength(32);
  });

  it('closes a file that others could read, and refuses one that is no key', async () => {
    await loadSecretKey(dataDir, {});
    chmodSync(join(dataDir, 'secret.key'), 0o644);
    await loadSecretKey(dataDir, {});
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    writeFileSync(join(dataDir, 'secret.key'), 'half a ke');
    await expect(loadSecretKey(dataDir, {})).rejects.toThrow('not a key');
  });
});

describe('A sealed text', () => {
  it('opens to itself under its key and place, whatever it says', async () => {
    const key = await loadSecretKey(dataDir, {});
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, place) => {
        expect(openSealedText(key, place, sealText(key, place, text))).toBe(text);
      }),
    );
  });

  it('does not open when any one bit of it is changed, in another place, or cut short', async () => {
    const key = await loadSecretKey(dataDir, {});
    const sealed = sealText(key, 'here', 'token');
    expect(openSealedText(key, 'there', sealed)).toBeUndefined();
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      const byte = bit >> 3;
      changed[byte] = (changed[byte] ?? 0) ^ (1 << (bit & 7));
      expect(openSealedText(key, 'here', changed)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(openSealedText(key, 'here', sealed.subarray(0, length))).toBeUndefined();
    }
  });
});

describe('A compressed text', () => {
  it('comes back to the byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decompressText(compressText(text))).toBe(text);
        expect(decompressText(compressTextWell(text))).toBe(text);
      }),
    );
  });
});
