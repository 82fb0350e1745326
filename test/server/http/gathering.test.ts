import { randomUUID } from 'node:crypto';
import { HttpResponse, http } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { decompressText } from '../../../server/store/compressed-text.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import { fromOutside } from '../../support/from-outside.ts';
import type { Lab } from './hook-lab.ts';
import {
  EHR,
  RULES,
  aBooking,
  aVisit,
  aContext,
  aKey,
  aTenant,
  authorization,
  bundleOf,
  ehrWith,
  forgetCards,
  fullPrefetch,
  openLab,
  outside,
} from './hook-lab.ts';

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  lab = await openLab(key, [aTenant({ cards: { budgetMs: 1000, routing: 'task' } }, { jwks: { keys: [key.jwk] } })]);
});
afterEach(async () => {
  outside.resetHandlers();
  await forgetCards(lab);
  lab.calls.length = 0;
  lab.logs.length = 0;
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

interface Answer {
  readonly status: number;
  readonly cards: readonly { summary: string; detail: string; indicator: string; suggestions?: readonly unknown[] }[];
  readonly paths: readonly string[];
}

async function answer(body: unknown): Promise<Answer> {
  await forgetCards(lab);
  const response = await lab.post(body);
  const json = (await response.json()) as { cards?: Answer['cards']; issue?: { diagnostics?: string }[] };
  return {
    status: response.status,
    cards: json.cards ?? [],
    paths: (json.issue ?? []).map(({ diagnostics = '' }) => diagnostics),
  };
}

const lastCalls = () =>
  lab.store.db.selectFrom('cds_call').selectAll().orderBy('received_at', 'desc').limit(1).execute();

const sending = (prefetch: object, more: object = authorization()) => aBooking({ prefetch, ...more });
const all = { Coverage: [aCoverage()], MedicationRequest: [anOrder()] };

describe('prefetch', () => {
  it('complete: nothing is read, whatever the token is worth', async () => {
    const { status, cards } = await answer(aBooking(authorization('useless')));
    expect(status).toBe(200);
    expect(cards).toHaveLength(1);
    expect(cards[0]?.summary).toMatch(/^Keytruda \(J9271\): no auth on file/);
    expect(lab.calls).toEqual([]);
  });

  it('null and an empty Bundle mean none, and nobody is asked again', async () => {
    const { status } = await answer(sending({ ...fullPrefetch(), claimResponses: null, services: bundleOf() }));
    expect(status).toBe(200);
    expect(lab.calls).toEqual([]);
  });

  it('an absent key is read once, with the token of the request, and answers the same as if it had been sent', async () => {
    outside.use(...ehrWith(all));
    const { coverages: _absent, ...prefetch } = fullPrefetch();
    const { cards } = await answer(sending(prefetch));
    expect(lab.calls.map(({ url }) => url)).toEqual([`${EHR}/Coverage?patient=p1`]);
    expect(lab.calls[0]?.headers.get('authorization')).toBe('Bearer ehr-token');
    expect(cards[0]?.summary).toBe((await answer(aBooking())).cards[0]?.summary);
  });

  it('a token of another type than Bearer is never used', async () => {
    outside.use(...ehrWith(all));
    const { coverages: _absent, ...prefetch } = fullPrefetch();
    const { fhirAuthorization } = authorization();
    for (const token_type of ['mac', 'DPoP', undefined]) {
      const body = sending(prefetch, { fhirAuthorization: { ...fhirAuthorization, token_type } });
      expect(await answer(body)).toMatchObject({ status: 412, paths: ['prefetch.coverages'] });
    }
    expect(lab.calls).toEqual([]);
  });

  it('absent keys are read side by side, not one after the other', async () => {
    const [begun, bothBegun] = [new Set<string>(), fromOutside()];
    outside.use(
      http.get(`${EHR}/:type`, async ({ params }) => {
        begun.add(String(params['type']));
        if (begun.size === 2) bothBegun.resolve();
        await bothBegun.promise;
        return HttpResponse.json(bundleOf(...(params['type'] === 'Coverage' ? all.Coverage : all.MedicationRequest)));
      }),
    );
    const { coverages: _coverages, medications: _medications, ...prefetch } = fullPrefetch();
    const { cards } = await answer(sending(prefetch));
    expect(cards[0]?.summary).toMatch(/^Keytruda \(J9271\): no auth on file/);
  });

  it('what the server refuses to show to this token is said to be unread', async () => {
    outside.use(http.get(`${EHR}/ClaimResponse`, () => new HttpResponse(null, { status: 401 })));
    const { claimResponses: _absent, ...prefetch } = fullPrefetch();
    const { status, cards } = await answer(sending(prefetch, authorization('expired')));
    expect(status).toBe(200);
    expect(cards[0]?.detail).toMatch(/Not read: authorizations\./);
  });

  it('works with none at all where the record may be read', async () => {
    outside.use(...ehrWith(all));
    const { status, cards } = await answer(sending({}));
    expect(status).toBe(200);
    expect(cards[0]?.summary).toMatch(/^Keytruda \(J9271\): no auth on file/);
  });

  it('pages are followed on the same server', async () => {
    outside.use(
      http.get(`${EHR}/page2`, () => HttpResponse.json(bundleOf(anOrder()))),
      ...ehrWith(all),
    );
    const first = { ...bundleOf(), link: [{ relation: 'next', url: `${EHR}/page2` }] };
    const { cards } = await answer(sending({ ...fullPrefetch(), medications: first }));
    expect(lab.calls.map(({ url }) => url)).toEqual([`${EHR}/page2`]);
    expect(cards[0]?.summary).toMatch(/Keytruda/);
    expect(cards[0]?.detail).not.toMatch(/Not read/);
  });

  it.each([
    ['another host', 'https://stranger.test/fhir/page2'],
    ['this machine', 'http://127.0.0.1:9/fhir/page2'],
    ['the cloud’s own address', 'http://169.254.169.254/latest'],
    ['another path of the same host', 'https://ehr.test/admin?page=2'],
    ['a path that climbs out', `${EHR}/../admin`],
    ['another name in the address', 'https://ehr.test@stranger.test/fhir/page2'],
    ['a file', 'file:///etc/passwd'],
  ])('a next link to %s is never called, and the answer says that it is partial', async (_name, url) => {
    const { status, cards } = await answer(
      sending({ ...fullPrefetch(), claimResponses: { ...bundleOf(), link: [{ relation: 'next', url }] } }),
    );
    expect(status).toBe(200);
    expect(lab.calls).toEqual([]);
    expect(cards[0]?.detail).toMatch(/Not read: a part of authorizations\./);
  });

  it('a redirect is not followed', async () => {
    outside.use(
      http.get(
        `${EHR}/Coverage`,
        () => new HttpResponse(null, { status: 302, headers: { location: 'https://stranger.test/' } }),
      ),
      ...ehrWith(all),
    );
    const { coverages: _absent, ...prefetch } = fullPrefetch();
    expect(await answer(sending(prefetch))).toMatchObject({ status: 412, paths: ['prefetch.coverages'] });
    expect(lab.calls.every(({ url }) => url.startsWith(EHR))).toBe(true);
  });

  it('an error of the client is asked about once more; a warning without matches means none', async () => {
    outside.use(...ehrWith(all));
    const outcome = (severity: string) => ({
      resourceType: 'OperationOutcome',
      issue: [{ severity, code: 'processing' }],
    });
    await answer(sending({ ...fullPrefetch(), claimResponses: outcome('error') }));
    expect(lab.calls).toHaveLength(1);
    lab.calls.length = 0;
    await answer(sending({ ...fullPrefetch(), claimResponses: bundleOf(outcome('warning')) }));
    expect(lab.calls).toHaveLength(0);
  });
});

describe('412', () => {
  it.each([
    ['patient', ['patient'], ['prefetch.patient']],
    ['coverages', ['coverages'], ['prefetch.coverages']],
    ['orders of both kinds', ['medications', 'services'], ['prefetch.medications', 'prefetch.services']],
  ])('names %s where it is neither sent nor readable', async (_name, missing, paths) => {
    const prefetch = Object.fromEntries(Object.entries(fullPrefetch()).filter(([key]) => !missing.includes(key)));
    expect(await answer(aBooking({ prefetch }))).toMatchObject({ status: 412, paths });
    for (const status of [401, 403, 404, 500]) {
      outside.use(http.get(`${EHR}/*`, () => new HttpResponse('{}', { status })));
      expect(await answer(sending(prefetch)), String(status)).toMatchObject({ status: 412, paths });
    }
  });

  it.each([
    'roles',
    'user',
    'appointments',
    'conditions',
    'administrations',
    'observations',
    'claimResponses',
    'medications',
    'services',
  ])('is not the answer where only %s is missing', async (key) => {
    const prefetch = Object.fromEntries(Object.entries(fullPrefetch()).filter(([name]) => name !== key));
    expect((await answer(aBooking({ prefetch }))).status).toBe(200);
  });

  it('is not the answer where a record was found and lacks something', async () => {
    const { status } = await answer(
      aBooking({ prefetch: { ...fullPrefetch(), coverages: bundleOf({ resourceType: 'Coverage', id: 'c' }) } }),
    );
    expect(status).toBe(200);
  });
});

describe('422', () => {
  it('names the element of a record that cannot be read', async () => {
    const coverages = bundleOf({ ...aCoverage(), order: 'first' });
    expect(await answer(aBooking({ prefetch: { ...fullPrefetch(), coverages } }))).toMatchObject({
      ...{ status: 422, cards: [], paths: ['Coverage/c1.order'] },
    });
  });
});

describe('a record that shows nothing to do', () => {
  const coverages = bundleOf(aCoverage({ payor: [{ display: 'Open Health' }] }));

  it('is silent when all was read, and speaks when the authorizations could not be', async () => {
    const { claimResponses: _absent, ...unread } = fullPrefetch();
    expect((await answer(aBooking({ prefetch: { ...fullPrefetch(), coverages } }))).cards).toEqual([]);
    const { cards } = await answer(aBooking({ prefetch: { ...unread, coverages } }));
    expect(cards.map(({ indicator }) => indicator)).toEqual(['info']);
    expect(cards[0]?.summary).toContain('authorizations could not be read');
  });
});

describe('the reader', () => {
  const by = (userId: string) => aBooking({ context: aContext({ userId }) });

  it('patients and relatives get no card', async () => {
    expect(await answer(by('Patient/p1'))).toMatchObject({ status: 200, cards: [] });
    expect(await answer(by('RelatedPerson/r1'))).toMatchObject({ status: 200, cards: [] });
  });

  it('somebody unknown reads facts and the next step, and nothing about staff', async () => {
    const { cards } = await answer(by('Practitioner/stranger'));
    expect(cards[0]?.summary).toMatch(/no auth on file/);
    expect(cards[0]?.suggestions).toBeUndefined();
    expect(JSON.stringify(cards)).not.toMatch(/auth team|worklist|Estimate|senior/i);
  });

  it('a scheduler may send it on, and reads neither dollars nor percentages', async () => {
    const { cards } = await answer(by('Practitioner/n1'));
    expect(cards[0]?.suggestions).toHaveLength(1);
    expect(cards[0]?.detail).toMatch(/On worklist: /);
    expect(JSON.stringify(cards)).not.toMatch(/\$|%|dollar|percent/i);
  });
});

describe('the visits asked about', () => {
  it('a booked visit that is being moved is judged on its new day', async () => {
    const stored = bundleOf(aVisit({ id: 'a1', start: '2026-12-11T09:00:00-05:00' }));
    const moved = aVisit({ id: 'a1', start: '2026-12-22T09:00:00-05:00' });
    const appointments = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: moved }] };
    const { cards } = await answer(
      aBooking({ context: aContext({ appointments }), prefetch: { ...fullPrefetch(), appointments: stored } }),
    );
    expect(cards[0]?.summary).toMatch(/Dec 22/);
    expect(cards[0]?.summary).not.toMatch(/Dec 11/);
  });

  it('one card names everything that is missing for the drug of a near visit, the gravest gap and the others', async () => {
    const near = { resource: aVisit({ id: 'a1', start: '2026-12-03T09:00:00-05:00' }) };
    const appointments = { resourceType: 'Bundle', type: 'collection', entry: [near] };
    const { dosageInstruction: _none, ...order } = anOrder();
    const prefetch = { ...fullPrefetch(), coverages: bundleOf(), medications: bundleOf(order) };
    const { cards } = await answer(aBooking({ context: aContext({ appointments }), prefetch }));
    expect(cards).toHaveLength(1);
    expect(cards[0]?.summary).toMatch(/cannot tell if Dec 3 visit is covered; missing: (dose, payer|payer, dose)/);
    expect(cards[0]?.detail).toMatch(/dose missing\. The order has no dosage instruction\. Missing: dose\./);
  });

  it('two drafts with one id are two visits', async () => {
    const twins = ['2026-12-15', '2026-12-22'].map((day) => ({ resource: aVisit({ start: `${day}T09:00:00-05:00` }) }));
    const appointments = { resourceType: 'Bundle', type: 'collection', entry: twins };
    const { cards } = await answer(aBooking({ context: aContext({ appointments }) }));
    expect(cards[0]?.summary).toMatch(/Dec 15 visit not covered \(\+1 more visit\)/);
    expect(cards[0]?.detail).toContain('Dec 22');
  });

  it('twelve drafts without ids give one card with the count of the others', async () => {
    const entry = Array.from({ length: 12 }, (_, week) => {
      const day = new Date(Date.UTC(2026, 11, 7 + 7 * week)).toISOString().slice(0, 10);
      const { id: _none, ...draft } = aVisit({ status: 'proposed', start: `${day}T09:00:00-05:00` });
      return { resource: draft };
    });
    const { cards } = await answer(
      aBooking({ context: aContext({ appointments: { resourceType: 'Bundle', type: 'collection', entry } }) }),
    );
    expect(cards).toHaveLength(1);
    expect(cards[0]?.summary).toMatch(/Dec 7 visit not covered \(\+11 more visits\)/);
  });

  it('the access token stands in no log line and no kept record', async () => {
    outside.use(...ehrWith(all));
    await answer(sending({}, authorization('secret-ehr-token')));
    expect(JSON.stringify(lab.logs)).not.toContain('secret-ehr-token');
    for (const { snapshot, decision } of await lastCalls())
      for (const kept of [snapshot, decision]) expect(decompressText(kept)).not.toContain('secret-ehr-token');
  });

  it('an answered call is in the log, and on record, with its instance, its cards and the rules that decided', async () => {
    const hookInstance = randomUUID();
    const response = await lab.post(aBooking({ hookInstance }));
    const { cards } = (await response.json()) as { cards: readonly { uuid: string }[] };
    const cardUuids = cards.map(({ uuid }) => uuid);
    expect(cardUuids).toHaveLength(1);
    const line = lab.logs.find(({ event }) => event === 'hook answered');
    expect(line?.fields).toMatchObject({ hookInstance, cardUuids, rules: RULES });
    const [kept] = await lastCalls();
    expect(kept).toMatchObject({ hook_instance: hookInstance, rules_version: RULES, cards });
    expect(kept?.id).toBe(line?.fields['decision']);
  });
});
