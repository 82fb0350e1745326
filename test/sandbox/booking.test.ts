import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { RunningSandbox } from '../../sandbox/main.ts';
import { startSandbox } from '../../sandbox/main.ts';
import * as schema from '../../sandbox/screens-api/screens.schema.ts';
import type { SandboxTenant } from '../../sandbox/tenant-file.ts';
import type { StandIn } from './support/chair-ready.ts';
import { startStandIn } from './support/chair-ready.ts';
import { faultsIn } from './support/r4-validity.ts';

const PATIENT = 'expires-before-third-cycle';
const BOOKING = {
  user: 'Practitioner/scheduler-1',
  patient: PATIENT,
  orders: [`${PATIENT}-order`],
  chair: 'chair-2',
  start: '2026-11-24T10:00:00-06:00',
  series: { visits: 3, everyDays: 21 },
};

let dataDir: string;
let chairReady: StandIn;
let sandbox: RunningSandbox;
let tenant: SandboxTenant;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sandbox-booking-'));
  chairReady = await startStandIn();
  sandbox = await startSandbox({ port: 0, dataDir, chairReadyUrl: chairReady.url, today: '2026-11-23' });
  tenant = tenantFile();
  chairReady.trust({ keys: [...tenant.cdsClient.jwks.keys] as never }, tenant.cdsClient.iss);
});
afterAll(async () => {
  await sandbox.close();
  await chairReady.close();
});
beforeEach(() => {
  chairReady.calls.length = 0;
  chairReady.answer = { status: 200, body: '{"cards":[]}' };
});

function tenantFile(): SandboxTenant {
  return JSON.parse(readFileSync(join(dataDir, 'sandbox-tenant.json'), 'utf8')) as SandboxTenant;
}

async function get<T>(path: string, answer: z.ZodType<T>): Promise<T> {
  return answer.parse(await (await fetch(`${sandbox.url}/sandbox/api/${path}`)).json());
}

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}/sandbox/api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function post<T>(path: string, body: unknown, answer: z.ZodType<T>): Promise<T> {
  return answer.parse(await (await send(path, body)).json());
}

