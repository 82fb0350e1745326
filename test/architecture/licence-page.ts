/** docs/licences.md as it has to be: every package of the lock file with its licence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './import-graph.ts';

/** A package as it is installed. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Needed to build and test only. */
  readonly isDev: boolean;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

export function lockedPackages(): readonly Locked[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  const found = Object.entries(lock.packages).flatMap(([path, entry]) =>
    path.includes('node_modules/') && entry.link !== true ? [locked(path, entry)] : [],
  );
  const unique = new Map(found.map((one) => [`${one.name}@${one.version} ${String(one.isDev)}`, one]));
  return [...unique.values()].sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}

/** A package that lies in this repository says its licence itself, and may be named by where it lies. */
function locked(path: string, { version, license, dev }: LockEntry): Locked {
  const name = path.split('node_modules/').at(-1) ?? path;
  const ours = name.includes('/vendor/') ? ownPackage(name.slice(name.indexOf('/vendor/') + 1)) : undefined;
  return {
    name: ours?.name ?? name,
    version: ours?.version ?? version ?? 'unknown',
    licence: ours?.license ?? license ?? 'unknown',
    isDev: dev === true,
  };
}

const ownPackage = (folder: string) =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };

export function licencePage(): string {
  const packages = lockedPackages();
  const [used, dev] = [packages.filter(({ isDev }) => !isDev), packages.filter(({ isDev }) => isDev)];
  return [
    '# Licences',
    '',
    'ChairReady itself is under the [Apache License 2.0](../LICENSE). These packages come with it. Written from',
    'package-lock.json by `npx tsx scripts/write-licences.ts`; a test fails while this page is out of date.',
    '',
    `## Installed where it runs (${String(used.length)})`,
    '',
    ...byLicence(used),
    `## To build and test only (${String(dev.length)})`,
    '',
    ...byLicence(dev),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function byLicence(packages: readonly Locked[]): readonly string[] {
  const licences = [...new Set(packages.map(({ licence }) => licence))].sort();
  return licences.flatMap((licence) => [
    `### ${licence}`,
    '',
    ...packages.filter((one) => one.licence === licence).map(({ name, version }) => `- ${name} ${version}`),
    '',
  ]);
}
