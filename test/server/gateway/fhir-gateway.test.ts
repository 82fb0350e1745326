import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FhirGateway } from '../../../server/gateway/fhir-gateway.ts';
import { fhirGateway } from '../../../server/gateway/fhir-gateway.ts';
import { fromOutside } from '../../support/from-outside.ts';

const BASE = 'https://ehr.test/fhir';
const ehr = setupServer();
beforeAll(() => {
  ehr.listen({ onUnhandledRequest: 'error' });
});
afterEach(() => {
  ehr.resetHandlers();
});
afterAll(() => {
  ehr.close();
});

/** A gateway whose clock only moves when it waits. */
function aGateway(): {
  gateway: FhirGateway;
  waits: number[];
  call: { accessToken: string; deadline: number };
  pass: (ms: number) => void;
} {
  let now = 1_000_000;
  const waits: number[] = [];
  const gateway = fhirGateway(BASE, {
    now: () => now,
    chance: () => 0.5,
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  });
  return { gateway, waits, call: { accessToken: 't', deadline: now + 10_000_000 }, pass: (ms) => (now += ms) };
}

/** Answers with the statuses in turn, the last one for ever; counts the calls. */
function answering(...statuses: readonly (number | readonly [number, string])[]): () => number {
  let calls = 0;
  ehr.use(
    http.get(`${BASE}/*`, () => {
      const next = statuses[Math.min(calls, statuses.length - 1)] ?? 200;
      calls += 1;
      const [status, retryAfter] = typeof next === 'number' ? [next, undefined] : next;
      const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
      return HttpResponse.json({ resourceType: 'Patient', id: 'p1' }, { status, headers });
    }),
  );
  return () => calls;
}

describe('many reads', () => {
  it('run at most 24 at a time, and none begins after the deadline', async () => {
    let [running, most, begun] = [0, 0, 0];
    const full = fromOutside();
    ehr.use(
      http.get(`${BASE}/*`, async () => {
        [running, begun] = [running + 1, begun + 1];
        most = Math.max(most, running);
        if (begun === 24) full.resolve();
        await full.promise;
        running -= 1;
        return HttpResponse.json({ resourceType: 'Patient', id: 'p1' });
      }),
    );
    const { gateway, call, pass } = aGateway();
    const reads = Array.from({ length: 40 }, () => gateway.read('Patient/p1', call));
    await full.promise;
    pass(10_000_001);
    const answers = await Promise.all(reads);
    expect([most, begun]).toEqual([24, 24]);
    expect(answers.filter((answer) => !answer.ok && answer.problem.code === 'timeout')).toHaveLength(16);
  });
});

describe('a read', () => {
  it('is tried again after a failure that may pass, with longer waits', async () => {
    const calls = answering(503, 500, 200);
    const { gateway, waits, call } = aGateway();
    expect(await gateway.read('Patient/p1', call)).toMatchObject({ ok: true });
    expect(calls()).toBe(3);
    expect(waits).toEqual([160, 320]);
  });

  it('waits as long as the server asks, in seconds', async () => {
    answering([429, '2'], 200);
    const { gateway, waits, call } = aGateway();
    expect(await gateway.read('Patient/p1', call)).toMatchObject({ ok: true });
    expect(waits).toEqual([2000]);
  });

  it('is given up where the wait would pass the deadline', async () => {
    const calls = answering([503, '60'], 200);
    const { gateway, waits, call } = aGateway();
    expect(await gateway.read('Patient/p1', { ...call, deadline: 1_059_999 })).toMatchObject({
      problem: { code: 'server-error' },
    });
    expect([calls(), waits]).toEqual([1, []]);
  });

  it.each([
    [400, 'refused'],
    [401, 'token-refused'],
    [403, 'refused'],
    [404, 'not-found'],
  ])('is not tried again after %s, which is an answer', async (status, code) => {
    const calls = answering(status);
    const { gateway, call } = aGateway();
    expect(await gateway.read('Patient/p1', call)).toMatchObject({ problem: { code, status } });
    expect(calls()).toBe(1);
  });

  it('refuses what is no JSON object', async () => {
    for (const body of ['[]', '"x"', '{', '']) {
      ehr.use(http.get(`${BASE}/*`, () => new HttpResponse(body)));
      const { gateway, call } = aGateway();
      expect(await gateway.read('Patient/p1', call)).toMatchObject({ problem: { code: 'bad-answer' } });
    }
  });
});

describe('the circuit breaker', () => {
  it('lets all that come while one call tries wait for it, and go on when it succeeds or stop when it fails', async () => {
    const { gateway, call, pass } = aGateway();
    const strict = { ...call, deadline: 1_000_000 + 60_000 };
    const tenAtOnce = () =>
      Promise.all(Array.from({ length: 10 }, (_, index) => gateway.read(`Patient/p${String(index)}`, strict)));
    const broken = answering([503, '99999']);
    for (let failure = 0; failure < 8; failure += 1) await gateway.read('Patient/p1', strict);
    pass(10_000);
    expect((await tenAtOnce()).filter((answer) => !answer.ok)).toHaveLength(10);
    expect(broken()).toBe(9);
    pass(10_000);
    const well = answering(200);
    expect((await tenAtOnce()).filter((answer) => answer.ok)).toHaveLength(10);
    expect(well()).toBe(10);
  });

  it('opens after eight failures in a row, rests ten seconds, then lets one call try', async () => {
    const calls = answering([503, '99999']);
    const { gateway, call, pass } = aGateway();
    const strict = { ...call, deadline: 1_000_000 + 60_000 };
    for (let failure = 0; failure < 8; failure += 1) await gateway.read('Patient/p1', strict);
    expect(calls()).toBe(8);
    expect(await gateway.read('Patient/p1', strict)).toMatchObject({ problem: { code: 'circuit-open' } });
    expect(calls()).toBe(8);
    pass(10_000);
    answering(200);
    expect(await gateway.read('Patient/p1', strict)).toMatchObject({ ok: true });
    expect(await gateway.read('Patient/p1', strict)).toMatchObject({ ok: true });
  });

  it('stays closed after refusals', async () => {
    const calls = answering(404);
    const { gateway, call } = aGateway();
    for (let refusal = 0; refusal < 12; refusal += 1) await gateway.read('Patient/p1', call);
    expect(calls()).toBe(12);
  });
});

describe('a search', () => {
  const page = (number: number, last: number) => ({
    resourceType: 'Bundle',
    type: 'searchset',
    total: last,
    entry: [{ resource: { resourceType: 'Coverage', id: `c${String(number)}` } }],
    link: number < last ? [{ relation: 'next', url: `${BASE}/Coverage?page=${String(number + 1)}` }] : [],
  });
  const paged = (last: number) =>
    http.get(`${BASE}/Coverage`, ({ request }) =>
      HttpResponse.json(page(Number(new URL(request.url).searchParams.get('page') ?? 1), last)),
    );

  it('reads every page', async () => {
    ehr.use(paged(5));
    const { gateway, call } = aGateway();
    const found = await gateway.search('Coverage?patient=p1', call);
    expect(found.ok && [found.value.complete, found.value.resources.map(({ id }) => id)]).toEqual([
      true,
      ['c1', 'c2', 'c3', 'c4', 'c5'],
    ]);
  });

  it('ends at its cap and says that there is more', async () => {
    ehr.use(paged(1000));
    const { gateway, call } = aGateway();
    const found = await gateway.search('Coverage?patient=p1', call);
    expect(found.ok && [found.value.complete, found.value.resources.length]).toEqual([false, 21]);
  });
});
