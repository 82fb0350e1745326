/** A small FHIR server over HTTP on a free port that misbehaves as it is told. It believes every token. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from './course.ts';

/** Answers a request itself and says true, or leaves it to the healthy server. */
export type Mischief = (request: FhirRequest, response: ServerResponse) => boolean | Promise<boolean>;

export interface FhirRequest {
  /** `Coverage?patient=p1`, `Patient/p1` */
  readonly query: string;
  /** What the healthy server would send. */
  readonly healthy: object | undefined;
  readonly base: string;
}

export interface FaultyEhr {
  readonly base: string;
  readonly record: Map<string, Resource>;
  /** Queries in the order in which they came. */
  readonly asked: string[];
  mischief: Mischief;
  readonly put: (resources: readonly Resource[]) => void;
  readonly close: () => Promise<void>;
}

export const healthy: Mischief = () => false;

export async function openFaultyEhr(): Promise<FaultyEhr> {
  const record = new Map<string, Resource>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    answer(ehr, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ehr: FaultyEhr = {
    ...{ record, asked, mischief: healthy },
    base: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/fhir`,
    put: (resources) => {
      for (const one of resources) record.set(`${one.resourceType}/${one.id ?? ''}`, one);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return ehr;
}

async function answer(ehr: FaultyEhr, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const query = (request.url ?? '').replace(/^\/fhir\//, '');
  if (query === '.well-known/smart-configuration') {
    sendJson(response, { issuer: ehr.base, token_endpoint: `${ehr.base}/token` });
    return;
  }
  if (query === 'token') {
    sendJson(response, { access_token: randomUUID(), token_type: 'bearer', expires_in: 300, scope: 'system/*.rs' });
    return;
  }
  ehr.asked.push(query);
  const well = lookUp(ehr.record, query);
  if (await ehr.mischief({ query, healthy: well, base: ehr.base }, response)) return;
  if (well === undefined) response.writeHead(404).end();
  else sendJson(response, well);
}

export function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function lookUp(record: ReadonlyMap<string, Resource>, query: string): object | undefined {
  const [path = '', search = ''] = query.split('?', 2);
  if (path.startsWith('Practitioner/')) return { resourceType: 'Practitioner', id: path.slice('Practitioner/'.length) };
  if (path.includes('/')) return record.get(path);
  const asked = new URLSearchParams(search);
  const patient = asked.get('patient')?.replace(/^Patient\//, '');
  const [from, to] = asked.getAll('date').map((value) => value.slice(2));
  const matches = [...record.values()].filter(
    (one) =>
      one.resourceType === path &&
      (patient === undefined || JSON.stringify(one).includes(`"Patient/${patient}"`)) &&
      (from === undefined || to === undefined || startsBetween(one, from, to)),
  );
  return searchset(matches);
}

function startsBetween(one: Resource, from: string, to: string): boolean {
  if (!('start' in one)) return false;
  const at = new Date(String(one.start)).getTime();
  return at >= new Date(from).getTime() && at < new Date(to).getTime();
}

export const searchset = (resources: readonly object[], next?: string) => ({
  ...{ resourceType: 'Bundle', type: 'searchset' },
  ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
  entry: resources.map((resource) => ({ resource })),
});

/** Everything that is asked of it takes so long. */
export const slow =
  (ms: number): Mischief =>
  async () => {
    await sleep(ms);
    return false;
  };

/** Two answers in three are 503, or no answer at all. */
export function flapping(): Mischief {
  let turn = 0;
  return (_request, response) => {
    turn += 1;
    if (turn % 3 === 0) return false;
    if (turn % 3 === 1) response.writeHead(503).end();
    else response.destroy();
    return true;
  };
}

/** The log-in page of a proxy, with status 200. */
export const html: Mischief = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
  return true;
};

export const wrongType: Mischief = (_request, response) => {
  sendJson(response, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'processing' }] });
  return true;
};

/** The connection ends well, the JSON does not. */
export const cutJson: Mischief = ({ healthy: well }, response) => {
  const text = JSON.stringify(well ?? searchset([]));
  response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(text.slice(0, text.length / 2));
  return true;
};

/** Every page is empty and names a next one, for ever. */
export const endless: Mischief = ({ query, base }, response) => {
  if (!query.includes('?')) return false;
  const [path = '', search = ''] = query.split('?', 2);
  const asked = new URLSearchParams(search);
  asked.set('page', String(Number(asked.get('page') ?? '1') + 1));
  sendJson(response, searchset([], `${base}/${path}?${asked.toString()}`));
  return true;
};

export const rateLimited =
  (seconds: number): Mischief =>
  (_request, response) => {
    response.writeHead(429, { 'retry-after': String(seconds) }).end();
    return true;
  };
