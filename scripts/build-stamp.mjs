// Knows whether dist/ was built from the sources as they are now, by content, so that a git checkout
// that touches every file does not cost a build. Node built-ins only.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './install.mjs';

const STAMP = join(ROOT, 'dist', '.stamp');
const SOURCES = [
  'api-contract',
  'bin',
  'cds-hooks',
  'client',
  'domain',
  'fhir',
  'reference-data',
  'sandbox',
  'server',
  'scripts/build.mjs',
  'scripts/make-database-template.ts',
  'package-lock.json',
  'tsconfig.base.json',
];

/** Builds if a source changed since the last build that succeeded, and makes `npx chairready` find the result. */
export async function buildIfNeeded() {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== sourceHash()) {
    console.log('Building (about ten seconds, once) ...');
    const code = await run(process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
    if (code !== 0) {
      console.error('The build failed; the lines above say where.');
      process.exit(1);
    }
  }
  linkCommand();
}

export function stampBuild() {
  writeFileSync(STAMP, sourceHash());
}

export function forgetBuild() {
  rmSync(STAMP, { force: true });
}

/**
 * npx runs node_modules/.bin/<name> if it is there. Without the link, npm would install this folder into
 * its own cache first, which needs the network. `npm ci` removes the link, hence the check at every start.
 */
export function linkCommand() {
  const program = join(ROOT, 'dist', 'chairready.mjs');
  if (process.platform === 'win32' || !existsSync(program)) return;
  chmodSync(program, 0o755);
  const folder = join(ROOT, 'node_modules', '.bin');
  const link = join(folder, 'chairready');
  if (existsSync(link)) return;
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../dist/chairready.mjs', link);
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES) addToHash(hash, source);
  return hash.digest('hex');
}

function addToHash(hash, path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return;
  const entries = listing(full);
  if (entries === undefined) {
    hash.update(`${path}\0`).update(readFileSync(full));
    return;
  }
  for (const name of entries) addToHash(hash, `${path}/${name}`);
}

/** The sorted names in a folder, or undefined for a file. */
function listing(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
