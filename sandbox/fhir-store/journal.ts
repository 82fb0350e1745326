// The append-only file under the store: one line per commit, so that a transaction is on disk whole or not at all.
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StoredResource } from './stored-resource.ts';

export interface Journal {
  readonly replay: () => readonly StoredResource[];
  readonly append: (resources: readonly StoredResource[]) => void;
}

/** Throws with file and line if a line other than the last is not a commit. A torn last line is cut off. */
export function openJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  return {
    replay: () => (existsSync(file) ? replay(file) : []),
    append: (resources) => appendFileSync(file, `${JSON.stringify(resources)}\n`, { mode: 0o600 }),
  };
}

function replay(file: string): readonly StoredResource[] {
  const bytes = readFileSync(file);
  // What follows the last newline was being written when the process died: nobody was told that it is stored.
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) truncateSync(file, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  return lines.flatMap((line, index) => commitIn(line, `${file}:${index + 1}`));
}

function commitIn(line: string, where: string): readonly StoredResource[] {
  try {
    return JSON.parse(line) as StoredResource[];
  } catch {
    throw new Error(`the sandbox journal is damaged at ${where}; move the file away to begin with fresh patients`);
  }
}