describe('the booking hook', () => {
  it('reaches the service with a signature that the tenant file’s keys verify, for exactly that address', async () => {
    const exchange = await post('hooks/booking', BOOKING, schema.HookExchange);
    expect(exchange.failure).toBeNull();
    expect(exchange.status).toBe(200);
    const [call] = chairReady.calls;
    expect(call?.path).toBe('/cds-services/infusion-booking');
    const { exp = 0, iat = 0, jti } = call?.claims ?? {};
    expect(exp - iat).toBe(300);
    await post('hooks/booking', BOOKING, schema.HookExchange);
    expect(chairReady.calls[1]?.claims.jti).not.toBe(jti);
  });

  it('proposes the whole series and asks for what is missing from nobody', async () => {
    await post('hooks/booking', BOOKING, schema.HookExchange);
    const body = chairReady.calls[0]?.body ?? {};
    expect(body).toMatchObject({
      hook: 'appointment-book',
      fhirServer: `${sandbox.url}/fhir`,
      context: { userId: 'Practitioner/scheduler-1', patientId: PATIENT },
      prefetch: {
        patient: { resourceType: 'Patient', id: PATIENT },
        user: { resourceType: 'Practitioner', id: 'scheduler-1' },
        roles: { total: 1 },
        coverages: { resourceType: 'Bundle', type: 'searchset', total: 1 },
        medications: { total: 1 },
      },
    });
    const { appointments } = body['context'] as { appointments: { entry: { resource: Record<string, unknown> }[] } };
    expect(appointments.entry.map(({ resource }) => [resource['status'], resource['start']])).toEqual([
      ['proposed', '2026-11-24T10:00:00-06:00'],
      ['proposed', '2026-12-15T10:00:00-06:00'],
      ['proposed', '2027-01-05T10:00:00-06:00'],
    ]);
  });

  it('leaves out a prefetch key whose token or search it does not understand, and says so', async () => {
    const { skippedPrefetch } = await post('hooks/booking', BOOKING, schema.HookExchange);
    expect(skippedPrefetch.map(({ key }) => key)).toEqual(['encounter', 'odd']);
    expect(chairReady.calls[0]?.body['prefetch']).not.toHaveProperty('odd');
  });

  it('gives a token that reads this chart while the call lasts and nothing afterwards', async () => {
    const { request } = await post('hooks/booking', BOOKING, schema.HookExchange);
    const { access_token: token } = request['fhirAuthorization'] as { access_token: string };
    const answer = await fetch(`${sandbox.url}/fhir/Patient/${PATIENT}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('shows the cards, and says what happened when there are none to show', async () => {
    const card = { summary: 'Keytruda (J9271): auth ends', indicator: 'warning', source: { label: 'ChairReady' } };
    chairReady.answer = { status: 200, body: JSON.stringify({ cards: [card] }) };
    expect((await post('hooks/booking', BOOKING, schema.HookExchange)).cards).toEqual([card]);
    for (const answer of [
      { status: 500, body: '{}' },
      { status: 200, body: '<html>' },
      { status: 200, body: '{"cards":"none"}' },
    ]) {
      chairReady.answer = answer;
      const exchange = await post('hooks/booking', BOOKING, schema.HookExchange);
      expect(exchange.cards).toEqual([]);
      expect(exchange.failure).toContain('ChairReady');
    }
  });

  it('changes nothing in the record', async () => {
    const before = await get(`patients/${PATIENT}`, schema.PatientDetail);
    await post('hooks/booking', BOOKING, schema.HookExchange);
    expect(await get(`patients/${PATIENT}`, schema.PatientDetail)).toEqual(before);
  });
});

describe('the book', () => {
  it('takes a series, shows it in the chart and takes its chairs from the free ones', async () => {
    const { visits } = await post('appointments', BOOKING, schema.BookedVisits);
    expect(visits.map(({ start }) => start.slice(0, 10))).toEqual(['2026-11-24', '2026-12-15', '2027-01-05']);
    const detail = await get(`patients/${PATIENT}`, schema.PatientDetail);
    expect(detail.visits.map(({ id }) => id)).toEqual(visits.map(({ id }) => id));
    const { days } = await get('slots?from=2026-11-24', schema.SlotList);
    const taken = days[0]?.slots.filter(({ isFree }) => !isFree).map(({ chair, start }) => `${chair} ${start}`);
    expect(taken).toEqual(['chair-2 2026-11-24T10:00:00-06:00']);
    expect((await send('appointments', BOOKING)).status).toBe(409);
  });

  it('moves a visit to another day and chair, keeps its id, and frees the slot of a cancelled one', async () => {
    const { visits } = await post(
      'appointments',
      { ...BOOKING, chair: 'chair-3', start: '2026-12-01T13:00:00-06:00', series: undefined },
      schema.BookedVisits,
    );
    const id = visits[0]?.id ?? '';
    const moved = await post(
      `appointments/${id}/move`,
      { start: '2026-12-02T15:00:00-06:00', chair: 'chair-4' },
      schema.Visit,
    );
    expect(moved).toMatchObject({
      id,
      start: '2026-12-02T15:00:00-06:00',
      end: '2026-12-02T17:00:00-06:00',
      chair: 'chair-4',
    });
    expect((await post(`appointments/${id}/cancel`, {}, schema.Visit)).status).toBe('cancelled');
    const { visits: day } = await get('schedule?from=2026-12-02', schema.Schedule);
    expect(day.map((visit) => visit.id)).not.toContain(id);
    expect((await send(`appointments/${id}/cancel`, {})).status).toBe(409);
  });

  it('bases a visit on the service order that belongs to its drug', async () => {
    const patient = 'payer-answered-on-the-order';
    const booking = { ...BOOKING, patient, orders: [`${patient}-order`], chair: 'chair-3', series: undefined };
    await send('hooks/booking', booking);
    expect(JSON.stringify(chairReady.calls[0]?.body['context'])).toContain(
      `"basedOn":[{"reference":"ServiceRequest/${patient}-service"}]`,
    );
  });

  it('refuses an order of another patient and a field that it cannot read, and says which', async () => {
    const foreign = await send('appointments', { ...BOOKING, orders: ['no-authorization-order'] });
    expect(foreign.status).toBe(404);
    const wrong = await send('appointments', { ...BOOKING, start: 'Tuesday' });
    expect(wrong.status).toBe(400);
    expect(schema.Problem.parse(await wrong.json()).error.path).toBe('start');
  });
});

describe('a visitor’s order', () => {
  it('is marked as theirs and holds what they typed and no more', async () => {
    const order = await post('orders', { patient: PATIENT, drug: 'something new' }, schema.Order);
    expect(order).toMatchObject({
      isVisitors: true,
      drug: 'something new',
      hcpcs: null,
      dose: null,
      intervalDays: null,
    });
    const full = {
      patient: PATIENT,
      drug: 'pembrolizumab',
      hcpcs: 'J9271',
      dose: { value: '200', unit: 'mg' },
      intervalDays: 21,
    };
    expect(await post('orders', full, schema.Order)).toMatchObject({
      hcpcs: 'J9271',
      dose: '200 mg',
      intervalDays: 21,
    });
  });
});

describe('feedback', () => {
  it('goes to the service, signed, in the form of the standard', async () => {
    const reason = { code: 'known', system: 'urn:chairready:override' };
    const request = {
      service: 'infusion-booking',
      card: 'c-1',
      outcome: { kind: 'override', reason, comment: 'called' },
    };
    expect(await post('feedback', request, schema.FeedbackExchange)).toEqual({
      status: 200,
      failure: null,
      created: [],
    });
    expect(chairReady.calls[0]?.path).toBe('/cds-services/infusion-booking/feedback');
    expect(chairReady.calls[0]?.body).toMatchObject({
      feedback: [{ card: 'c-1', outcome: 'overridden', overrideReason: { reason, userComment: 'called' } }],
    });
  });

  it('creates the task of an accepted suggestion, and refuses a suggestion that would change the record', async () => {
    const task = {
      resourceType: 'Task',
      status: 'requested',
      intent: 'order',
      for: { reference: `Patient/${PATIENT}` },
    };
    const accept = (type: string): object => ({
      service: 'infusion-booking',
      card: 'c-1',
      outcome: { kind: 'accept', suggestion: 's-1', actions: [{ type, resource: task }] },
    });
    const { created } = await post('feedback', accept('create'), schema.FeedbackExchange);
    expect(created[0]).toMatch(/^Task\//);
    expect(chairReady.calls[0]?.body).toMatchObject({
      feedback: [{ outcome: 'accepted', acceptedSuggestions: [{ id: 's-1' }] }],
    });
    expect((await send('feedback', accept('update'))).status).toBe(400);
  });
});

describe('the stage', () => {
  it('moves the sandbox day in the tenant file and nowhere else', async () => {
    const before = tenantFile();
    const { state, sweep } = await post('next-day', { days: 2 }, schema.NextDay);
    expect(state.today).toBe('2026-11-25');
    // Nothing listens on the socket of this data folder: that is said, and the day has moved all the same.
    expect(sweep).toEqual({
      isDone: false,
      said: 'The sweep did not run now: ChairReady does not answer. It runs by itself every quarter of an hour.',
    });
    expect(tenantFile()).toEqual({ ...before, sandboxDay: '2026-11-25' });
  });

  it('lets a visitor break the FHIR server and repair it', async () => {
    await post('faults', { down: true }, schema.FaultSettings);
    expect((await fetch(`${sandbox.url}/fhir/metadata`)).status).toBe(503);
    await post('faults', {}, schema.FaultSettings);
    expect((await fetch(`${sandbox.url}/fhir/metadata`)).status).toBe(200);
    const { calls } = await get('traffic', schema.Traffic);
    expect(calls.slice(-2).map(({ status }) => status)).toEqual([503, 200]);
  });

  it('answers pages of other sites with a refusal', async () => {
    expect((await send('next-day', {}, { Origin: 'http://evil.example' })).status).toBe(403);
    expect((await send('next-day', {}, { Origin: sandbox.url })).status).toBe(200);
  });

  it('opens no app but ChairReady', async () => {
    const launch = { user: 'Practitioner/nurse-1', patient: PATIENT };
    expect((await send('launch', { ...launch, url: 'http://evil.example/launch' })).status).toBe(400);
    expect((await send('launch', { ...launch, url: `${chairReady.url}/launch?x=1` })).status).toBe(201);
    expect((await send('launch', { ...launch, user: 'Practitioner/nobody' })).status).toBe(404);
  });

  it('shows every patient with a story and every user with a role', async () => {
    const { patients } = await get('patients', schema.PatientList);
    expect(patients[0]?.story?.id).toBe(PATIENT);
    expect(patients.every(({ story }) => story !== null)).toBe(true);
    const { users } = await get('state', schema.State);
    expect(users.map(({ reference }) => tenant.roles[reference])).toEqual(users.map(({ role }) => role));
  });
});

// Last, because loading the validator holds this process up for longer than a connection is kept open.
describe('what the sandbox writes', () => {
  it('is valid R4: the booked visits, the visitors’ orders and the accepted task', () => {
    const lines = readFileSync(join(dataDir, 'sandbox', 'record.ndjson'), 'utf8')
      .trim()
      .split('\n');
    const written = lines.slice(1).flatMap((line) => JSON.parse(line) as { resourceType: string; id: string }[]);
    expect(new Set(written.map(({ resourceType }) => resourceType))).toEqual(
      new Set(['Appointment', 'MedicationRequest', 'Task']),
    );
    expect(written.flatMap((resource) => faultsIn(resource, `${resource.resourceType}/${resource.id}`))).toEqual([]);
  });
});
