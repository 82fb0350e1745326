import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './hook-lab.ts';
import {
  aBooking,
  aContext,
  aKey,
  aVisit,
  authorization,
  bundleOf,
  forgetCards,
  fullPrefetch,
  openLab,
  outside,
} from './hook-lab.ts';

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  lab = await openLab(await aKey('ES384', 'es'));
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

const without = (name: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(aBooking()).filter(([key]) => key !== name));
const inContext = (more: object) => aBooking({ context: aContext({ ...more }) });
const inPrefetch = (more: object) => aBooking({ prefetch: { ...fullPrefetch(), ...more } });
const appointments = (entry: unknown) =>
  inContext({ appointments: { resourceType: 'Bundle', type: 'collection', entry } });

const booking = (...visits: readonly object[]) => appointments(visits.map((resource) => ({ resource })));
const actor = (reference: string) => ({ actor: { reference }, status: 'accepted' as const });

const NOT_JSON = [
  '',
  ' ',
  '{',
  '{"hook":"appointment-book",}',
  'hook=appointment-book',
  '<Bundle/>',
  '{"a":1}{"b":2}',
  "{'hook':'x'}",
  '\u0000',
  '[1,]',
];

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['a number', 4, ''],
  ['null', null, ''],
  ['a list', [], ''],
  ['an empty object', {}, 'hook'],
  ['no hook', without('hook'), 'hook'],
  ['no hookInstance', without('hookInstance'), 'hookInstance'],
  ['an empty hookInstance', aBooking({ hookInstance: '' }), 'hookInstance'],
  ['a numeric hookInstance', aBooking({ hookInstance: 7 }), 'hookInstance'],
  ['no context', without('context'), 'context'],
  ['context null', aBooking({ context: null }), 'context'],
  ['context a list', aBooking({ context: [] }), 'context'],
  ['context empty', aBooking({ context: {} }), 'context.userId'],
  ['another hook', aBooking({ hook: 'order-sign' }), 'hook'],
  ['no patientId', inContext({ patientId: undefined }), 'context.patientId'],
  ['a patientId with a path in it', inContext({ patientId: '../Practitioner/n1' }), 'context.patientId'],
  ['a patientId of another type', inContext({ patientId: 'Group/g1' }), 'context.patientId'],
  ['an empty patientId', inContext({ patientId: '' }), 'context.patientId'],
  ['a numeric patientId', inContext({ patientId: 12 }), 'context.patientId'],
  ['a bare userId', inContext({ userId: 'n1' }), 'context.userId'],
  ['a userId of a device', inContext({ userId: 'Device/d1' }), 'context.userId'],
  ['a userId with a query', inContext({ userId: 'Practitioner/n1?x=1' }), 'context.userId'],
  ['a userId object', inContext({ userId: { reference: 'Practitioner/n1' } }), 'context.userId'],
  ['an encounterId with a slash', inContext({ encounterId: 'a/b/c' }), 'context.encounterId'],
  ['no appointments', inContext({ appointments: undefined }), 'context.appointments'],
  ['appointments null', inContext({ appointments: null }), 'context.appointments'],
  [
    'appointments not a Bundle',
    inContext({ appointments: { resourceType: 'Appointment' } }),
    'context.appointments.resourceType',
  ],
  ['an empty Bundle', appointments([]), 'context.appointments.entry'],
  [
    'a Bundle without an Appointment',
    appointments([{ resource: { resourceType: 'Slot', id: 's' } }]),
    'context.appointments.entry',
  ],
  ['an entry of null', appointments([null]), 'context.appointments.entry[0].resource'],
  ['an entry without a resource', appointments([{}]), 'context.appointments.entry[0].resource'],
  ['a resource without a type', appointments([{ resource: { id: 'a' } }]), 'context.appointments.entry[0].resource'],
  [
    'more entries than anybody books',
    appointments(Array.from({ length: 501 }, () => ({ resource: { resourceType: 'Appointment' } }))),
    'context.appointments.entry',
  ],
  ['an appointment for another patient', booking(aVisit({ participant: [actor('Patient/p2')] })), 'context.patientId'],
  ['a start that is a number', booking({ ...aVisit(), start: 12 }), 'context.appointments.entry[0].resource.start'],
  [
    'a start that is no instant',
    booking(aVisit({ start: 'tomorrow' })),
    'context.appointments.entry[0].resource.start',
  ],
  ['prefetch a list', aBooking({ prefetch: [] }), 'prefetch'],
  ['prefetch a text', aBooking({ prefetch: 'none' }), 'prefetch'],
  ['a prefetch value of a number', inPrefetch({ coverages: 3 }), 'prefetch.coverages'],
  ['a prefetch value of a list', inPrefetch({ coverages: [] }), 'prefetch.coverages'],
  ['a prefetch value without a type', inPrefetch({ patient: { id: 'p1' } }), 'prefetch.patient.resourceType'],
  [
    'the record of another patient',
    inPrefetch({ patient: { resourceType: 'Patient', id: 'p2' } }),
    'prefetch.patient.id',
  ],
  ['fhirServer a number', aBooking({ fhirServer: 1 }), 'fhirServer'],
  ['fhirServer empty', aBooking({ fhirServer: '' }), 'fhirServer'],
  [
    'fhirServer of somebody else',
    aBooking({ fhirServer: 'https://stranger.test/fhir', prefetch: {}, ...authorization() }),
    'fhirServer',
  ],
  [
    'fhirAuthorization without fhirServer',
    { ...without('fhirServer'), fhirAuthorization: { access_token: 'x', token_type: 'Bearer' } },
    'fhirServer',
  ],
  ['fhirAuthorization a text', aBooking({ fhirAuthorization: 'token' }), 'fhirAuthorization'],
  [
    'an access_token of a number',
    aBooking({ fhirAuthorization: { access_token: 1, token_type: 'Bearer' } }),
    'fhirAuthorization.access_token',
  ],
];

