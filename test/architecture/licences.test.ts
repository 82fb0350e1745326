import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { ROOT } from './import-graph.ts';
import { licencePage, lockedPackages } from './licence-page.ts';

/** Licences that let a hospital run and change what we ship without opening its own sources. */
const PERMISSIVE = new Set([
  ...['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'],
  ...['(MIT AND Zlib)', '(MIT OR CC0-1.0)'],
]);

describe('licences of packages', () => {
  it('are listed in docs/licences.md as they are in the lock file', () => {
    expect(readFileSync(join(ROOT, 'docs', 'licences.md'), 'utf8')).toBe(licencePage());
  });

  it('are permissive for everything that is installed where it runs', () => {
    const used = lockedPackages().filter(({ isDev }) => !isDev);
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter(({ licence }) => !PERMISSIVE.has(licence))).toEqual([]);
  });

  it('belong to packages whose versions and contents are pinned', () => {
    const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    const { packages } = JSON.parse(lock) as {
      readonly packages: Readonly<Record<string, { readonly integrity?: string; readonly link?: boolean }>>;
    };
    const loose = Object.entries(packages).filter(
      ([path, { integrity, link }]) =>
        path.includes('node_modules/') && !path.includes('/vendor/') && link !== true && integrity === undefined,
    );
    expect(loose.map(([path]) => path)).toEqual([]);
    const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
    const wanted = Object.entries({ ...own['dependencies'], ...own['devDependencies'] });
    expect(wanted.filter(([, version]) => !/^(\d|file:)/.test(version))).toEqual([]);
  });
});
