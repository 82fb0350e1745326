import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../api-contract/openapi.ts';
import { PROBLEM_STATUS } from '../../api-contract/problem.schema.ts';
import type { ApiRoute } from '../../api-contract/route.ts';
import { expressPath, ROUTES } from '../../api-contract/routes.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const text = JSON.stringify(openApiDocument({ version: '0.1.0', publicUrl: 'http://127.0.0.1:8080' }));
const document = JSON.parse(text) as Document;
const routes: [string, ApiRoute][] = Object.entries(ROUTES);

describe('the OpenAPI document', () => {
  it.each(routes)('describes %s with its access and every status it can answer', (name, route) => {
    const operation = document.paths[route.path]?.[route.method];
    expect(operation?.operationId).toBe(name);
    expect(operation?.security).toEqual(route.access === 'bearer' ? [{ bearer: [] }] : []);
    const statuses = new Set([route.success.status, ...route.problems.map((code) => PROBLEM_STATUS[code])].map(String));
    expect(Object.keys(operation?.responses ?? {}).sort()).toEqual([...statuses].sort());
  });

  it('names every parameter of a path', () => {
    expect(document.paths['/api/decisions/{id}']?.['get']?.parameters).toContainEqual(
      expect.objectContaining({ name: 'id', in: 'path' }),
    );
  });

  it('refers only to schemas that it holds', () => {
    const referred = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map((match) => match[1] ?? '');
    expect(referred.length).toBeGreaterThan(10);
    expect([...new Set(referred)].filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  it('forbids no additional member, because the API grows by adding', () => {
    expect(text).not.toContain('"additionalProperties":false');
  });

  it('demands a bearer everywhere but where the session begins', () => {
    const open = routes.filter(([, route]) => route.access === 'open').map(([name]) => name);
    expect(open).toEqual(['launchConfig', 'openSession']);
  });
});

describe('a path for Express', () => {
  it('writes parameters with a colon', () => {
    expect(expressPath(ROUTES.decision)).toBe('/api/decisions/:id');
    expect(expressPath(ROUTES.session)).toBe('/api/session');
  });
});
