/** The sandbox's FHIR server as the product meets it: over HTTP. */
import express from 'express';
import type { FhirResource } from 'fhir/r4';
import { createFhirRouter } from '../../sandbox/fhir-store/fhir-router.ts';
import { createFhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import { TIME_ZONE } from '../../sandbox/stories/clinic.ts';
import { serve } from '../sandbox/support/serve.ts';
import type { Answer, Ask } from './answer.ts';

export interface SandboxServer {
  readonly ask: Ask;
  readonly baseUrl: string;
  readonly close: () => Promise<void>;
}

export async function openSandboxServer(resources: readonly FhirResource[]): Promise<SandboxServer> {
  const store = createFhirStore({ timeZone: TIME_ZONE });
  store.putAll(resources);
  const app = express();
  const { url: baseUrl, close } = await serve(app);
  app.use(createFhirRouter({ store, baseUrl }));
  const ask: Ask = async (method, path, body, headers = {}) => {
    const response = await fetch(`${baseUrl}/${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };
  return { ask, baseUrl, close };
}
