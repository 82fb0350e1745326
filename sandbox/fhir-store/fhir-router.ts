// The FHIR R4 REST interface over a store. Works with an authorization server behind it, or without one in tests.
import { performance } from 'node:perf_hooks';
import express from 'express';
import type { ErrorRequestHandler, Request, RequestHandler, Response, Router } from 'express';
import type { AccessGrant, Interaction } from './access.ts';
import { visibleThrough } from './access.ts';
import { capabilityStatement } from './capability-statement.ts';
import type { FaultPanel } from './faults.ts';
import { createFaultPanel, misbehave } from './faults.ts';
import { FhirRefusal, operationOutcome } from './fhir-refusal.ts';
import type { FhirStore } from './fhir-store.ts';
import { createSearchPages } from './search-pages.ts';
import { searchParametersOf } from './search-parameters.ts';
import type { StoredResource } from './stored-resource.ts';
import { etagOf, isObject, keyOf, parseDraft } from './stored-resource.ts';
import type { Visible, Written } from './unit-of-work.ts';

export interface FhirRouterOptions {
  readonly store: FhirStore;
  /** Where the router is mounted, absolute and without a trailing slash: `http://127.0.0.1:8090/fhir`. */
  readonly baseUrl: string;
  /** What a bearer token opens; undefined for a token that is unknown or has run out. Absent: everything is open. */
  readonly authorize?: (token: string) => Promise<AccessGrant | undefined>;
  readonly faults?: FaultPanel;
  /** Told of every call when it has been answered. */
  readonly onCall?: (call: FhirCall) => void;
}

export interface FhirCall {
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly client: string;
}

export function createFhirRouter(options: FhirRouterOptions): Router {
  const { store, baseUrl } = options;
  const faults = options.faults ?? createFaultPanel();
  const pages = createSearchPages(store, baseUrl, () => faults.current()['endless-paging'] === true);
  const router = express.Router();
  router.use(express.json({ type: ['application/fhir+json', 'application/json'], limit: '30mb' }));
  router.use(express.urlencoded({ extended: false, limit: '1mb' }));
  router.use(noteCalls(options.onCall));
  router.use(misbehave(faults));
  router.get('/metadata', (_request, response) => send(response, 200, capabilityStatement(baseUrl)));
  router.use(checkToken(options.authorize));

  const answerSearch = (type: string, query: URLSearchParams, response: Response): void => {
    requireType(type);
    const visible = opened(response, type, 's');
    const cursor = query.get('_page');
    send(response, 200, cursor === null ? pages.first(type, query, visible) : pages.next(type, cursor, visible));
  };
  router.post('/', (request, response) => {
    requireEverything(response);
    send(response, 200, store.execute(request.body));
  });
  router.get('/:type', ({ params, originalUrl }, response) =>
    answerSearch(params.type, new URL(originalUrl, baseUrl).searchParams, response),
  );
  router.post('/:type/_search', ({ params, body }, response) => answerSearch(params.type, formOf(body), response));
  router.post('/:type', ({ params, body }, response) => {
    requireType(params.type);
    const draft = parseDraft(body, params.type);
    requireVisible(opened(response, params.type, 'c'), { ...draft, id: '', meta: { versionId: '', lastUpdated: '' } });
    const resource = store.create(draft);
    response.set('Location', `${baseUrl}/${keyOf(resource)}/_history/${resource.meta.versionId}`);
    sendResource(response, 201, resource);
  });
  router.get('/:type/:id', ({ params }, response) => {
    requireType(params.type);
    const resource = store.read(params.type, params.id);
    requireVisible(opened(response, params.type, 'r'), resource);
    sendResource(response, 200, resource);
  });
  router.put('/:type/:id', (request, response) => {
    const { resource, created } = update(store, request, response);
    sendResource(response, created ? 201 : 200, resource);
  });
  router.use((_request, _response) => {
    throw new FhirRefusal(404, 'not-supported', 'this server has no such interaction');
  });
  router.use(answerRefusal);
  return router;
}

