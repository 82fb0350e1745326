import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { exportJWK } from 'jose';
import { HttpResponse, delay, http } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../cds-hooks/card-wire.ts';
import { ok, problem } from '../../../domain/kernel/result.ts';
import { finishChecks } from '../../../server/http/queued-check.job.ts';
import { feedbackOnCard } from '../../../server/store/feedback.ts';
import { settleOutcomes } from '../../../server/worklist/settle-outcomes.ts';
import { findShowing } from '../../../server/store/showings.ts';
import { aCoverage, anOrder } from '../../support/fhir-builders.ts';
import { fromOutside } from '../../support/from-outside.ts';
import type { Lab } from './hook-lab.ts';
import {
  EHR,
  PUBLIC_URL,
  aBooking,
  aContext,
  aKey,
  aTenant,
  aVisit,
  authorization,
  bundleOf,
  ehrWith,
  fullPrefetch,
  openLab,
  outside,
} from './hook-lab.ts';

let lab: Lab;
let silent: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const client = { jwks: { keys: [key.jwk] } };
  const backend = { clientId: 'chairready', privateJwk: { ...(await exportJWK(key.privateKey)), kid: 'own' } };
  const fhir = { baseUrl: EHR, backend };
  lab = await openLab(key, [aTenant({ fhir, cards: { budgetMs: 1000, routing: 'task' } }, client)]);
  silent = await openLab(key, [aTenant({ cards: { silent: true } }, client)]);
});
afterEach(() => {
  outside.resetHandlers();
});
afterAll(async () => {
  await Promise.all([lab.close(), silent.close()]);
  outside.close();
});

/** A patient of its own for each test: what one test is shown, no other test has seen. */
function bookingOf(patientId: string, more: { readonly user?: string; readonly days?: readonly string[] } = {}) {
  const { user = 'Practitioner/n1', days = ['2026-12-15'] } = more;
  const subject = { reference: `Patient/${patientId}` };
  const entry = days.map((day, index) => ({
    resource: aVisit({
      id: `a${String(index)}`,
      status: 'proposed',
      start: `${day}T09:00:00-05:00`,
      participant: [{ status: 'accepted', actor: subject }],
    }),
  }));
  return aBooking({
    context: aContext({ userId: user, patientId, appointments: { resourceType: 'Bundle', type: 'collection', entry } }),
    prefetch: {
      ...fullPrefetch(),
      patient: { resourceType: 'Patient', id: patientId },
      coverages: bundleOf(aCoverage({ beneficiary: subject })),
      medications: bundleOf(anOrder({ subject })),
    },
  });
}

const cardsOf = async (response: Response): Promise<readonly Card[]> =>
  ((await response.json()) as { cards: readonly Card[] }).cards;

async function shown(body: unknown, by: Lab = lab): Promise<readonly Card[]> {
  const response = await by.post(body);
  expect(response.status).toBe(200);
  return cardsOf(response);
}

const only = async (body: unknown): Promise<Card> => {
  const [card, ...others] = await shown(body);
  if (card === undefined || others.length > 0) throw new Error('one card was expected');
  return card;
};

const send = (feedback: readonly object[], headers?: Readonly<Record<string, string>>) =>
  lab.call('infusion-booking/feedback', { feedback }, headers);

const overridden = (card: string, more: object = {}) => ({
  card,
  outcome: 'overridden',
  outcomeTimestamp: '2026-12-01T15:00:00Z',
  ...more,
});

const accepted = (card: Card, more: object = {}) => ({
  card: card.uuid,
  outcome: 'accepted',
  acceptedSuggestions: [{ id: card.suggestions?.[0].uuid ?? '' }],
  outcomeTimestamp: '2026-12-01T15:00:00Z',
  ...more,
});

const keptOf = (card: string) => feedbackOnCard(lab.store.db, 'lab', card);

