import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { RunningSandbox } from '../../sandbox/main.ts';
import { startSandbox } from '../../sandbox/main.ts';
import type { MomentWish } from '../../sandbox/screens-api/moments.schema.ts';
import { MomentDone } from '../../sandbox/screens-api/moments.schema.ts';
import * as schema from '../../sandbox/screens-api/screens.schema.ts';
import type { SandboxTenant } from '../../sandbox/tenant-file.ts';
import type { StandIn } from './support/chair-ready.ts';
import { startStandIn } from './support/chair-ready.ts';
import { faultsIn } from './support/r4-validity.ts';

const PATIENT = 'in-the-chair-today';
const VISIT = `${PATIENT}-visit`;
const ORDER = `${PATIENT}-order`;

let dataDir: string;
let chairReady: StandIn;
let sandbox: RunningSandbox;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sandbox-moments-'));
  chairReady = await startStandIn();
  sandbox = await startSandbox({ port: 0, dataDir, chairReadyUrl: chairReady.url, today: '2026-11-23' });
  const { cdsClient } = JSON.parse(readFileSync(join(dataDir, 'sandbox-tenant.json'), 'utf8')) as SandboxTenant;
  chairReady.trust({ keys: [...cdsClient.jwks.keys] as never }, cdsClient.iss);
});
afterAll(async () => {
  await sandbox.close();
  await chairReady.close();
});
beforeEach(() => {
  chairReady.calls.length = 0;
});

