/** When it is our fault: 5xx, an OperationOutcome, the id of the request, and not a word about the inside. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cdsServiceRoutes } from '../../../server/http/cds-services.routes.ts';
import type { HookDesk } from '../../../server/http/hook-desk.ts';
import type { AppDeps } from '../../../server/http/deps.ts';
import { healthRoutes } from '../../../server/http/health.routes.ts';
import { lastResort } from '../../../server/http/last-resort.ts';
import { requestId } from '../../../server/http/request-id.ts';
import { openMetrics } from '../../../server/observability/metrics.ts';
import { databaseTrouble, inTime } from '../../../server/store/database-trouble.ts';
import type { Lab, LogLine } from './hook-lab.ts';
import { aBooking, aContext, aKey, openLab, outside } from './hook-lab.ts';

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  lab = await openLab(await aKey('ES384', 'es'));
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

const INSIDE = /at .*\.ts|node_modules|Error:|cds_call|relation|secret/i;

async function expectFault(response: Response, id: string): Promise<void> {
  expect(response.status).toBeGreaterThanOrEqual(500);
  expect(response.headers.get('x-request-id')).toBe(id);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({
    resourceType: 'OperationOutcome',
    issue: [{ severity: expect.any(String) as string }],
  });
  expect(text).toContain(id);
  expect(text).not.toMatch(INSIDE);
}

/** A server of hooks only, whose trust is what the test says. */
async function askBroken(desk: object): Promise<{ readonly response: Response; readonly logs: readonly LogLine[] }> {
  const logs: LogLine[] = [];
  const write = (event: string, fields = {}): void => void logs.push({ event, fields });
  const log = { info: write, warn: write, error: write };
  const whole = Object.defineProperties(
    { desks: new Map(), log, metrics: openMetrics(), now: () => new Date() },
    Object.getOwnPropertyDescriptors(desk),
  );
  const app = express()
    .use(requestId)
    .use('/cds-services', cdsServiceRoutes(whole as unknown as HookDesk));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/cds-services/infusion-booking`;
  const headers = { 'content-type': 'application/json', 'x-request-id': 'request-0001', authorization: 'Bearer x' };
  const response = await fetch(url, { method: 'POST', headers, body: '{}' });
  server.close();
  return { response, logs };
}

describe('a fault of ours', () => {
  it('in the code is 500 with the id under which the log names it', async () => {
    const { response, logs } = await askBroken({
      get trust(): never {
        throw new Error('secret of the inside');
      },
    });
    await expectFault(response, 'request-0001');
    expect(logs.map(({ event, fields }) => [event, fields['requestId']])).toEqual([['fault', 'request-0001']]);
  });

  it('is none where the database is away or has too much to do: 503, and the log says which', async () => {
    const busy = new Error('timeout exceeded when trying to connect');
    const { response, logs } = await askBroken({ trust: { verify: () => Promise.reject(busy) } });
    expect(response.status).toBe(503);
    await expectFault(response, 'request-0001');
    expect(logs.map(({ fields }) => fields['error'])).toEqual([expect.objectContaining({ message: busy.message })]);
  });

  it('that hangs is refused in time, and never leaves the caller without an answer', async () => {
    const never = new Promise<never>(() => undefined);
    const { response, logs } = await askBroken({ trust: { verify: () => never }, longestAnswerMs: 50 });
    expect(response.status).toBe(503);
    await expectFault(response, 'request-0001');
    expect(logs.map(({ event }) => event)).toEqual(['answer took too long']);
  });

  it('shows its card to whoever hung up before the answer and asks again', async () => {
    const body = aBooking({ context: aContext({ userId: 'Practitioner/hung-up' }) });
    const hangUp = new AbortController();
    await lab.store.db.transaction().execute(async (holding) => {
      await sql`lock table cds_call in share mode`.execute(holding);
      const asked = fetch(`${lab.url}/cds-services/infusion-booking`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await lab.token()}` },
        body: JSON.stringify(body),
        signal: hangUp.signal,
      }).catch((error: unknown) => error);
      await vi.waitFor(
        async () => {
          const { rows } = await sql`select 1 from pg_locks where not granted`.execute(holding);
          expect(rows).toHaveLength(1);
        },
        { timeout: 10_000 },
      );
      hangUp.abort();
      expect(await asked).toBeInstanceOf(Error);
      // Long enough for the server to hear of it.
      await sleep(100);
    });
    // What the first call still does is done when a later one is answered.
    await lab.post(aBooking());
    const again = (await (await lab.post(body)).json()) as { readonly cards: readonly unknown[] };
    expect(again.cards).not.toEqual([]);
  });

  it('in keeping the decision is 5xx, and no card goes out that nobody could replay', async () => {
    await sql`alter table cds_call rename to cds_call_away`.execute(lab.store.db);
    const headers = { authorization: `Bearer ${await lab.token()}`, 'x-request-id': 'request-0002' };
    const response = await lab.post(aBooking(), { ...headers, origin: 'https://ehr.test' });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://ehr.test');
    await sql`alter table cds_call_away rename to cds_call`.execute(lab.store.db);
    await expectFault(response, 'request-0002');
    expect((await lab.post(aBooking())).status).toBe(200);
  });
});

