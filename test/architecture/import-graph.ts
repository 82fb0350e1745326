import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions, ICruiseResult, IDependency, IModule } from 'dependency-cruiser';
import extractConfiguration from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export const ROOMS = [
  'domain',
  'reference-data',
  'fhir',
  'cds-hooks',
  'api-contract',
  'server',
  'bin',
  'client',
  'sandbox',
] as const;

/** The import graph of a tree, judged by the rules of .dependency-cruiser.mjs. `baseDir` holds the rooms. */
export const importGraph = async (baseDir: string = ROOT): Promise<ICruiseResult> => {
  const configuration = await extractConfiguration(join(ROOT, '.dependency-cruiser.mjs'));
  const { options, ...ruleSet } = configuration as { options: CruiseOptionsWithResolve };
  const { enhancedResolveOptions, ...cruiseOptions } = options;
  const rooms = ROOMS.filter((room) => existsSync(join(baseDir, room)));
  const { output } = await cruise(
    rooms,
    { ...cruiseOptions, baseDir, validate: true, ruleSet },
    enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text, not with a graph');
  return output;
};

/** The source files of one room that the graph saw. */
export const modulesOf = (graph: ICruiseResult, room: string): readonly IModule[] =>
  graph.modules.filter((module) => module.source.startsWith(`${room}/`) && !module.source.includes('node_modules'));

/** One line for each broken rule: its name, the import, and why the rule exists. */
export const brokenRules = (graph: ICruiseResult): readonly string[] => {
  const comments = new Map(
    [...(graph.summary.ruleSetUsed?.forbidden ?? []), ...(graph.summary.ruleSetUsed?.required ?? [])].map((rule) => [
      rule.name,
      rule.comment ?? '',
    ]),
  );
  return graph.summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} -> ${to} (${comments.get(rule.name) ?? ''})`,
  );
};

/** Everything that loading `entry` loads at once: the imports that are neither types nor `import()`. */
export const loadedWith = (graph: ICruiseResult, entry: string): ReadonlySet<string> => {
  const bySource = new Map(graph.modules.map((module) => [module.source, module]));
  const loaded = new Set<string>();
  const waiting = [entry];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    if (loaded.has(source)) continue;
    loaded.add(source);
    waiting.push(...(bySource.get(source)?.dependencies ?? []).filter(loadedAtOnce).map(({ resolved }) => resolved));
  }
  return loaded;
};

const loadedAtOnce = ({ dynamic, typeOnly, preCompilationOnly }: IDependency): boolean =>
  !dynamic && typeOnly !== true && preCompilationOnly !== true;

interface CruiseOptionsWithResolve extends ICruiseOptions {
  readonly enhancedResolveOptions: Record<string, unknown>;
}
