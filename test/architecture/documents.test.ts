import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GLOSSARY } from '../../client/ui/glossary.ts';
import { ROOMS, ROOT } from './import-graph.ts';

const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const inRoot = (folder: string): readonly string[] => readdirSync(join(ROOT, folder)).map((name) => join(folder, name));

/** What stands in backticks and looks like a path of this repository. */
const pathsNamed = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => path.includes('/') || /^[.\w-]+[.](mjs|ts|json|md)$/.test(path));

const linksIn = (markdown: string): readonly string[] =>
  [...markdown.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...inRoot('docs').filter((path) => path.endsWith('.md')),
  ...inRoot('docs/adr'),
];

describe('the documents', () => {
  it('name in ARCHITECTURE.md only paths that exist, and every room', () => {
    const named = pathsNamed(text('ARCHITECTURE.md'));
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(ROOMS.filter((room) => !named.some((path) => path.startsWith(`${room}/`)))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s links only to files that exist', (document) => {
    const broken = linksIn(text(document)).filter((target) => !existsSync(join(ROOT, dirname(document), target)));
    expect(broken).toEqual([]);
  });

  it('explain in docs/glossary.md every term that the screens explain', () => {
    const explained = text('docs/glossary.md').toLowerCase().replaceAll('-', ' ');
    const terms = Object.keys(GLOSSARY).map((term) => term.toLowerCase().replaceAll('-', ' '));
    expect(terms.filter((term) => !explained.includes(term))).toEqual([]);
  });

  it('name every decision page in the list of decisions', () => {
    const list = text('docs/adr/README.md');
    const pages = readdirSync(join(ROOT, 'docs/adr')).filter((name) => /^\d{4}-/.test(name));
    expect(pages.length).toBeGreaterThan(0);
    expect(pages.filter((page) => !list.includes(`](${page})`))).toEqual([]);
  });

  it.each(inRoot('docs/adr').filter((path) => /\d{4}-/.test(path)))('%s says why, what, and what not', (page) => {
    const headings = [...text(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Not chosen']);
  });

  it('name in docs/conformance.md only tests that exist', () => {
    const tests = [...text('docs/conformance.md').matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('are checked by a reader that sees a path and a link', () => {
    expect(pathsNamed('See `domain/kernel/` and `package.json`, not `npm start`.')).toEqual([
      'domain/kernel/',
      'package.json',
    ]);
    expect(linksIn('[a](docs/x.md#y) [b](https://example.org/z)')).toEqual(['docs/x.md']);
  });
});
