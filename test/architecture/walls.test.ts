import type { ICruiseResult } from 'dependency-cruiser';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ROOMS, brokenRules, importGraph, modulesOf } from './import-graph.ts';

describe('the walls between the rooms', () => {
  let graph: ICruiseResult;

  beforeAll(async () => {
    graph = await importGraph();
  });

  // An empty graph has no violations either: TypeScript 7 once made the checker see nothing and report success.
  it.each(ROOMS)('are judged on modules that were really seen in %s', (room) => {
    expect(modulesOf(graph, room).length).toBeGreaterThan(0);
  });

  it('are crossed by no import', () => {
    expect(brokenRules(graph)).toEqual([]);
  });
});

/** One import for each wall that must be caught, with the rule that must catch it. */
const FORBIDDEN: readonly (readonly [rule: string, from: string, importLine: string])[] = [
  ['domain-is-pure', 'domain/decision/decide.ts', "import { readFileSync } from 'node:fs';"],
  ['domain-is-pure', 'domain/decision/decide.ts', "import { z } from 'zod';"],
  ['domain-is-pure', 'domain/decision/decide.ts', "import type { Wired } from '../../server/main.ts';"],
  ['reference-data-knows-only-domain', 'reference-data/asp.ts', "import { read } from '../fhir/read-visit.ts';"],
  ['fhir-knows-only-domain', 'fhir/read-visit.ts', "import { wired } from '../server/store/open.ts';"],
  ['cds-hooks-knows-only-domain-and-fhir', 'cds-hooks/cards.ts', "import { wired } from '../server/store/open.ts';"],
  ['api-contract-knows-only-domain', 'api-contract/visit.schema.ts', "import { read } from '../fhir/read-visit.ts';"],
  ['client-never-imports-server', 'client/app.tsx', "import type { Wired } from '../server/main.ts';"],
  ['server-never-imports-screens', 'server/http/app.ts', "import { app } from '../../client/app.tsx';"],
  ['bin-stays-thin', 'bin/chairready.ts', "import { wired } from '../server/store/open.ts';"],
  ['sandbox-sees-only-wire-formats', 'sandbox/main.ts', "import { decide } from '../domain/decision/rule.ts';"],
  ['nothing-imports-the-sandbox', 'server/http/app.ts', "import { sandbox } from '../../sandbox/main.ts';"],
  ['nothing-imports-the-composition-root', 'server/http/app.ts', "import type { Wired } from '../main.ts';"],
  ['assessment-knows-neither-web-nor-database', 'server/assessment/gather.ts', "import { o } from '../store/open.ts';"],
  ['rules-do-not-know-each-other', 'domain/waste/a.rule.ts', "import { b } from './b.rule.ts';"],
  ['examples-stay-out-of-production', 'domain/waste/a.rule.ts', "import { b } from './b.examples.ts';"],
  ['no-production-code-imports-tests', 'fhir/read-visit.ts', "import { a } from '../test/support/a-visit.ts';"],
  ['no-unresolvable', 'fhir/read-visit.ts', "import { a } from './nowhere.ts';"],
  ['no-circular', 'fhir/read-visit.ts', "import { a } from './read-again.ts';"],
  ['examples-exercise-a-rule', 'domain/authorization/c.examples.ts', "import { b } from '../waste/b.ts';"],
];

/** The files that forbidden imports point to, so that each import resolves and only the wall stops it. */
const TARGETS: Readonly<Record<string, string>> = {
  'server/main.ts': 'export interface Wired { readonly port: number }',
  'server/store/open.ts': 'export const wired = 1; export const o = 1;',
  'client/app.tsx': 'export const app = 1;',
  'sandbox/main.ts': 'export const sandbox = 1;',
  'fhir/read-visit.ts': 'export const read = 1;',
  'fhir/read-again.ts': "import { read } from './read-visit.ts'; export const a = read;",
  'domain/decision/rule.ts': 'export const decide = 1;',
  'domain/waste/b.rule.ts': 'export const b = 1;',
  'domain/waste/b.ts': 'export const b = 1;',
  'domain/waste/b.examples.ts': "import { b as rule } from './b.rule.ts'; export const b = rule;",
  'test/support/a-visit.ts': 'export const a = 1;',
};

describe('the checker itself', () => {
  let tree = '';

  const plant = async (files: Readonly<Record<string, string>>): Promise<void> => {
    tree = await mkdtemp(join(tmpdir(), 'chairready-walls-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text);
    }
  };

  afterEach(async () => {
    await rm(tree, { recursive: true, force: true });
  });

  it.each(FORBIDDEN)('reports %s when %s says %s', async (rule, from, importLine) => {
    await plant({ ...TARGETS, [from]: `${importLine}\nexport const read = 1;\n` });
    const graph = await importGraph(tree);
    const caught = graph.summary.violations.filter((violation) => violation.rule.name === rule);
    expect(caught.flatMap((violation) => [violation.from, violation.to])).toContain(from);
  });

  it('reports nothing on the same tree without the forbidden import', async () => {
    await plant(TARGETS);
    expect(brokenRules(await importGraph(tree))).toEqual([]);
  });
});