function update(store: FhirStore, request: Request<{ type: string; id: string }>, response: Response): Written {
  const { type, id } = request.params;
  requireType(type);
  const draft = parseDraft(request.body, type);
  if (draft.id !== id) throw new FhirRefusal(400, 'invalid', 'id: differs from the one in the address');
  const visible = opened(response, type, 'u');
  const before = store.find(type, id);
  if (before !== undefined) requireVisible(visible, before);
  requireVisible(visible, { ...draft, id, meta: { versionId: '', lastUpdated: '' } });
  return store.update(draft, request.get('If-Match'));
}

/** Who is calling is kept in `response.locals` for the length of the call. */
function checkToken(authorize: FhirRouterOptions['authorize']): RequestHandler {
  return async (request, response, next) => {
    if (authorize !== undefined) {
      const token = /^Bearer (\S+)$/i.exec(request.get('Authorization') ?? '')?.[1];
      const grant = token === undefined ? undefined : await authorize(token);
      if (grant === undefined) {
        response.set('WWW-Authenticate', 'Bearer');
        throw new FhirRefusal(401, 'login', 'no valid access token');
      }
      response.locals['grant'] = grant;
    }
    next();
  };
}

function grantOf(response: Response): AccessGrant | undefined {
  return response.locals['grant'] as AccessGrant | undefined;
}

function opened(response: Response, type: string, interaction: Interaction): Visible {
  const grant = grantOf(response);
  return grant === undefined ? () => true : visibleThrough(grant, type, interaction);
}

/** A bundle may touch anything, so only a token that may write anything may send one. */
function requireEverything(response: Response): void {
  const scopes = grantOf(response)?.scopes;
  if (scopes !== undefined && !scopes.some((scope) => /^(user|system)\/\*\.(\*|cruds)$/.test(scope)))
    throw new FhirRefusal(403, 'forbidden', 'a bundle needs a scope for every type');
}

function requireVisible(visible: Visible, resource: StoredResource): void {
  if (!visible(resource)) throw new FhirRefusal(403, 'forbidden', 'this token is limited to another patient');
}

function requireType(type: string): void {
  if (searchParametersOf(type) === undefined)
    throw new FhirRefusal(404, 'not-supported', 'this server holds no such resource type');
}

/** The fields of a form body; a name that was sent twice stays twice. */
function formOf(body: unknown): URLSearchParams {
  const fields = isObject(body) ? Object.entries(body) : [];
  return new URLSearchParams(
    fields.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)])),
  );
}

function noteCalls(onCall: FhirRouterOptions['onCall']): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    response.on('finish', () =>
      onCall?.({
        at: new Date().toISOString(),
        method: request.method,
        url: request.originalUrl,
        status: response.statusCode,
        milliseconds: Math.round((performance.now() - started) * 10) / 10,
        client: grantOf(response)?.client ?? 'anonymous',
      }),
    );
    next();
  };
}

function sendResource(response: Response, status: number, resource: StoredResource): void {
  response.set('ETag', etagOf(resource)).set('Last-Modified', new Date(resource.meta.lastUpdated).toUTCString());
  send(response, status, resource);
}

function send(response: Response, status: number, body: unknown): void {
  response.status(status).type('application/fhir+json').send(JSON.stringify(body));
}

const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const refusal = refusalOf(error);
  if (refusal === undefined) {
    next(error);
    return;
  }
  send(response, refusal.status, operationOutcome(refusal));
};

/** Express's own complaints about a body (not JSON, too large) carry a status between 400 and 499. */
function refusalOf(error: unknown): FhirRefusal | undefined {
  if (error instanceof FhirRefusal) return error;
  const status = isObject(error) ? error['status'] : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return new FhirRefusal(status, status === 413 ? 'too-long' : 'structure', 'the body cannot be read as JSON');
}