describe('a body that cannot be used', () => {
  it.each(NOT_JSON.map((text) => [text]))('is refused where it is not JSON: %j', async (text) => {
    const response = await lab.postText(text);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] });
  });

  it.each([
    ['with an id', { id: 'c1' }, 'Coverage/c1.status'],
    ['without one', { id: undefined }, 'Coverage[0].status'],
    ['with one of no use', { id: [] }, 'Coverage[0].'],
  ])('is 422 where a record %s has the wrong type, by a name that can be found', async (_name, more, path) => {
    const coverage = { resourceType: 'Coverage', status: 5, ...more };
    const response = await lab.post(
      inPrefetch({ coverages: { resourceType: 'Bundle', entry: [{ resource: coverage }] } }),
    );
    const outcome = (await response.json()) as { issue: { diagnostics?: string }[] };
    expect(response.status).toBe(422);
    expect(outcome.issue[0]?.diagnostics).toContain(path);
  });

  it.each([
    ['https://EHR.test/fhir', 200],
    ['https://ehr.test:443/fhir/', 200],
    ['https://ehr.test/FHIR', 400],
    ['https://ehr.test/fhir?x', 400],
    ['https://me@ehr.test/fhir', 400],
    ['http://ehr.test/fhir', 400],
  ])('names its FHIR server as %s: %s', async (fhirServer, status) => {
    expect((await lab.post(aBooking({ fhirServer }))).status).toBe(status);
  });

  it.each(REFUSED)('is refused with the path of the fault: %s', async (_name, body, path) => {
    const response = await lab.post(body);
    const outcome = (await response.json()) as { issue: { diagnostics?: string }[] };
    expect(response.status).toBe(400);
    expect(outcome.issue.map(({ diagnostics = '' }) => diagnostics)).toContain(path);
  });

  it('makes nobody call the server that it names', () => {
    expect(lab.calls).toEqual([]);
  });

  it('names all faults at once', async () => {
    const response = await lab.post(aBooking({ context: { userId: 1, patientId: 2, appointments: 3 } }));
    const outcome = (await response.json()) as { issue: { diagnostics: string }[] };
    expect(outcome.issue.map(({ diagnostics }) => diagnostics)).toEqual([
      'context.userId',
      'context.patientId',
      'context.appointments',
    ]);
  });

  it('never quotes what it was sent', async () => {
    const response = await lab.post(inContext({ patientId: 'Zaphod Beeblebrox', userId: 'Ford Prefect' }));
    expect(await response.text()).not.toMatch(/Zaphod|Ford/);
  });

  it('is refused unread where it is too large, or in an encoding that nobody knows', async () => {
    expect(
      (await lab.postText(JSON.stringify(aBooking({ extension: { filler: 'x'.repeat(2_200_000) } })))).status,
    ).toBe(413);
    const headers = { authorization: `Bearer ${await lab.token()}`, 'content-encoding': 'rot13' };
    expect((await lab.postText('{}', headers)).status).toBe(415);
  });

  it('is not even looked at where its sender cannot be trusted', async () => {
    const text = JSON.stringify({ filler: 'x'.repeat(2_200_000) });
    expect((await lab.postText(text, { authorization: 'Bearer nobody' })).status).toBe(401);
    expect((await lab.postText('{}', { authorization: 'Bearer nobody', 'content-encoding': 'rot13' })).status).toBe(
      401,
    );
  });
});