describe('readiness of the server', () => {
  const closed = new Error('Cannot use a pool after calling end on the pool');
  it.each([
    [Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }), 'away'],
    [closed, 'away'],
    [Object.assign(new Error('canceling statement due to user request'), { code: '57014' }), 'late'],
    [new Error('timeout exceeded when trying to connect'), 'late'],
    [Object.assign(new Error('out of memory'), { code: '53200' }), 'fault'],
    [new TypeError('x is not a function'), 'fault'],
  ])('says what is the matter with the database: %s', async (error, database) => {
    const deps = { log: { error: () => undefined }, db: failingWith(error) };
    const server = createServer(express().use(healthRoutes(deps as unknown as AppDeps)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/readyz`);
    server.close();
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'not-ready', database });
  });

  it('does not wait for ever for a database that does not answer', async () => {
    await expect(inTime(new Promise(() => undefined), 5)).rejects.toSatisfy(
      (error: unknown) => databaseTrouble(error) === 'late',
    );
  });
});

/** A database of which every question fails that way. */
const failingWith = (error: Error) =>
  new Kysely<object>({
    dialect: new PostgresDialect({
      pool: { connect: () => Promise.reject(error), end: () => Promise.resolve() },
    }),
  });

describe('the pre-flight of a browser', () => {
  it.each(['', '/infusion-booking', '/infusion-booking/feedback'])('is answered for /cds-services%s', async (path) => {
    const asked = (origin: string) =>
      fetch(`${lab.url}/cds-services${path}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': path === '' ? 'GET' : 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    const known = await asked('https://ehr.test');
    expect(known.status).toBe(204);
    expect(known.headers.get('access-control-allow-origin')).toBe('https://ehr.test');
    expect(known.headers.get('access-control-allow-methods')).toMatch(/GET.*POST/);
    expect(known.headers.get('access-control-allow-headers')).toMatch(/Authorization/);
    expect((await asked('https://stranger.test')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what no route of the API caught', () => {
  it.each([
    [Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }), 503, 'unavailable'],
    [Object.assign(new Error('terminating connection'), { code: '57P01' }), 503, 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 503, 'unavailable'],
    [new Error('timeout exceeded when trying to connect'), 503, 'unavailable'],
    [new Error('the embedded database was busy for 20 s'), 503, 'unavailable'],
    [Object.assign(new Error('no such column'), { code: '42703' }), 500, 'fault'],
    [new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }), 500, 'fault'],
  ])('says whether the database is away, has too much to do, or the fault is ours: %s', async (error, status, code) => {
    const logs: string[] = [];
    const deps = { log: { error: (event: string) => logs.push(event) } };
    const app = express()
      .use(requestId)
      .get('/', () => Promise.reject(error))
      .use(lastResort(deps as unknown as AppDeps));
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const response = await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
    server.close();
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toMatchObject({ error: { code } });
    expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
    expect(text).not.toMatch(/10\.0\.0\.1|ECONN/);
    expect(logs).toEqual(['fault']);
  });
});
