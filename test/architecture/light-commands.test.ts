import type { ICruiseResult } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';
import { importGraph, loadedWith, modulesOf } from './import-graph.ts';

const HEAVY = /node_modules\/(express|kysely|pg|@electric-sql|oidc-provider|helmet|pino|prom-client)\//;

describe('commands that must start fast', () => {
  let graph: ICruiseResult;

  beforeAll(async () => {
    graph = await importGraph();
  });

  it('load neither web server nor database before the command is known', () => {
    const loaded = loadedWith(graph, 'bin/chairready.ts');
    expect(loaded.size).toBeGreaterThan(1);
    expect([...loaded].filter((path) => HEAVY.test(path))).toEqual([]);
  });

  it('load neither web server nor database for assess, waste and margin', () => {
    const light = modulesOf(graph, 'server/commands').filter(({ source }) =>
      /[/](assess|waste|margin)[.]command[.]ts$/.test(source),
    );
    expect(light.map(({ source }) => source)).toContain('server/commands/assess.command.ts');
    const heavy = light.flatMap(({ source }) =>
      [...loadedWith(graph, source)].filter((path) => HEAVY.test(path)).map((path) => `${source} loads ${path}`),
    );
    expect(heavy).toEqual([]);
  });

  it('are recognised as heavy where they are: the store loads a database', () => {
    const store = loadedWith(graph, 'server/store/open-store.ts');
    expect([...store].some((path) => HEAVY.test(path))).toBe(true);
  });
});