describe('a body that is odd but can be used', () => {
  it.each<[string, unknown]>([
    [
      'unknown fields at the top, in the context and in an extension',
      { ...aBooking({ extension: { 'com.example.x': 1 }, more: true }), context: aContext({ more: 1 }) },
    ],
    [
      'a context with absolute references',
      inContext({ userId: 'https://ehr.test/fhir/Practitioner/n1', patientId: 'Patient/p1' }),
    ],
    ['a hookInstance that is no UUID', aBooking({ hookInstance: 'not-a-uuid' })],
    [
      'escapes that no database keeps: a NUL, and half of a surrogate pair',
      { ...booking(aVisit({ id: 'a\u0000\ud800' })), hookInstance: 'h\u0000\udc00' },
    ],
    [
      'an appointment with the patient among others',
      booking(
        aVisit({ participant: ['Patient/p2', 'https://ehr.test/fhir/Patient/p1', 'Practitioner/n1'].map(actor) }),
      ),
    ],
    [
      'a subject that names a user, and scopes in the words of a vendor',
      aBooking({
        fhirAuthorization: {
          ...authorization().fhirAuthorization,
          subject: 'Practitioner/n1',
          scope: 'Patient.Read (R4)',
        },
      }),
    ],
    [
      'a Bundle whose entry is one object',
      appointments({
        resource: { resourceType: 'Appointment', status: 'proposed', start: '2026-12-15T09:00:00-05:00' },
      }),
    ],
    [
      'two drafts with one id',
      appointments(
        [1, 2].map(() => ({
          resource: { resourceType: 'Appointment', id: 'a', status: 'proposed', start: '2026-12-15T09:00:00-05:00' },
        })),
      ),
    ],
    ['a token of another type', aBooking({ fhirAuthorization: { access_token: 'x', token_type: 'mac' } })],
    [
      'a token that no header could carry',
      aBooking({ fhirAuthorization: { access_token: 'a\nb', token_type: 'Bearer' } }),
    ],
    ['nulls for what is absent', aBooking({ fhirAuthorization: null, extension: null })],
    ['an empty Bundle for none', inPrefetch({ claimResponses: bundleOf() })],
    ['own names such as __proto__', { ...aBooking(), constructor: 1, ['__proto__']: { x: 1 } }],
  ])('is answered: %s', async (_name, body) => {
    const response = await lab.post(body);
    expect(await response.json()).toMatchObject({ cards: expect.any(Array) as unknown });
    expect(response.status).toBe(200);
  });

  it('nested as deep as two hundred levels, and no deeper, whatever any stack could hold', async () => {
    // The first list is on the seventh level, and each extension takes two.
    const nested = (times: number) => {
      const text = JSON.stringify(booking({ ...aVisit(), extension: 'DEEP' }));
      return lab.postText(text.replace('"DEEP"', '[{"extension":'.repeat(times) + '1' + '}]'.repeat(times)));
    };
    expect((await nested(97)).status).toBe(200);
    for (const times of [98, 50_000]) {
      const response = await nested(times);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ expression: ['context.appointments.entry[0].resource.extension[0].extension'] }],
      });
    }
  });

  it('the same hookInstance twice is judged twice', async () => {
    await forgetCards(lab);
    const hookInstance = randomUUID();
    const answers = [];
    for (const userId of ['Practitioner/n1', 'Practitioner/s1']) {
      const response = await lab.post(aBooking({ hookInstance, context: aContext({ userId }) }));
      answers.push(((await response.json()) as { cards: readonly { summary: string }[] }).cards[0]?.summary);
    }
    expect(answers).toEqual([expect.stringMatching(/not covered/), answers[0]]);
    const kept = lab.store.db.selectFrom('cds_call').select('id').where('hook_instance', '=', hookInstance);
    expect(await kept.execute()).toHaveLength(2);
  });

  it('a byte order mark before the first brace', async () => {
    expect((await lab.postText(`\uFEFF${JSON.stringify(aBooking())}`)).status).toBe(200);
  });
});

