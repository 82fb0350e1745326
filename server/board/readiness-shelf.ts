/**
 * The readiness list that was made last, as a file beside the database, so that it can be read while the database is
 * away: for its owner only, sealed under the server's key, and replaced as a whole or not at all.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readiness } from '../../api-contract/readiness.schema.ts';
import { readiness } from '../../api-contract/readiness.schema.ts';
import { ensureFolder } from '../store/ensure-folder.ts';
import { openSealedText, sealText } from '../store/sealed-text.ts';
import type { SecretKey } from '../store/secret-key.ts';

export interface ReadinessShelf {
  readonly keep: (tenant: string, list: Readiness) => Promise<void>;
  /** Undefined where none was kept, or it was sealed under another key or by another version. */
  readonly last: (tenant: string) => Promise<Readiness | undefined>;
}

export function readinessShelf(dataDir: string, key: SecretKey): ReadinessShelf {
  const folder = join(dataDir, 'readiness');
  const fileOf = (tenant: string): string => join(folder, `${tenant}.sealed`);
  return {
    async keep(tenant, list) {
      await ensureFolder(folder);
      await replaceFile(folder, fileOf(tenant), sealText(key, placeOf(tenant), JSON.stringify(list)));
    },
    async last(tenant) {
      try {
        const text = openSealedText(key, placeOf(tenant), await readFile(fileOf(tenant)));
        const parsed = text === undefined ? undefined : readiness.safeParse(JSON.parse(text));
        return parsed?.success === true ? parsed.data : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

const placeOf = (tenant: string): string => JSON.stringify(['readiness', tenant]);

/** A reader finds the earlier file or the later one, also after a power cut between the two. */
async function replaceFile(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${file}.${String(process.pid)}.new`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
