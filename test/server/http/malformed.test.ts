import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './hook-lab.ts';
import { aBooking, aContext, aKey, bundleOf, fullPrefetch, openLab, outside } from './hook-lab.ts';

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
  ['fhirServer of somebody else', aBooking({ fhirServer: 'https://stranger.test/fhir' }), 'fhirServer'],
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

  it.each(REFUSED)('is refused with the path of the fault: %s', async (_name, body, path) => {
    const response = await lab.post(body);
    const outcome = (await response.json()) as { issue: { diagnostics?: string }[] };
    expect(response.status).toBe(400);
    expect(outcome.issue.map(({ diagnostics = '' }) => diagnostics)).toContain(path);
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
    ['a constant hookInstance', aBooking({ hookInstance: 'not-a-uuid' })],
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

  it('a byte order mark before the first brace', async () => {
    expect((await lab.postText(`\uFEFF${JSON.stringify(aBooking())}`)).status).toBe(200);
  });
});

describe('the status table', () => {
  const call = async (method: string, path: string): Promise<number> =>
    (await fetch(`${lab.url}${path}`, { method })).status;

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
