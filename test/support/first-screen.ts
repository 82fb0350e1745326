/** The JavaScript that a page of the built app loads before it shows something: its chunk and the app's, with what they import. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from '../architecture/import-graph.ts';

export const MOST_FIRST_SCREEN_BYTES = 250_000;

const CLIENT = join(ROOT, 'dist', 'client');

interface FirstScreen {
  readonly page: string;
  /** Compressed as gzip does by default. */
  readonly bytes: number;
}

/** Of every page the largest. */
export function firstScreenBytes(): FirstScreen {
  const entries = scriptsIn(readFileSync(join(CLIENT, 'index.html'), 'utf8'), /src="\.\/(assets\/[^"]+\.js)"/g);
  const pages = readdirSync(join(CLIENT, 'assets')).filter((name) => /\.page-[\w-]+\.js$/.test(name));
  if (entries.length === 0 || pages.length < 10) throw new Error('dist/client is not the app as it is built');
  return pages
    .map((name) => ({
      page: name.slice(0, name.indexOf('.page')),
      bytes: bytesOf([...entries, `assets/${name}`]),
    }))
    .reduce((largest, one) => (one.bytes > largest.bytes ? one : largest));
}

function bytesOf(files: readonly string[]): number {
  const seen = new Set<string>();
  const open = [...files];
  let bytes = 0;
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(CLIENT, file), 'utf8');
    bytes += gzipSync(text).length;
    open.push(...scriptsIn(text, /(?:from|import)\s*"\.\/([^"]+\.js)"/g).map((name) => `assets/${name}`));
  }
  return bytes;
}

const scriptsIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, name]) => (name === undefined ? [] : [name]));