async function send(path: string, body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/sandbox/api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T> {
  return answer.parse(await (await send(path, body)).json());
}

const wish = (moment: MomentWish['moment'], more: Partial<MomentWish> = {}): MomentWish => ({
  moment,
  user: 'Practitioner/nurse-1',
  patient: PATIENT,
  ...more,
});

async function asked(request: MomentWish): Promise<{ path: string; hook: unknown; context: Record<string, unknown> }> {
  await post('moments/ask', request, schema.HookExchange);
  const [call] = chairReady.calls;
  return {
    path: call?.path ?? '',
    hook: call?.body['hook'],
    context: call?.body['context'] as Record<string, unknown>,
  };
}

/** The journal is what is on disk: read without a token, as an auditor of the test would. */
const journal = (): Record<string, unknown>[] =>
  readFileSync(join(dataDir, 'sandbox', 'record.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => JSON.parse(line) as Record<string, unknown>[]);

describe('each moment fires its own hook', () => {
  it.each([
    ['chart', 'infusion-chart', 'patient-view', {}],
    ['verify', 'infusion-verify', 'medication-verify', { orders: [ORDER] }],
    ['order-select', 'infusion-order-select', 'order-select', { orders: [ORDER] }],
    ['order-sign', 'infusion-order-sign', 'order-sign', { orders: [ORDER] }],
    ['check-in', 'infusion-check-in', 'encounter-start', { appointment: VISIT }],
    ['checkout', 'infusion-checkout', 'encounter-discharge', { appointment: VISIT }],
    [
      'administration',
      'infusion-administration',
      'org.chairready.medicationadministration-record',
      { appointment: VISIT, orders: [ORDER] },
    ],
  ] as const)('%s: %s', async (moment, service, hook, more) => {
    const call = await asked(wish(moment, { ...more } as Partial<MomentWish>));
    expect([call.path, call.hook]).toEqual([`/cds-services/${service}`, hook]);
    expect(call.context).toMatchObject({ userId: 'Practitioner/nurse-1', patientId: PATIENT });
  });

  it('names the encounter where the hook has one, and the dose without an amount that nobody charted', async () => {
    const { context } = await asked(wish('administration', { appointment: VISIT, orders: [ORDER] }));
    expect(context).toMatchObject({ encounterId: `enc-${VISIT}`, medicationRequestId: ORDER });
    const { entry } = context['administrations'] as { entry: { resource: Record<string, unknown> }[] };
    expect(entry[0]?.resource).toMatchObject({
      status: 'in-progress',
      request: { reference: `MedicationRequest/${ORDER}` },
    });
    expect(entry[0]?.resource).not.toHaveProperty('dosage');
    expect(faultsIn(entry[0]?.resource as never, 'administration')).toEqual([]);
  });

  it('selects exactly the drafts on the screen, a changed order under its own id', async () => {
    const draft = { drug: 'nivolumab', hcpcs: 'J9299', dose: { value: '480', unit: 'mg' }, intervalDays: 28 };
    const { context } = await asked(
      wish('order-select', { drafts: [{ ...draft, replaces: ORDER }, { drug: 'pembrolizumab' }] }),
    );
    const { entry } = context['draftOrders'] as { entry: { resource: { id: string; status: string } }[] };
    expect(entry.map(({ resource }) => resource.status)).toEqual(['active', 'draft']);
    expect(entry[0]?.resource.id).toBe(ORDER);
    expect(context['selections']).toEqual(entry.map(({ resource }) => `MedicationRequest/${resource.id}`));
  });

  it.each([
    ['verify', {}, 400],
    ['verify', { orders: ['no-authorization-order'] }, 404],
    ['check-in', {}, 400],
    ['check-in', { appointment: 'no-authorization-visit' }, 404],
    ['order-sign', {}, 400],
  ] as const)('asks nobody about %s with %j: %i', async (moment, more, status) => {
    expect((await send('moments/ask', wish(moment, { ...more } as Partial<MomentWish>))).status).toBe(status);
    expect(chairReady.calls).toEqual([]);
  });
});

describe('a moment that is carried out', () => {
  const done = (request: MomentWish): Promise<MomentDone> => post('moments/carry-out', request, MomentDone);
  const latest = (type: string, id: string) =>
    journal().findLast((resource) => resource['resourceType'] === type && resource['id'] === id);

  it('checks in, charts the dose and checks out, each step in the record and valid R4', async () => {
    await done(wish('check-in', { appointment: VISIT }));
    expect(latest('Appointment', VISIT)).toMatchObject({ status: 'checked-in' });
    const charted = await done(
      wish('administration', { appointment: VISIT, orders: [ORDER], given: { value: '270', unit: 'mg' } }),
    );
    expect(charted.did).toBe('Charted: nivolumab, 270 mg.');
    const [dose = ''] = charted.wrote;
    expect(latest('MedicationAdministration', dose.split('/')[1] ?? '')).toMatchObject({
      status: 'completed',
      dosage: { dose: { value: 270, unit: 'mg' } },
    });
    await done(wish('checkout', { appointment: VISIT }));
    expect(latest('Appointment', VISIT)).toMatchObject({ status: 'fulfilled' });
    expect(latest('Encounter', `enc-${VISIT}`)).toMatchObject({ status: 'finished' });
    const written = [...charted.wrote, `Encounter/enc-${VISIT}`].map((key) => key.split('/') as [string, string]);
    for (const [type, id] of written) expect(faultsIn(latest(type, id) as never, type)).toEqual([]);
  });

  it('signs a draft as an order of the visitor, and keeps nothing of one that was only looked at', async () => {
    const before = journal().length;
    await send('moments/ask', wish('order-sign', { drafts: [{ drug: 'pembrolizumab' }] }));
    expect(journal().length).toBe(before);
    const { wrote } = await done(wish('order-sign', { drafts: [{ drug: 'pembrolizumab' }] }));
    expect(latest('MedicationRequest', wrote[0]?.split('/')[1] ?? '')).toMatchObject({
      status: 'active',
      meta: { tag: [{ code: 'visitor' }] },
    });
    expect((await send('moments/carry-out', wish('chart'))).status).toBe(400);
  });
});

describe('a booked visit that is moved', () => {
  it('is asked about under its own id at its new time, and not moved by asking', async () => {
    const visit = 'two-drugs-one-visit-visit';
    const start = '2026-12-08T10:00:00-06:00';
    const exchange = await post(
      `hooks/move/${visit}`,
      { user: 'Practitioner/scheduler-1', start, chair: 'chair-4' },
      schema.HookExchange,
    );
    expect(exchange.service).toBe('infusion-booking');
    const { appointments } = chairReady.calls[0]?.body['context'] as {
      appointments: { entry: { resource: { id: string; start: string; status: string } }[] };
    };
    expect(appointments.entry.map(({ resource }) => resource)).toMatchObject([{ id: visit, start, status: 'booked' }]);
    const schedule = (await (await fetch(`${sandbox.url}/sandbox/api/schedule?from=2026-12-08&days=1`)).json()) as {
      visits: { id: string }[];
    };
    expect(schedule.visits.map(({ id }) => id)).not.toContain(visit);
  });
});

describe('an order of the visitor', () => {
  it('names the payer that they chose, on a coverage that is marked as theirs; otherwise none', async () => {
    const own = { patient: PATIENT, drug: 'pembrolizumab', hcpcs: 'J9271' };
    const silent = await post('orders', own, schema.Order);
    const named = await post('orders', { ...own, payer: 'sunrise' }, schema.Order);
    const order = (id: string) => journal().find((resource) => resource['id'] === id);
    expect(order(silent.id)).not.toHaveProperty('insurance');
    const [{ reference }] = order(named.id)?.['insurance'] as [{ reference: string }];
    const coverage = journal().find((resource) => resource['id'] === reference.split('/')[1]);
    expect(coverage).toMatchObject({
      resourceType: 'Coverage',
      meta: { tag: [{ code: 'visitor' }] },
      payor: [{ display: 'Sunrise Health Plan' }],
    });
    expect(faultsIn(coverage as never, 'coverage')).toEqual([]);
  });
});

describe('the next day', () => {
  it('asks the running server for a sweep and repeats what it says', async () => {
    const requests: string[] = [];
    const server = createServer((socket) => {
      socket.once('data', (line) => {
        requests.push(line.toString());
        const report = { state: 'done', visits: 20, patients: 14, changes: { changed: 2, new: 1 } };
        socket.end(`${JSON.stringify({ line: { done: 1 } })}\n${JSON.stringify({ result: [report] })}\n`);
      });
    });
    await new Promise<void>((resolve) => server.listen(join(dataDir, 'chairready.sock'), resolve));
    const { state, sweep } = await post('next-day', {}, schema.NextDay);
    server.close();
    expect(requests).toEqual(['{"command":"sweep","tenant":"sandbox"}\n']);
    expect(state.today).toBe('2026-11-24');
    expect(sweep).toEqual({
      isDone: true,
      said: 'ChairReady looked again at 20 visits of 14 patients: 2 changed, 1 looked at for the first time.',
    });
  });

  it('keeps somebody in the chair: the visit of the day moves on, or is booked anew once it was given', async () => {
    const { visits } = (await (await fetch(`${sandbox.url}/sandbox/api/patients/${PATIENT}`)).json()) as {
      visits: { id: string; status: string; start: string }[];
    };
    const today = visits.filter(({ start }) => start.startsWith('2026-11-24'));
    expect(today.map(({ id, status }) => [id, status])).toEqual([[`${PATIENT}-2026-11-24`, 'booked']]);
  });

  it('sends nothing along while a fault is on, so that the fault can be seen', async () => {
    await send('faults', { 'no-prefetch': true });
    await asked(wish('chart'));
    expect(chairReady.calls[0]?.body['prefetch']).toEqual({});
    await send('faults', {});
    chairReady.calls.length = 0;
    await asked(wish('chart'));
    expect(chairReady.calls).toHaveLength(1);
  });
});