describe('feedback', () => {
  it('on an acceptance is kept once, and takes note of the case once, however often it is sent', async () => {
    const card = await only(bookingOf('accepts'));
    for (let times = 0; times < 3; times += 1) expect((await send([accepted(card)])).status).toBe(200);
    expect(await keptOf(card.uuid)).toMatchObject([
      { outcome: 'accepted', suggestionUuid: card.suggestions?.[0].uuid, service: 'infusion-booking' },
    ]);
    const cases = await lab.store.db
      .selectFrom('authorization_case')
      .selectAll()
      .where('patient_ref', '=', 'Patient/accepts')
      .execute();
    expect(cases.map(({ acknowledged_at, version }) => [acknowledged_at?.toISOString(), version])).toEqual([
      ['2026-12-01T15:00:00.000Z', 2],
    ]);
  });

  it('on an override keeps reason and words, in every spelling', async () => {
    const reason = { system: 'urn:chairready:override-reason', code: 'patient-urgent' };
    const epic = 'com.epic.cdshooks.feedback.overrideReason.';
    const spellings = [
      { overrideReason: { reason, userComment: 'w' } },
      { overrideReasons: { reason, userComment: 'w' } },
      { overrideReasons: [{ reason, userComment: 'w' }] },
    ];
    for (const [index, spelling] of spellings.entries()) {
      const card = randomUUID();
      expect((await send([overridden(card, spelling)])).status, String(index)).toBe(200);
      expect(await keptOf(card)).toMatchObject([{ outcome: 'overridden', reason, comment: 'w' }]);
    }
    const odd = randomUUID();
    expect((await send([overridden(odd, { overrideReason: { userComment: 'no text\u0000' } })])).status).toBe(200);
    expect(await keptOf(odd)).toMatchObject([{ comment: 'no text\ufffd' }]);
    const card = randomUUID();
    const extension = { [`${epic}reasonCategory`]: 'Inappropriate', [`${epic}reasonDisplay`]: 'Not now' };
    expect((await send([overridden(card, { overrideReasons: { extension } })])).status).toBe(200);
    expect(await keptOf(card)).toMatchObject([{ reason: { code: 'Inappropriate' } }]);
    expect(JSON.stringify(lab.logs)).not.toContain('"w"');
    const metrics = await (await fetch(`${lab.url}/metrics`)).text();
    expect(metrics).toMatch(/chairready_feedback_unknown_total\{service="infusion-booking",tenant="lab"\} [1-9]/);
  });

  it.each([
    ['an empty batch', [], 200],
    ['an override without a reason', [overridden('x')], 200],
    ['a card that nobody knows', [overridden(randomUUID())], 200],
    ['an acceptance without suggestions', [{ ...overridden('x'), outcome: 'accepted' }], 400],
    ['an unknown outcome', [{ ...overridden('x'), outcome: 'ignored' }], 400],
    ['a day instead of an instant', [{ ...overridden('x'), outcomeTimestamp: '2026-12-01' }], 400],
  ])('of %s', async (_name, feedback, status) => {
    expect((await send(feedback)).status).toBe(status);
  });

  it('by the hundred is kept with a handful of statements, the first word on each card', async () => {
    const card = await only(bookingOf('many'));
    const reason = { system: 's', code: 'first' };
    const said = { outcome: 'overridden' as const, suggestions: [], happenedAt: new Date('2026-12-01T15:00:00Z') };
    const outcomes = [
      { ...said, card: card.uuid, reason },
      {
        ...said,
        card: card.uuid,
        reason: { system: 's', code: 'second' },
        happenedAt: new Date('2026-12-01T16:00:00Z'),
      },
      ...Array.from({ length: 498 }, () => ({ ...said, card: randomUUID() })),
    ];
    let statements = 0;
    const counted = lab.store.db.withPlugin({
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const where = { tenant: 'lab', service: 'infusion-booking' };
    const { fresh, orphans } = await settleOutcomes(counted, where, outcomes);
    expect([fresh.length, orphans, statements]).toEqual([500, 498, 3]);
    const showing = await findShowing(lab.store.db, 'lab', card.uuid);
    expect(showing).toMatchObject({ outcome: 'overridden', reasonCode: 'first' });
    expect((await settleOutcomes(lab.store.db, where, outcomes)).fresh).toEqual([]);
  });

  it('of a batch with one bad item is refused whole, and the item is named', async () => {
    const card = randomUUID();
    const response = await send([overridden(card), { card: 'y' }]);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toContain('feedback[1].outcome');
    expect(await keptOf(card)).toEqual([]);
  });

  it('is for this address or for that of the service, signed, and each token once', async () => {
    const service = `${PUBLIC_URL}/cds-services/infusion-booking`;
    const by = (token: string) => send([], { authorization: `Bearer ${token}` }).then(({ status }) => status);
    expect(await by(await lab.token({ aud: `${service}/feedback` }))).toBe(200);
    const token = await lab.token({ aud: service });
    expect(await by(token)).toBe(200);
    expect(await by(token)).toBe(401);
    expect(await by(await lab.token({ aud: `${PUBLIC_URL}/cds-services/infusion-chart/feedback` }))).toBe(401);
    expect((await send([], {})).status).toBe(401);
  });
});

describe('the same facts', () => {
  it('are said once to one person, and to another one all the same', async () => {
    const first = await only(bookingOf('once'));
    expect(await shown(bookingOf('once'))).toEqual([]);
    const other = await only(bookingOf('once', { user: 'Practitioner/s1' }));
    expect(other.summary).toBe(first.summary);
    expect(other.uuid).not.toBe(first.uuid);
  });

  it('are said again after a day, and at once when a fact has changed', async () => {
    const first = await only(bookingOf('again'));
    expect((await only(bookingOf('again', { days: ['2026-12-16'] }))).summary).toContain('Dec 16');
    const past = new Date(Date.now() - 24 * 60 * 60 * 1000 - 1000);
    await lab.store.db
      .updateTable('card_showing')
      .set({ shown_at: past })
      .where('card_uuid', '=', first.uuid)
      .execute();
    expect((await only(bookingOf('again'))).summary).toBe(first.summary);
  });

  it('are not said again to who has set them aside, while another visit is', async () => {
    const first = await only(bookingOf('aside'));
    await send([overridden(first.uuid, { overrideReason: { userComment: 'urgent' } })]);
    const past = new Date('2026-01-01T00:00:00Z');
    await lab.store.db
      .updateTable('card_showing')
      .set({ shown_at: past })
      .where('card_uuid', '=', first.uuid)
      .execute();
    expect(await shown(bookingOf('aside'))).toEqual([]);
    const both = await only(bookingOf('aside', { days: ['2026-12-15', '2027-01-05'] }));
    expect(both.summary).toMatch(/Jan 5/);
    expect(both.detail).not.toMatch(/^- Dec 15/m);
    expect(await shown(bookingOf('aside', { user: 'Practitioner/s1' }))).toHaveLength(1);
  });

  it('that were submitted already are said again once the answer was due', async () => {
    const first = await only(bookingOf('submitted'));
    const reason = { system: 'urn:chairready:override-reason', code: 'already-submitted' };
    await send([overridden(first.uuid, { overrideReason: { reason } })]);
    const expectedBy = (day: string) =>
      lab.store.db
        .updateTable('card_showing')
        .set({ expected_by: day, shown_at: new Date('2026-01-01T00:00:00Z') })
        .where('card_uuid', '=', first.uuid)
        .execute();
    await expectedBy('2026-12-01');
    expect(await shown(bookingOf('submitted'))).toEqual([]);
    await expectedBy('2026-11-30');
    expect(await shown(bookingOf('submitted'))).toHaveLength(1);
  });
});

describe('a tenant that only listens', () => {
  it('keeps the decision with the card that it would have shown, and shows nothing', async () => {
    expect(await shown(bookingOf('listens'), silent)).toEqual([]);
    expect(await shown(bookingOf('listens'), silent)).toEqual([]);
    const calls = await silent.store.db.selectFrom('cds_call').select('cards').execute();
    expect(calls.map(({ cards }) => (cards as readonly Card[]).length)).toEqual([1, 1]);
    expect(await silent.store.db.selectFrom('card_showing').selectAll().execute()).toEqual([]);
  });
});

const queuedIn = async ({ store }: Lab): Promise<readonly string[]> =>
  (await store.db.selectFrom('queued_check').select('decision_id').execute()).map(({ decision_id }) => decision_id);

describe('a record that takes longer than the budget', () => {
  const slowly = (patientId: string, user = 'Practitioner/n1') => {
    const { prefetch, ...rest } = bookingOf(patientId, { user });
    const { claimResponses: _absent, ...others } = prefetch as Record<string, unknown>;
    return { ...rest, prefetch: others, ...authorization() };
  };
  const hang = (ms: number) => {
    outside.use(
      http.get(`${EHR}/ClaimResponse`, async () => {
        await delay(ms);
        return HttpResponse.json(bundleOf());
      }),
      ...ehrWith({}),
    );
  };

  it('is said to be unchecked, in time, and the check is kept under the id of the card once it is done', async () => {
    hang(1500);
    const begun = performance.now();
    const card = await only(slowly('slow'));
    expect(performance.now() - begun).toBeLessThan(1200);
    expect(card.summary).toBe(
      'Visit Dec 15: authorization not checked yet, the record could not be read in time. The check is queued; keep slot.',
    );
    const { decision } = JSON.parse(card.links[0].appContext) as { decision: string };
    const kept = () => lab.store.db.selectFrom('cds_call').select('id').where('id', '=', decision).execute();
    expect(await kept()).toEqual([]);
    expect(await queuedIn(lab)).toEqual([decision]);
    await expect.poll(kept, { timeout: 5000 }).toHaveLength(1);
    await expect.poll(() => queuedIn(lab)).toEqual([]);
    const before = lab.calls.length;
    await delay(100);
    expect(lab.calls).toHaveLength(before);
  });

  /** Sends a booking and tears the connection while the EHR is being asked; resolves once that read has ended. */
  async function hangUp(on: Lab, patientId: string): Promise<void> {
    const [asked, givenUp] = [fromOutside(), fromOutside()];
    outside.use(
      http.get(`${EHR}/ClaimResponse`, async ({ request: read }) => {
        read.signal.addEventListener('abort', () => {
          givenUp.resolve();
        });
        asked.resolve();
        await delay('infinite');
      }),
      ...ehrWith({}),
    );
    const headers = { authorization: `Bearer ${await on.token()}` };
    const call = request(on.endpoint.replace(PUBLIC_URL, on.url), { method: 'POST', headers, agent: false });
    call.on('error', () => undefined).end(JSON.stringify(slowly(patientId)));
    await asked.promise;
    call.destroy();
    await givenUp.promise;
  }

  const decisionsAbout = ({ store }: Lab, patientId: string) =>
    store.db.selectFrom('cds_call').select(['id', 'cards']).where('patient_ref', '=', `Patient/${patientId}`).execute();

  it('is read again with our own access, and kept, for a client that hangs up before the answer', async () => {
    await hangUp(lab, 'hangs-up');
    await expect.poll(() => queuedIn(lab)).toHaveLength(1);
    const [queued] = await queuedIn(lab);
    expect(await decisionsAbout(lab, 'hangs-up')).toEqual([]);
    const text = JSON.stringify(await lab.store.db.selectFrom('queued_check').selectAll().execute());
    expect(text).not.toContain('ehr-token');

    const tokens = new Map([['lab', { get: () => Promise.resolve(ok('own-token')), forget: () => undefined }]]);
    const checking = { ...lab.desk, tokens };
    expect(await finishChecks(checking)).toBe(0);
    await lab.store.db
      .updateTable('queued_check')
      .set({ next_try_at: new Date(0) })
      .execute();
    outside.resetHandlers(...ehrWith({}));
    const before = lab.calls.length;
    expect(await finishChecks(checking)).toBe(1);
    expect(lab.calls.slice(before).map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer own-token']);
    expect(await decisionsAbout(lab, 'hangs-up')).toEqual([{ id: queued, cards: [] }]);
    expect(await queuedIn(lab)).toEqual([]);
    const cases = () =>
      lab.store.db
        .selectFrom('authorization_case')
        .select('id')
        .where('patient_ref', '=', 'Patient/hangs-up')
        .execute();
    await expect.poll(cases).toHaveLength(1);
  });

  it('is tried again later while the EHR is down, and what cannot be checked in the end is said in the log', async () => {
    await hangUp(lab, 'down');
    await expect.poll(() => queuedIn(lab)).toHaveLength(1);
    const due = (tries: number) =>
      lab.store.db
        .updateTable('queued_check')
        .set({ tries, next_try_at: new Date(0) })
        .execute();
    const refused = { get: () => Promise.resolve(problem('no token today')), forget: () => undefined };
    const checking = { ...lab.desk, tokens: new Map([['lab', refused]]) };
    await due(0);
    expect(await finishChecks(checking)).toBe(0);
    expect(await queuedIn(lab)).toHaveLength(1);
    await due(7);
    expect(await finishChecks(checking)).toBe(0);
    expect(await queuedIn(lab)).toEqual([]);
    expect(lab.logs.find(({ event }) => event === 'queued check given up')?.fields).toMatchObject({
      why: 'no token today',
    });
  });

  it('is kept as far as it was read for a client that hangs up where we have no access of our own', async () => {
    await hangUp(silent, 'no-access');
    await expect.poll(() => decisionsAbout(silent, 'no-access')).toHaveLength(1);
    await expect.poll(() => queuedIn(silent)).toEqual([]);
  });

  it('is checked to the end although the client hangs up after the answer', async () => {
    hang(1500);
    const authorizing = { authorization: `Bearer ${await lab.token()}` };
    const status = await new Promise<number>((resolve, reject) => {
      const call = request(lab.endpoint.replace(PUBLIC_URL, lab.url), {
        method: 'POST',
        headers: authorizing,
        agent: false,
      });
      call.once('error', reject).once('response', (answer) => {
        answer.resume().once('end', () => {
          answer.socket.destroy();
          resolve(answer.statusCode ?? 0);
        });
      });
      call.end(JSON.stringify(slowly('gone')));
    });
    expect(status).toBe(200);
    const kept = () =>
      lab.store.db.selectFrom('cds_call').select('id').where('patient_ref', '=', 'Patient/gone').execute();
    expect(await kept()).toEqual([]);
    await expect.poll(kept, { timeout: 5000 }).toHaveLength(1);
  });

  it('is answered from the last decision, with its time', async () => {
    const last = await only(bookingOf('later'));
    hang(1500);
    const card = await only(slowly('later', 'Practitioner/s1'));
    expect(card.summary).toBe(last.summary);
    expect(card.detail).toMatch(/From the check of \w{3} \d+, .+: the record could not be read in time\./);
    expect(card.links[0].appContext).toBe(last.links[0].appContext);
    expect(await findShowing(lab.store.db, 'lab', card.uuid)).toMatchObject({ topic: 'authorization' });
    expect(await shown(slowly('later', 'Practitioner/s1'))).toEqual([]);
  });

  it('says nothing more of the last decision to who has set it aside', async () => {
    const last = await only(bookingOf('aside-later'));
    expect((await send([overridden(last.uuid)])).status).toBe(200);
    await lab.store.db
      .updateTable('card_showing')
      .set({ shown_at: new Date(0) })
      .where('card_uuid', '=', last.uuid)
      .execute();
    hang(1500);
    expect(await shown(slowly('aside-later'))).toEqual([]);
    expect(await shown(slowly('aside-later', 'Practitioner/s2'))).toHaveLength(1);
  });

  it('says nothing to a patient', async () => {
    hang(1500);
    expect(await shown(slowly('self', 'Patient/self'))).toEqual([]);
  });
});
