/** Makes folders, also where the file system takes none. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes `folder` and what is missing above it, for its owner only. Throws where a part cannot be made.
 *
 * `mkdir` with `recursive` never ends where a file system says of a folder that it is not there while the folder above is
 * (`/proc`): it goes on making the upper one for ever.
 */
export async function ensureFolder(folder: string): Promise<void> {
  if (!(await lacksParent(folder))) return;
  if (dirname(folder) !== folder) await ensureFolder(dirname(folder));
  if (await lacksParent(folder)) {
    throw Object.assign(new Error(`${folder} cannot be made: the file system of ${dirname(folder)} takes no folders`), {
      code: 'ENOENT',
    });
  }
}

/** Makes one folder, or finds it made; true where nothing is there to make it in. */
async function lacksParent(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o700 });
    return false;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return true;
    if (code === 'EEXIST') return false;
    throw error;
  }
}
