import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AccessGrant } from '../../sandbox/fhir-store/access.ts';
import { createFaultPanel } from '../../sandbox/fhir-store/faults.ts';
import { createFhirRouter } from '../../sandbox/fhir-store/fhir-router.ts';
import { createFhirStore } from '../../sandbox/fhir-store/fhir-store.ts';
import type { Served } from './support/serve.ts';
import { serve } from './support/serve.ts';

const GRANTS: Readonly<Record<string, AccessGrant>> = {
  everything: { scopes: ['system/*.cruds'], client: 'test' },
  'read-only': { scopes: ['user/*.read'], client: 'test' },
  'chart-of-p1': {
    scopes: ['patient/Patient.rs', 'patient/Appointment.rs', 'patient/Task.c', 'user/Location.rs'],
    patient: 'p1',
    client: 'test',
  },
};

const faults = createFaultPanel();
const store = createFhirStore();
let server: Served;

beforeAll(async () => {
  const app = express();
  const authorize = (token: string): Promise<AccessGrant | undefined> => Promise.resolve(GRANTS[token]);
  app.use('/fhir', createFhirRouter({ store, baseUrl: 'http://ehr.test/fhir', authorize, faults }));
  server = await serve(app);
  store.putAll([
    { resourceType: 'Patient', id: 'p1' },
    { resourceType: 'Patient', id: 'p2' },
    { resourceType: 'Location', id: 'l1' },
    ...['p1', 'p1', 'p2'].map((patient, index) => ({
      resourceType: 'Appointment',
      id: `a${index}`,
      participant: [{ actor: { reference: `Patient/${patient}` } }],
    })),
  ]);
});
afterAll(() => server.close());
afterEach(() => faults.set({}));

interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const call = (path: string, token: string, init: Call = {}): Promise<Response> =>
  fetch(`${server.url}/fhir/${path}`, {
    ...init,
    headers: { 'Content-Type': 'application/fhir+json', ...init.headers, Authorization: `Bearer ${token}` },
  });

const bundleOf = async (response: Response): Promise<{ total: number; entry?: { resource: { id: string } }[] }> =>
  (await response.json()) as { total: number; entry?: { resource: { id: string } }[] };

describe('a token', () => {
  it('is demanded for everything but the capability statement', async () => {
    expect((await fetch(`${server.url}/fhir/metadata`)).status).toBe(200);
    expect((await fetch(`${server.url}/fhir/Patient`)).status).toBe(401);
    expect((await call('Patient', 'unknown')).status).toBe(401);
  });

  it('limited to one patient shows that chart and the directories, and refuses the rest', async () => {
    expect((await bundleOf(await call('Patient', 'chart-of-p1'))).total).toBe(1);
    const { entry = [] } = await bundleOf(await call('Appointment', 'chart-of-p1'));
    expect(entry.map(({ resource }) => resource.id)).toEqual(['a0', 'a1']);
    expect((await call('Patient/p2', 'chart-of-p1')).status).toBe(403);
    expect((await call('Appointment/a2', 'chart-of-p1')).status).toBe(403);
    expect((await call('Location/l1', 'chart-of-p1')).status).toBe(200);
    expect((await call('Coverage', 'chart-of-p1')).status).toBe(403);
  });

  it('limited to one patient writes to that chart only', async () => {
    const task = (patient: string): Call => ({
      method: 'POST',
      body: JSON.stringify({ resourceType: 'Task', for: { reference: `Patient/${patient}` } }),
    });
    expect((await call('Task', 'chart-of-p1', task('p2'))).status).toBe(403);
    expect((await call('Task', 'chart-of-p1', task('p1'))).status).toBe(201);
  });

  it('that may only read may neither write nor send a bundle', async () => {
    const put = { method: 'PUT', body: JSON.stringify({ resourceType: 'Patient', id: 'p1' }) };
    expect((await call('Patient/p1', 'read-only', put)).status).toBe(403);
    const bundle = { method: 'POST', body: JSON.stringify({ resourceType: 'Bundle', type: 'batch' }) };
    expect((await call('', 'read-only', bundle)).status).toBe(403);
    expect((await call('', 'everything', bundle)).status).toBe(200);
  });
});

describe('the REST interface', () => {
  it('answers a read with an ETag and refuses an update against an older one', async () => {
    const put = (match: string): Call => ({
      method: 'PUT',
      headers: { 'If-Match': match },
      body: JSON.stringify({ resourceType: 'Patient', id: 'p2', active: true }),
    });
    const etag = (await call('Patient/p2', 'everything')).headers.get('ETag') ?? '';
    expect(etag).toBe('W/"1"');
    expect((await call('Patient/p2', 'everything', put(etag))).headers.get('ETag')).toBe('W/"2"');
    expect((await call('Patient/p2', 'everything', put(etag))).status).toBe(412);
  });

  it('searches by POST with the parameters in the body', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const found = await call('Patient/_search', 'everything', { method: 'POST', headers, body: '_id=p1' });
    expect((await bundleOf(found)).total).toBe(1);
  });

  it('answers a body that is not JSON, an id that differs and an unknown parameter with an OperationOutcome', async () => {
    const answers = await Promise.all([
      call('Patient', 'everything', { method: 'POST', body: '{"resourceType":' }),
      call('Patient/p1', 'everything', { method: 'PUT', body: '{"resourceType":"Patient","id":"p9"}' }),
      call('Patient?shoe-size=44', 'everything'),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(400);
      expect(answer.headers.get('Content-Type')).toContain('application/fhir+json');
      expect(await answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    }
  });
});

describe('a fault switch', () => {
  it('makes the server go down, throttle, forget tokens or answer with a web page', async () => {
    faults.set({ down: true });
    expect((await call('Patient', 'everything')).status).toBe(503);
    faults.set({ 'rate-limited': 7 });
    const throttled = await call('Patient', 'everything');
    expect([throttled.status, throttled.headers.get('Retry-After')]).toEqual([429, '7']);
    faults.set({ 'expired-token': true });
    expect((await call('Patient', 'everything')).status).toBe(401);
    faults.set({ 'wrong-content': true });
    const page = await call('Patient', 'everything');
    expect([page.status, page.headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  it('makes every search page name a next one', async () => {
    faults.set({ 'endless-paging': true });
    const first = (await (await call('Patient?_count=1', 'everything')).json()) as { link: { url: string }[] };
    const cursor = new URL(first.link[1]?.url ?? '').search;
    const second = (await (await call(`Patient${cursor}`, 'everything')).json()) as { link: { relation: string }[] };
    expect(second.link.map(({ relation }) => relation)).toEqual(['self', 'next']);
  });

  it('holds an answer back', async () => {
    faults.set({ slow: 80 });
    const started = performance.now();
    await call('Patient/p1', 'everything');
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
  });
});
