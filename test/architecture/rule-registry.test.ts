import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './import-graph.ts';
import { rulePages } from './rule-pages.ts';
import { sourceFiles } from './source-files.ts';

const rules = sourceFiles(['domain']).filter(({ path }) => path.endsWith('.rule.ts'));
const idOf = (path: string): string => path.slice('domain/'.length, -'.rule.ts'.length);

interface ListedRule {
  readonly id: string;
  readonly title: string;
  readonly source: { readonly document: string; readonly inForce: { readonly from: string } };
}

const isListedRule = (value: unknown): value is ListedRule =>
  typeof value === 'object' && value !== null && 'id' in value && 'title' in value && 'source' in value;

/** Every rule in the list that domain/decision/rule-book.ts exports, wherever in the export it stands. */
const rulesIn = (value: unknown): readonly ListedRule[] => {
  if (isListedRule(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(rulesIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(rulesIn) : [];
};

describe('the register of rules', () => {
  let listed: readonly ListedRule[] = [];

  beforeAll(async () => {
    const book: unknown = await import('../../domain/decision/rule-book.ts');
    listed = rulesIn({ ...(book as object) });
  });

  it('has rules to look at', () => {
    expect(rules.length).toBeGreaterThanOrEqual(8);
    expect(listed.length).toBeGreaterThanOrEqual(8);
  });

  it('knows each rule by its path', () => {
    const wrong = rules.filter(({ path, text }) => !text.includes(`id: '${idOf(path)}'`));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('lists every rule file in the rule book, once', () => {
    const ids = listed.map(({ id }) => id);
    expect([...new Set(ids)].sort()).toEqual(rules.map(({ path }) => idOf(path)).sort());
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it('has examples beside each rule', () => {
    const without = rules.filter(({ path }) => !existsSync(join(ROOT, path.replace('.rule.ts', '.examples.ts'))));
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  it('gives each rule a title, a document and the day from which it is in force', () => {
    const bare = listed.filter(({ title, source }) => !title || !source.document || !source.inForce.from);
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it('is printed in docs/rules/ as it is now (else: npm run rules)', async () => {
    const pages = await rulePages();
    const folder = join(ROOT, 'docs', 'rules');
    const kept = existsSync(folder)
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
      : [];
    expect(kept.sort()).toEqual([...pages.keys()].sort());
    const stale = [...pages].filter(([path, page]) => readFileSync(join(folder, path), 'utf8') !== page);
    expect(stale.map(([path]) => path)).toEqual([]);
  });
});
