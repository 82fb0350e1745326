import { HttpResponse, http } from 'msw';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { signedWaste, visitCharting, wasteHistory, wasteRecord } from '../../../api-contract/waste.schema.ts';
import { fhirGateway } from '../../../server/gateway/fhir-gateway.ts';
import type { NoteDesk } from '../../../server/waste/note.job.ts';
import { fileNotes } from '../../../server/waste/note.job.ts';
import type { Lab } from '../http/hook-lab.ts';
import { EHR, TODAY, aKey, aTenant, openLab, outside } from '../http/hook-lab.ts';
import { bookVisit } from './book-visit.ts';

let lab: Lab;
let nurse: string;
let clock = new Date('2026-12-01T15:00:00Z');

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  lab = await openLab(key, [
    aTenant({ cards: { budgetMs: 10_000 }, waste: { note: 'document-reference' } }, { jwks: { keys: [key.jwk] } }),
  ]);
  nurse = await lab.signIn('infusion-nurse', { user: 'Practitioner/nurse' });
});
beforeEach(() => {
  clock = new Date();
  outside.resetHandlers();
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

const desk = (): NoteDesk => ({
  ...{ db: lab.store.db, tenant: 'lab', timeZone: 'America/New_York', kind: 'DocumentReference' },
  ...{ gateway: fhirGateway(EHR), now: () => clock },
  token: { get: () => Promise.resolve({ ok: true, value: 'backend' }), forget: () => undefined },
});

interface Note {
  readonly id: string;
  readonly identifier: readonly { readonly value: string }[];
  readonly content: readonly { readonly attachment: { readonly data: string } }[];
  readonly relatesTo?: readonly unknown[];
}

/** An EHR that takes notes; `answer` may keep one and never say so. */
function chart(answer: (kept: boolean) => Response | undefined = () => undefined, creates = true): readonly Note[] {
  const notes: Note[] = [];
  outside.use(
    http.get(`${EHR}/metadata`, () =>
      HttpResponse.json({
        resourceType: 'CapabilityStatement',
        rest: [{ resource: [{ type: 'DocumentReference', interaction: creates ? [{ code: 'create' }] : [] }] }],
      }),
    ),
    http.get(`${EHR}/DocumentReference`, ({ request }) => {
      const asked = new URL(request.url).searchParams.get('identifier');
      const found = notes.filter(
        ({ identifier }) => asked === `urn:chairready:waste-record|${identifier[0]?.value ?? ''}`,
      );
      return HttpResponse.json({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: found.map((resource) => ({ resource })),
      });
    }),
    http.post(`${EHR}/DocumentReference`, async ({ request }) => {
      const refused = answer(false);
      if (refused !== undefined) return refused;
      const id = `d${String(notes.length + 1)}`;
      notes.push({ ...((await request.json()) as Omit<Note, 'id'>), id });
      return (
        answer(true) ??
        new HttpResponse(null, { status: 201, headers: { location: `${EHR}/DocumentReference/${id}/_history/1` } })
      );
    }),
  );
  return notes;
}

async function signedNow(more: object = {}): Promise<string> {
  const { appointment, line } = await bookVisit(lab);
  return signedAgain(appointment, line, more);
}

async function signedAgain(appointment: string, line: string, more: object): Promise<string> {
  const path = `/api/waste/visit?appointment=${encodeURIComponent(appointment)}&date=${TODAY}`;
  const { visit } = visitCharting.parse(await (await lab.api(nurse, 'GET', path)).json());
  const { vials, dose, given } = visit.drugs[0]?.proposal ?? { vials: [], dose: {}, given: {} };
  const drug = {
    line,
    version: visit.drugs[0]?.version,
    vials,
    dose,
    given,
    confirmed: true,
    circumstance: 'as-planned',
    ...more,
  };
  const response = await lab.api(nurse, 'POST', '/api/waste/records', { appointment, date: TODAY, drugs: [drug] });
  const [record] = signedWaste.parse(await response.json()).records;
  if (record === undefined) throw new Error('nothing was signed');
  return record.id;
}

const record = async (id: string) => {
  const { records } = wasteHistory.parse(await (await lab.api(nurse, 'GET', `/api/waste/records/${id}`)).json());
  return records.find((one) => one.id === id);
};
const later = (minutes: number): void => {
  clock = new Date(clock.getTime() + minutes * 60_000);
};

it('a signed record becomes a note with its whole text, once, and says that it is filed', async () => {
  const id = await signedNow();
  expect((await record(id))?.note).toMatchObject({ state: 'waiting', tries: 0 });
  later(1);
  const notes = chart();
  expect(await fileNotes(desk())).toBe(1);
  expect(await fileNotes(desk())).toBe(0);
  const shown = await record(id);
  expect(shown).toMatchObject({
    note: { state: 'filed', resource: 'DocumentReference/d1' },
    filed: { by: 'ChairReady' },
  });
  expect(notes).toHaveLength(1);
  const text = Buffer.from(notes[0]?.content[0]?.attachment.data ?? '', 'base64').toString('utf8');
  expect(text).toContain('opened 400 = given 350 + discarded 50 mg');
});

it('a note that was kept though no answer came is found again and not doubled', async () => {
  const id = await signedNow();
  later(1);
  const notes = chart((kept) => (kept ? HttpResponse.error() : undefined));
  expect(await fileNotes(desk())).toBe(0);
  const waiting = await record(id);
  expect(waiting).toMatchObject({
    note: { state: 'waiting', tries: 1, why: expect.stringContaining('did not answer') as string },
  });
  expect(waiting?.filed).toBeUndefined();
  expect(await fileNotes(desk())).toBe(0);
  later(1);
  expect(await fileNotes(desk())).toBe(1);
  expect(notes).toHaveLength(1);
  expect((await record(id))?.note?.state).toBe('filed');
});

it('a refusal is told plainly and tried again when somebody asks for it', async () => {
  const id = await signedNow();
  later(1);
  chart((kept) => (kept ? undefined : new HttpResponse(null, { status: 422 })));
  await fileNotes(desk());
  expect((await record(id))?.note).toMatchObject({ state: 'failed', why: 'the EHR refused the note (422)' });
  outside.resetHandlers();
  const notes = chart();
  later(600);
  expect(await fileNotes(desk())).toBe(0);
  const again = await lab.api(nurse, 'POST', `/api/waste/records/${id}/note`);
  expect(wasteRecord.parse(await again.json()).note?.state).toBe('waiting');
  expect(await fileNotes(desk())).toBe(1);
  expect(notes).toHaveLength(1);
});

it('nothing is sent to an EHR that does not offer it, and nothing that a person filed already', async () => {
  const [refused, byHand] = [await signedNow(), await signedNow()];
  later(1);
  await lab.api(nurse, 'POST', `/api/waste/records/${byHand}/filed`);
  const notes = chart(undefined, false);
  expect(await fileNotes(desk())).toBe(0);
  expect(notes).toEqual([]);
  expect((await record(refused))?.note).toMatchObject({
    state: 'failed',
    why: 'the EHR does not take a DocumentReference from outside',
  });
  expect(await record(byHand)).toMatchObject({ note: { state: 'filed' }, filed: { by: 'Practitioner/nurse' } });
});

it('a correction is a note of its own that replaces the one before', async () => {
  const { appointment, line } = await bookVisit(lab);
  await signedAgain(appointment, line, {});
  later(1);
  const notes = chart();
  await fileNotes(desk());
  await signedAgain(appointment, line, {
    ...{ vials: [{ content: { value: '100', unit: 'mg' }, count: 5 }], reason: 'a fifth vial broke' },
  });
  later(1);
  expect(await fileNotes(desk())).toBe(1);
  expect(notes[1]?.relatesTo).toEqual([{ code: 'replaces', target: { reference: 'DocumentReference/d1' } }]);
});
