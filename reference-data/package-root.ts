import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, from its sources and from a bundle in dist/ alike: the nearest package.json that names it. */
export function packageRoot(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    if (isPackage(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of chairready above ${from}`);
  }
}

export const tablesFolder = (): string => join(packageRoot(), 'reference-data', 'tables');

function isPackage(path: string): boolean {
  if (!existsSync(path)) return false;
  const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return typeof read === 'object' && read !== null && 'name' in read && read.name === 'chairready';
}
