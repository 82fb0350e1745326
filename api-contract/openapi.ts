/** The OpenAPI 3.1 document of the app's API, made from the route table so that it cannot fall behind. */
import { z } from 'zod';
import { decisionView, visitView } from './decision-view.schema.ts';
import { PROBLEM_STATUS, problemResponse } from './problem.schema.ts';
import type { ProblemCode } from './problem.schema.ts';
import type { ApiRoute } from './route.ts';
import { ROUTES } from './routes.ts';
import { launchConfig, openedSession, openSession, sessionView } from './session.schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** Schemas that get a name of their own under `components`. */
const NAMED = [
  ['Decision', decisionView],
  ['LaunchConfig', launchConfig],
  ['OpenSession', openSession],
  ['OpenedSession', openedSession],
  ['Problem', problemResponse],
  ['Session', sessionView],
  ['Visit', visitView],
] as const satisfies readonly (readonly [string, z.ZodType])[];

export function openApiDocument(about: { readonly version: string; readonly publicUrl: string }): Json {
  return {
    openapi: '3.1.0',
    info: { title: 'ChairReady app API', version: about.version },
    servers: [{ url: about.publicUrl }],
    paths: paths(),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: Object.fromEntries(NAMED.map(([name, schema]) => [name, jsonSchema(schema)])),
    },
  };
}

function paths(): Json {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries(ROUTES)) {
    byPath[route.path] = { ...byPath[route.path], [route.method]: operation(name, route) };
  }
  return byPath;
}

function operation(name: string, route: ApiRoute): Json {
  return {
    operationId: name,
    summary: route.summary,
    security: route.access === 'bearer' ? [{ bearer: [] }] : [],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: json(route.body) } }),
    responses: responses(route),
  };
}

const pathParameters = (route: ApiRoute): Json[] =>
  [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

const queryParameters = (route: ApiRoute): Json[] =>
  Object.entries(route.query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: jsonSchema(schema as z.ZodType),
  }));

function responses(route: ApiRoute): Json {
  const { status, schema } = route.success;
  const ok = { description: route.summary, ...(schema === null ? {} : { content: json(schema) }) };
  return { [status]: ok, ...Object.fromEntries([...problemsByStatus(route.problems)].map(problemAnswer)) };
}

function problemsByStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(PROBLEM_STATUS[code], [...(byStatus.get(PROBLEM_STATUS[code]) ?? []), code]);
  return byStatus;
}

const problemAnswer = ([status, codes]: [number, ProblemCode[]]): [string, Json] => [
  String(status),
  { description: codes.join(', '), content: json(problemResponse) },
];

function json(schema: z.ZodType): Json {
  const name = NAMED.find(([, named]) => named === schema)?.[0];
  return {
    'application/json': {
      schema: name === undefined ? jsonSchema(schema) : { $ref: `#/components/schemas/${name}` },
    },
  };
}

/** As senders may write it (`input`): answers grow by adding, so unknown members are never forbidden. */
function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
