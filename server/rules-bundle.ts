import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Esbuild from 'esbuild';
import { packageRoot } from '../reference-data/package-root.ts';
import { isBuilt } from './is-built.ts';

/** The rules as one self-contained program; `version` is the SHA-256 of its text and stands in every decision. */
export interface RulesBundle {
  readonly version: string;
  readonly text: string;
}

/** Beside a built program lies the bundle of its own sources; a program run from its sources makes the same bytes anew. */
export async function loadRulesBundle(): Promise<RulesBundle> {
  const root = packageRoot();
  const text = isBuilt() ? readFileSync(join(root, 'dist', 'rules.mjs'), 'utf8') : await bundleFromSource(root);
  return { version: createHash('sha256').update(text).digest('hex'), text };
}

/** The same settings as the build: the same sources must give the same bytes. Needs the development packages. */
async function bundleFromSource(root: string): Promise<string> {
  const name = 'esbuild';
  const esbuild = (await import(name)) as typeof Esbuild;
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['domain/decision/replay-entry.ts'],
    outfile: 'dist/rules.mjs',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    minify: false,
    sourcemap: false,
    logLevel: 'silent',
  });
  const [file] = built.outputFiles;
  if (file === undefined) throw new Error('the rule bundle was not made');
  return file.text;
}
