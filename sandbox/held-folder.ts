// Two sandboxes in one data folder would write over each other's record. Whoever runs there has written its address
// into the tenant file and answers at it with the folder's own key; after a crash nobody does.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SandboxKeys } from './keys.ts';
import { TENANT_FILE } from './tenant-file.ts';

const Written = z.looseObject({ cdsClient: z.looseObject({ iss: z.url() }) });
const KeySet = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) });

/** Rejects with a plain sentence when another sandbox runs in this data folder. */
export async function refuseHeldFolder(dataDir: string, keys: Pick<SandboxKeys, 'hook'>): Promise<void> {
  const address = addressIn(join(dataDir, TENANT_FILE));
  if (address === undefined || !(await kidsAt(address)).includes(keys.hook.kid ?? '')) return;
  throw new Error(
    `the data folder ${dataDir} is in use by the sandbox EHR at ${address}: stop that one, or choose another folder with CHAIRREADY_DATA`,
  );
}

function addressIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Written.parse(JSON.parse(readFileSync(file, 'utf8'))).cdsClient.iss;
  } catch {
    return undefined;
  }
}

async function kidsAt(address: string): Promise<readonly string[]> {
  try {
    const answer = await fetch(`${address}/.well-known/jwks.json`, { signal: AbortSignal.timeout(2000) });
    return KeySet.parse(await answer.json()).keys.map(({ kid }) => kid);
  } catch {
    return [];
  }
}
