/** A small disk of its own in memory, which can be filled to the last bytes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is left for the load to fill. */
const LEFT_BYTES = 256 * 1024;

/** Mounts it at `folder` and gives how it goes away again; undefined where this account may not make one. */
export function mountDisk(folder: string, megabytes: number): (() => void) | undefined {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(megabytes)}m`, 'chairready-faults', folder], {
      stdio: 'ignore',
    });
  } catch {
    return undefined;
  }
  return () => execFileSync('umount', ['--lazy', folder]);
}

/** Fills it up; the function given makes room again. */
export function fillDisk(folder: string): () => void {
  const filler = join(folder, 'filler');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)));
  return () => rmSync(filler);
}
