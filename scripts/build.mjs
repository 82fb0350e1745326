// Builds everything that runs: the command line and server, the rule bundle, the app and the sandbox screens.
import { build as esbuild } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { forgetBuild, linkCommand, stampBuild } from './build-stamp.mjs';
import { ROOT, refuseOldNode, run } from './install.mjs';

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Every part of the build: its name, the file without which it is skipped, and how it is made. */
const PARTS = [
  { name: 'command line and server', entry: 'bin/chairready.ts', make: buildPrograms },
  { name: 'rule bundle', entry: 'domain/decision/replay-entry.ts', make: buildRules },
  { name: 'empty database', entry: 'scripts/make-database-template.ts', make: buildDatabaseTemplate },
  { name: 'app', entry: 'client/index.html', make: () => buildScreens('client', 'dist/client') },
  {
    name: 'sandbox screens',
    entry: 'sandbox/screens/index.html',
    make: () => buildScreens('sandbox/screens', 'dist/sandbox-screens'),
  },
];

/**
 * The self-contained bundle of the domain and its rule book. The SHA-256 of its bytes is `versions.rules`,
 * so the same sources must give the same bytes: nothing minified, no source map, no absolute path.
 */
export async function buildRules() {
  await esbuild({
    ...COMMON,
    platform: 'neutral',
    entryPoints: ['domain/decision/replay-entry.ts'],
    outfile: 'dist/rules.mjs',
    minify: false,
    sourcemap: false,
  });
  const sha256 = createHash('sha256')
    .update(readFileSync(join(ROOT, 'dist/rules.mjs')))
    .digest('hex');
  return `rules ${sha256.slice(0, 12)}`;
}

async function buildPrograms() {
  const entryPoints = { chairready: 'bin/chairready.ts' };
  if (existsSync(join(ROOT, 'sandbox/main.ts'))) entryPoints.sandbox = 'sandbox/main.ts';
  removeOldParts();
  await esbuild({
    ...COMMON,
    entryPoints,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    // Each `import()` becomes a file of its own: `assess` loads neither the database nor Express.
    splitting: true,
    chunkNames: 'part-[name]-[hash]',
    packages: 'external',
    plugins: [sourcePlaces],
    sourcemap: 'linked',
    define: { CHAIRREADY_BUILT: 'true' },
    loader: { '.sql': 'text' },
  });
}

function removeOldParts() {
  const dist = join(ROOT, 'dist');
  const old = existsSync(dist)
    ? readdirSync(dist).filter((name) => /^(part-|chairready|sandbox[.]).*[.]mjs/.test(name))
    : [];
  for (const name of old) rmSync(join(dist, name));
}

/**
 * In the bundle, `import.meta.url` still names the source file it was written in, so that a path beside a source
 * file (a dated table, the built screens) is right in tests and in the bundle alike. All outputs lie flat in dist/.
 */
const sourcePlaces = {
  name: 'source-places',
  setup(building) {
    building.onLoad({ filter: /[.]tsx?$/ }, async ({ path }) => {
      const inside = relative(ROOT, path);
      if (inside.startsWith('..') || inside.includes('node_modules')) return undefined;
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.')) return undefined;
      const url = (place) => `new URL(${JSON.stringify(`../${place}`)}, import.meta.url)`;
      const contents = text.replaceAll(/import[.]meta[.](url|dirname|filename)/g, (_, what) => {
        if (what === 'url') return `${url(inside)}.href`;
        return `decodeURIComponent(${url(what === 'dirname' ? dirname(inside) : inside)}.pathname)`;
      });
      return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
    });
  },
};

/**
 * An empty, migrated database that a first start copies: making one takes seconds, a copy a fraction of one. It is kept
 * as long as neither the migrations nor the engine change.
 */
async function buildDatabaseTemplate() {
  const maker = join(ROOT, 'dist', `make-database-template-${process.pid}.mjs`);
  await esbuild({
    ...COMMON,
    entryPoints: ['scripts/make-database-template.ts'],
    outfile: maker,
    packages: 'external',
    plugins: [sourcePlaces],
    loader: { '.sql': 'text' },
  });
  const stamp = join(ROOT, 'dist', '.database-template');
  const wanted = createHash('sha256')
    .update(readFileSync(maker))
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const isThere = existsSync(join(ROOT, 'dist', 'database-template')) && existsSync(stamp);
  const code = isThere && readFileSync(stamp, 'utf8') === wanted ? 0 : await run(process.execPath, [maker]);
  rmSync(maker);
  if (code !== 0) throw new Error('the empty database could not be made');
  writeFileSync(stamp, wanted);
}

async function buildScreens(root, outDir) {
  const { build } = await import('vite');
  const { default: react } = await import('@vitejs/plugin-react');
  const ownConfiguration = join(ROOT, root, 'vite.config.ts');
  const configured = existsSync(ownConfiguration);
  await build({
    root: join(ROOT, root),
    configFile: configured ? ownConfiguration : false,
    plugins: configured ? [] : [react()],
    logLevel: 'warn',
    // Nothing inlined: the content security policy allows neither inline scripts nor data: addresses.
    build: { outDir: join(ROOT, outDir), emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1500 },
  });
}

async function buildAll() {
  refuseOldNode();
  forgetBuild();
  // The database is made by a process of its own, beside the parts that are bundled one after another.
  const aside = PARTS.filter(({ make }) => make === buildDatabaseTemplate).map(buildPart);
  try {
    for (const part of PARTS.filter(({ make }) => make !== buildDatabaseTemplate)) await buildPart(part);
  } finally {
    await Promise.all(aside);
  }
  stampBuild();
  linkCommand();
}

async function buildPart({ name, entry, make }) {
  if (!existsSync(join(ROOT, entry))) {
    console.log(`  ${name}: skipped, because ${entry} does not exist`);
    return;
  }
  const begun = Date.now();
  const note = await make();
  console.log(`  ${name}: built in ${((Date.now() - begun) / 1000).toFixed(1)} s${note ? ` (${note})` : ''}`);
}

const calledDirectly = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (calledDirectly) {
  await buildAll().catch((error) => {
    console.error(`Build failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
