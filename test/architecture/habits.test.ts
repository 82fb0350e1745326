import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOMS, ROOT } from './import-graph.ts';
import { linesMatching, sourceFiles } from './source-files.ts';

const product = sourceFiles();
const all = sourceFiles([...ROOMS, 'test', 'scripts']);
// Put together here, so that this file does not find itself.
const words = (...parts: readonly string[]): RegExp => new RegExp(`\\b(${parts.join('|')})\\b`);

describe('habits that no tool of its own watches', () => {
  it('are looked for in files that were really read', () => {
    expect(product.length).toBeGreaterThan(50);
    expect(linesMatching([{ path: 'x.ts', text: '// TO' + 'DO later' }], words('TO' + 'DO'))).toHaveLength(1);
  });

  it('leave no work for later in the code', () => {
    expect(linesMatching(all, words('TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'))).toEqual([]);
  });

  it('keep the console out of the product, except for the command line', () => {
    const quiet = product.filter(({ path }) => !path.startsWith('bin/'));
    expect(linesMatching(quiet, /\bconsole[.]/)).toEqual([]);
  });

  it('switch no checker off: no ts-ignore, and every eslint-disable says why', () => {
    expect(linesMatching(all, /@ts-(ignore|nocheck)/).filter((line) => !line.includes('habits.test'))).toEqual([]);
    const silent = linesMatching(all, /eslint-disable/).filter((line) => !line.includes(' -- '));
    expect(silent.filter((line) => !line.includes('habits.test'))).toEqual([]);
  });

  it('name every version exactly', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(manifest).toHaveProperty('dependencies');
    const { dependencies, devDependencies } = manifest as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+[.]\d+[.]\d+(-[\w.]+)?$|^file:[.][/]vendor[/]/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
