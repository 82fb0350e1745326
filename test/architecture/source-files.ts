import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOMS, ROOT } from './import-graph.ts';

export interface SourceFile {
  /** From the project folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The TypeScript files of the given folders, sorted by path. */
export const sourceFiles = (folders: readonly string[] = ROOMS): readonly SourceFile[] =>
  folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    )
    .filter((path) => /[.]tsx?$/.test(path) && !path.endsWith('.d.ts') && !path.includes('node_modules'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** Every line of the files that matches, as `path:line: text`. */
export const linesMatching = (files: readonly SourceFile[], pattern: RegExp): readonly string[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