describe('a flood of malformed bodies', () => {
  const BODIES = ['{', '['.repeat(100_000), JSON.stringify({ filler: 'x'.repeat(100_000) }), 'x'.repeat(100_000)];

  /** One connection each; half of them say who they are. */
  async function flood(): Promise<readonly number[]> {
    const tokens = await Promise.all(Array.from({ length: 50 }, () => lab.token()));
    return Promise.all(
      Array.from({ length: 100 }, (_, at) => {
        const token = tokens[at];
        return posted(
          BODIES[at % BODIES.length] ?? '',
          token === undefined ? {} : { authorization: `Bearer ${token}` },
        );
      }),
    );
  }

  /** On a connection that nobody uses again. */
  const posted = (text: string, headers: Readonly<Record<string, string>>): Promise<number> =>
    new Promise((resolve, reject) => {
      const url = `${lab.url}/cds-services/infusion-booking`;
      const call = request(url, { method: 'POST', headers, agent: false });
      call.once('error', reject).once('response', (answer) => {
        answer.resume().once('end', () => {
          resolve(answer.statusCode ?? 0);
        });
      });
      call.end(text);
    });

  /** A body that never ends. */
  async function hang(): Promise<Socket> {
    const socket = connect(Number(new URL(lab.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /cds-services/infusion-booking HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n');
    socket.write('['.repeat(50_000));
    return socket;
  }

  it('from two hundred connections holds up nobody else, is refused, and leaves nothing behind', async () => {
    const hanging = await Promise.all(Array.from({ length: 100 }, hang));
    const statuses = flood();
    expect((await fetch(`${lab.url}/healthz`)).status).toBe(200);
    expect((await lab.post(aBooking())).status).toBe(200);
    expect(new Set(await statuses)).toEqual(new Set([400, 401]));
    for (const socket of hanging) socket.destroy();
    const kept = await heldBytes();
    for (let times = 0; times < 3; times += 1) await flood();
    expect((await heldBytes()) - kept).toBeLessThan(5_000_000);
  });
});

/** What the process holds once everything that nobody needs is gone. */
async function heldBytes(): Promise<number> {
  lab.logs.length = 0;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What the last answers still hold is let go in the turns after them.
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('the status table', () => {
  const call = async (method: string, path: string): Promise<number> =>
    (await fetch(`${lab.url}${path}`, { method })).status;

  it('every refusal carries an OperationOutcome with the id under which the log has it', async () => {
    for (const path of [
      'nothing',
      '%E0%A4%A',
      'infusion-booking',
      'infusion-booking/feedback',
      'infusion-booking/x/y',
    ]) {
      const response = await fetch(`${lab.url}/cds-services/${path}`, { method: 'PUT' });
      expect(response.status, path).toBeGreaterThanOrEqual(400);
      expect(await response.json(), path).toMatchObject({
        resourceType: 'OperationOutcome',
        id: response.headers.get('x-request-id'),
        issue: [{ severity: 'error' }],
      });
    }
  });

  it('a refused call is in the log with the paths of its faults and nothing of what it said', async () => {
    lab.logs.length = 0;
    await lab.post(inContext({ patientId: 'Zaphod Beeblebrox', appointments: undefined }));
    expect(lab.logs).toMatchObject([
      {
        event: 'call refused',
        fields: { service: 'infusion-booking', why: 'malformed', paths: ['context.patientId', 'context.appointments'] },
      },
    ]);
    expect(JSON.stringify(lab.logs)).not.toContain('Zaphod');
  });

  it('unknown services are 404, wrong methods 405, never 5xx', async () => {
    expect(await call('POST', '/cds-services/nothing')).toBe(404);
    expect(await call('GET', '/cds-services/nothing')).toBe(404);
    expect(await call('GET', '/cds-services/infusion-booking')).toBe(405);
    expect(await call('DELETE', '/cds-services')).toBe(405);
    expect(await call('POST', '/cds-services/%00')).toBe(404);
    expect(await call('POST', '/cds-services/%E0%A4%A')).toBe(400);
    expect(await call('POST', '/cds-services/infusion-booking/feedback')).toBe(401);
    expect(await call('GET', '/cds-services/infusion-booking/feedback')).toBe(405);
    expect(await call('POST', '/cds-services/nothing/feedback')).toBe(404);
  });

  it.each([
    ['/api/worklist?search=a%00', 'search', 'must not hold the character U+0000'],
    ['/api/worklist/cases/a%00b', 'address', 'must not hold the character U+0000'],
    ['/api/audit?patient=somebody', 'patient', 'must be a reference such as Patient/p1'],
  ])('the app is told the place and the remedy: %s', async (address, path, message) => {
    const response = await lab.api(await lab.signIn('compliance'), 'GET', address);
    const requestId = response.headers.get('x-request-id');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: { code: 'bad-request', path, message, requestId } });
  });

  it('the app is told that its body is not JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${lab.url}/api/session`, { method: 'POST', headers, body: '{"a":' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'bad-request', message: 'The body is not JSON.' } });
  });

  it('discovery is open: a token, good or bad, changes nothing', async () => {
    const token = await lab.token({ aud: 'https://chairready.test/cds-services' });
    for (const authorization of [`Bearer ${token}`, 'Bearer rubbish']) {
      const response = await fetch(`${lab.url}/cds-services`, { headers: { authorization } });
      expect([response.status, ((await response.json()) as { services: object[] }).services.length]).toEqual([200, 8]);
    }
  });

  it('discovery answers with and without a slash, and lists one service for one hook', async () => {
    for (const path of ['/cds-services', '/cds-services/']) {
      const response = await fetch(lab.url + path);
      const { services } = (await response.json()) as { services: { id: string; hook: string }[] };
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(services.map(({ id, hook }) => [id, hook])).toEqual([
        ['infusion-booking', 'appointment-book'],
        ['infusion-order-select', 'order-select'],
        ['infusion-order-sign', 'order-sign'],
        ['infusion-check-in', 'encounter-start'],
        ['infusion-checkout', 'encounter-discharge'],
        ['infusion-chart', 'patient-view'],
        ['infusion-verify', 'medication-verify'],
        ['infusion-administration', 'org.chairready.medicationadministration-record'],
      ]);
    }
  });

  it('CORS headers stand on answers and refusals for known origins, and nowhere for others', async () => {
    const allowed = { origin: 'https://ehr.test', authorization: `Bearer ${await lab.token()}` };
    for (const response of [await lab.post(aBooking(), allowed), await lab.post({}, { origin: 'https://ehr.test' })]) {
      expect(response.headers.get('access-control-allow-origin')).toBe('https://ehr.test');
    }
    const asked = await fetch(`${lab.url}/cds-services`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://ehr.test',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toMatch(/Authorization/);
    const other = await lab.post({}, { origin: 'https://stranger.test' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('health and readiness answer, and metrics name no patient', async () => {
    expect(await call('GET', '/healthz')).toBe(200);
    expect(await call('GET', '/readyz')).toBe(200);
    const text = await (await fetch(`${lab.url}/metrics`)).text();
    expect(text).toMatch(/chairready_hook_seconds_count\{service="infusion-booking"/);
    expect(text).not.toMatch(/Patient\/|p1/);
  });
});
