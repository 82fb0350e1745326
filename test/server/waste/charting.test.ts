import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { problemResponse } from '../../../api-contract/problem.schema.ts';
import type { DrugToChart, DrugToSign } from '../../../api-contract/waste.schema.ts';
import {
  exportCounts,
  exportFile,
  heldRemainders,
  signedWaste,
  visitCharting,
  visitList,
  wasteCharting,
  wasteGaps,
  wasteHistory,
  wasteRecord,
} from '../../../api-contract/waste.schema.ts';
import { noteStaff } from '../../../server/store/staff.ts';
import { keepStandings } from '../../../server/store/standings.ts';
import { bookVisit } from './book-visit.ts';
import type { Lab } from '../http/hook-lab.ts';
import { EHR, TODAY, aKey, aTenant, authorization, forgetCards, openLab, outside } from '../http/hook-lab.ts';

const NDC = '57894-0030-01';

let lab: Lab;
let nurse: string;
let secondNurse: string;
let pharmacist: string;
let billing: string;

beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const roles = { 'Practitioner/nurse': 'infusion-nurse' };
  const tenant = aTenant(
    { roles, cards: { budgetMs: 10_000 }, waste: { sharing: true } },
    { jwks: { keys: [key.jwk] } },
  );
  lab = await openLab(key, [tenant]);
  [nurse, secondNurse, pharmacist, billing] = await Promise.all([
    lab.signIn('infusion-nurse', { user: 'Practitioner/nurse' }),
    lab.signIn('infusion-nurse', { user: 'Practitioner/second' }),
    lab.signIn('pharmacist', { user: 'Practitioner/pharmacist' }),
    lab.signIn('billing', { user: 'Practitioner/billing' }),
  ]);
});
beforeEach(() => outside.resetHandlers());
afterAll(async () => {
  await lab.close();
  outside.close();
});

const booked = (more?: Parameters<typeof bookVisit>[1]) => bookVisit(lab, more);

async function asked<Schema extends z.ZodType>(
  schema: Schema,
  bearer: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<z.infer<Schema>> {
  const response = await lab.api(bearer, method, path, body);
  const answer: unknown = await response.json();
  expect([response.status, answer]).toEqual([response.status < 300 ? response.status : 200, answer]);
  return schema.parse(answer);
}

const fault = async (response: Promise<Response>): Promise<readonly (string | number | undefined)[]> => {
  const answered = await response;
  const { error } = problemResponse.parse(await answered.json());
  return [answered.status, error.fault ?? error.code, error.path];
};

async function visitOf(appointment: string, bearer = nurse) {
  const { visit } = await asked(
    visitCharting,
    bearer,
    'GET',
    `/api/waste/visit?appointment=${encodeURIComponent(appointment)}&date=${TODAY}`,
  );
  return visit;
}

async function drugOf(appointment: string): Promise<DrugToChart> {
  const [drug] = (await visitOf(appointment)).drugs;
  if (drug === undefined) throw new Error('the visit has no drug');
  return drug;
}

/** What the screen sends when nothing is changed. */
function asProposed({ line, version, proposal, basis }: DrugToChart, more: Partial<DrugToSign> = {}): DrugToSign {
  if (proposal === undefined) throw new Error('nothing is proposed');
  const { vials, dose, given } = proposal;
  return { line, version, vials, dose, given, confirmed: basis !== 'prepared', circumstance: 'as-planned', ...more };
}

const signing = (appointment: string, drugs: readonly DrugToSign[], bearer = nurse): Promise<Response> =>
  lab.api(bearer, 'POST', '/api/waste/records', { appointment, date: TODAY, drugs });

async function signed(appointment: string, more: Partial<DrugToSign> = {}, bearer = nurse) {
  const drug = await drugOf(appointment);
  const response = await signing(appointment, [asProposed(drug, more)], bearer);
  const [record] = signedWaste.parse(await response.json()).records;
  if (record === undefined) throw new Error('nothing was signed');
  return record;
}

const prepare = (appointment: string, line: string, more: object = {}, bearer = pharmacist): Promise<Response> =>
  lab.api(bearer, 'POST', '/api/waste/preparations', {
    ...{ appointment, date: TODAY, line, version: 0, dose: mg('350') },
    vials: [{ content: mg('100'), count: 4, ndc: NDC, lot: 'LOT-7' }],
    ...more,
  });

/** What a sweep keeps of where a visit is. */
const standsAt = (appointment: string, place: string): Promise<void> =>
  keepStandings(lab.store.db, [
    {
      ...{ tenant: 'lab', appointment, patient_ref: 'Patient/p', visit_date: TODAY, digest: place },
      ...{ decision_id: 'd', evaluated_at: new Date(), standing: { scheduled: { place } } },
    },
  ]);

const mg = (value: string) => ({ value, unit: 'mg' });
const recordCount = async (): Promise<number> =>
  (await lab.store.db.selectFrom('waste_record').select('id').execute()).length;

describe('the list and the visit', () => {
  it('show what is left to chart, with the plan that nobody has confirmed', async () => {
    const { appointment, line } = await booked();
    const list = await asked(visitList, nurse, 'GET', '/api/waste/visits');
    expect(list.visits.find((visit) => visit.appointment === appointment)).toMatchObject({
      state: 'not-ready',
      patient: { birthDate: '1960-05-04' },
      drugs: [{ line, hcpcs: 'J1745', state: 'not-ready', basis: 'planned' }],
    });
    expect((await drugOf(appointment)).proposal).toMatchObject({
      equation: 'opened 400 = given 350 + discarded 50 mg',
      vialsFrom: 'plan',
      lines: [
        { units: 35, modifiers: [] },
        { units: 5, modifiers: ['JW'] },
      ],
    });
  });

  it('are the prepared vials with their lots once the pharmacy has recorded them', async () => {
    const { appointment, line } = await booked();
    expect((await prepare(appointment, line, { discardedInHood: mg('50') })).status).toBe(201);
    expect(await drugOf(appointment)).toMatchObject({
      state: 'to-chart',
      basis: 'prepared',
      proposal: {
        vials: [{ count: 4, lot: 'LOT-7', ndc: NDC }],
        discardedInHood: mg('50'),
        discardedFromBag: mg('0'),
      },
    });
  });

  it('belong to the patient in context alone, where there is one', async () => {
    const [mine, other] = [await booked(), await booked()];
    const bearer = await lab.signIn('infusion-nurse', { patientRef: mine.patient });
    const list = await asked(visitList, bearer, 'GET', '/api/waste/visits');
    expect(list.visits.map(({ appointment }) => appointment)).toEqual([mine.appointment]);
    const drug = await drugOf(other.appointment);
    expect(await fault(signing(other.appointment, [asProposed(drug)], bearer))).toEqual([404, 'not-found', undefined]);
  });

  it('is closed to a role without the page, and to nobody signed in', async () => {
    const scheduler = await lab.signIn('scheduler');
    expect((await lab.api(scheduler, 'GET', '/api/waste/visits')).status).toBe(403);
    expect((await lab.api('x'.repeat(40), 'GET', '/api/waste/visits')).status).toBe(401);
  });
});

describe('signing', () => {
  it('keeps what was prepared in one call, with the text for the chart', async () => {
    const { appointment, line } = await booked();
    await prepare(appointment, line);
    const record = await signed(appointment);
    expect(record).toMatchObject({
      version: 1,
      kind: 'signed',
      late: false,
      signedBy: 'Practitioner/nurse',
      after: { vialsFrom: 'preparation', discarded: mg('50') },
    });
    expect(record.chartText).toContain(`4 x 100 mg (NDC ${NDC}, lot LOT-7)`);
    expect(record.chartText).toContain('opened 400 = given 350 + discarded 50 mg');
    expect(record.chartText).toContain('J1745 x 35; J1745 JW x 5');
    expect((await visitOf(appointment)).state).toBe('signed');
  });

  it('refuses planned vials that nobody confirmed', async () => {
    const { appointment } = await booked();
    const drug = await drugOf(appointment);
    expect(await fault(signing(appointment, [asProposed(drug, { confirmed: false })]))).toEqual([
      422,
      'vials-not-confirmed',
      'drugs[0].vials',
    ]);
    expect((await signing(appointment, [asProposed(drug)])).status).toBe(201);
  });

  it.each<[string, Partial<DrugToSign>, string]>([
    ['an amount in another unit', { given: { value: '350', unit: '[iU]' } }, 'measures-differ'],
    ['a volume', { dose: { value: '35', unit: 'mL' } }, 'concentration-missing'],
    ['a negative amount', { given: mg('-1') }, 'negative-amount'],
    ['an absurd dose', { dose: mg('999999999'), given: mg('999999999') }, 'dose-absurd'],
    ['an amount that is no number', { given: mg('lots') }, 'invalid'],
    ['an empty vial', { vials: [{ content: mg('0'), count: 4 }] }, 'invalid'],
    [
      'more given than opened',
      { given: mg('401'), circumstance: 'other-amount', reason: 'typed' },
      'more-given-than-opened',
    ],
    [
      'a package of another code',
      { vials: [{ content: mg('100'), count: 4, ndc: '00069-0809-01' }] },
      'ndc-of-another-code',
    ],
    ['another amount without a word', { given: mg('300') }, 'circumstance-missing'],
    ['a circumstance without a reason', { given: mg('300'), circumstance: 'interrupted' }, 'reason-missing'],
    [
      'a spill of which nothing was lost',
      { circumstance: 'spilled', given: mg('400'), dose: mg('400'), reason: 'spilt' },
      'nothing-spilled',
    ],
    ['overfill where there is none', { circumstance: 'overfill', reason: 'says so' }, 'no-overfill'],
    ['a drug that is not of the visit', { line: 'MedicationRequest/nobody' }, 'unknown-line'],
  ])('refuses %s by name and writes nothing', async (_what, change, name) => {
    const { appointment } = await booked();
    const before = await recordCount();
    const drug = await drugOf(appointment);
    const [status, code] = await fault(signing(appointment, [asProposed(drug, change)]));
    expect([status, code]).toEqual([422, name]);
    expect(await recordCount()).toBe(before);
  });

  it('writes none of two drugs where one is refused', async () => {
    const { appointment } = await booked();
    const drug = await drugOf(appointment);
    const before = await recordCount();
    const both = [asProposed(drug), asProposed(drug, { line: 'MedicationRequest/nobody' })];
    expect((await signing(appointment, both)).status).toBe(422);
    expect(await recordCount()).toBe(before);
  });

  it('is for the roles that the site names', async () => {
    const { appointment } = await booked();
    const drug = await drugOf(appointment);
    expect((await signing(appointment, [asProposed(drug)], billing)).status).toBe(403);
    const technician = await lab.signIn('pharmacy-technician');
    expect((await signing(appointment, [asProposed(drug)], technician)).status).toBe(403);
  });

  it('lets one of two signatures through', async () => {
    const { appointment } = await booked();
    const drug = await drugOf(appointment);
    const answers = await Promise.all([
      signing(appointment, [asProposed(drug)]),
      signing(appointment, [asProposed(drug)], secondNurse),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each<[string, Partial<DrugToSign>, object]>([
    [
      'an interrupted infusion leads to billing (WZ-12)',
      { circumstance: 'interrupted', given: mg('300'), reason: 'reaction' },
      { review: 'interrupted', discarded: mg('100') },
    ],
    [
      'a refused dose bills no drug (WZ-11)',
      { circumstance: 'refused', reason: 'patient refused' },
      { lines: [], discarded: mg('400'), given: mg('0') },
    ],
    [
      'overfill is not billed (WZ-8)',
      { circumstance: 'overfill', dose: mg('405'), given: mg('405'), reason: 'vials held more' },
      { review: 'overfill', discarded: mg('0'), lines: [{ hcpcs: 'J1745', units: 40, modifiers: ['JZ'] }] },
    ],
    [
      'a spill is looked at by billing',
      { circumstance: 'spilled', given: mg('340'), reason: 'line leaked' },
      { discarded: mg('60'), review: 'given-differs-from-dose' },
    ],
  ])('%s', async (_what, change, after) => {
    const { appointment } = await booked();
    expect((await signed(appointment, change)).after).toMatchObject(after);
  });

  it('shows the arithmetic of a change before it is signed, and writes nothing', async () => {
    const { appointment } = await booked();
    const drug = asProposed(await drugOf(appointment), { vials: [{ content: mg('100'), count: 5 }] });
    const before = await recordCount();
    const charting = await asked(wasteCharting, nurse, 'POST', '/api/waste/preview', {
      appointment,
      date: TODAY,
      drug,
    });
    expect(charting).toMatchObject({
      equation: 'opened 500 = given 350 + discarded 150 mg',
      warnings: ['smaller-vial-set-exists'],
    });
    expect(await recordCount()).toBe(before);
  });
});

describe('after signing', () => {
  it('a correction needs a reason, keeps both texts and overwrites nothing', async () => {
    const { appointment, line } = await booked();
    const first = await signed(appointment);
    const drug = await drugOf(appointment);
    const changed = { vials: [{ content: mg('100'), count: 5 }], version: 1, confirmed: true };
    expect(await fault(signing(appointment, [asProposed(drug, changed)]))).toEqual([
      422,
      'reason-missing',
      'drugs[0].reason',
    ]);
    const second = await signed(appointment, { ...changed, reason: 'a fifth vial broke' });
    expect(second).toMatchObject({
      version: 2,
      kind: 'corrected',
      line,
      reason: 'a fifth vial broke',
      before: { equation: 'opened 400 = given 350 + discarded 50 mg' },
      after: { equation: 'opened 500 = given 350 + discarded 150 mg' },
    });
    const { records } = await asked(wasteHistory, nurse, 'GET', `/api/waste/records/${first.id}`);
    expect(records.map(({ id }) => id)).toEqual([second.id, first.id]);
    await expect(
      lab.store.db.updateTable('waste_record').set({ hcpcs: 'J0001' }).where('id', '=', first.id).execute(),
    ).rejects.toThrow('append-only');
    await expect(lab.store.db.deleteFrom('waste_record').where('id', '=', first.id).execute()).rejects.toThrow(
      'append-only',
    );
  });

  it('a withdrawn record stays readable and the drug is to chart again', async () => {
    const { appointment } = await booked();
    const record = await signed(appointment);
    const path = `/api/waste/records/${record.id}`;
    const withdrawn = await asked(wasteRecord, nurse, 'POST', `${path}/retract`, { reason: 'wrong patient' });
    expect(withdrawn).toMatchObject({ kind: 'entered-in-error', version: 2, before: { discarded: mg('50') } });
    expect(await drugOf(appointment)).toMatchObject({ state: 'not-ready', version: 2 });
    expect((await signed(appointment)).version).toBe(3);
  });

  it('filing in the chart is seen by the next reader', async () => {
    const { appointment } = await booked();
    const record = await signed(appointment);
    const filed = await asked(wasteRecord, nurse, 'POST', `/api/waste/records/${record.id}/filed`);
    expect(filed.filed?.by).toBe('Practitioner/nurse');
    expect((await drugOf(appointment)).record?.filed?.by).toBe('Practitioner/nurse');
  });

  it('the signer is no witness, a second person is', async () => {
    const { appointment } = await booked();
    const record = await signed(appointment);
    const path = `/api/waste/records/${record.id}/witness`;
    expect(await fault(lab.api(nurse, 'POST', path))).toEqual([422, 'witness-is-signer', 'witness']);
    const named = { tenant: 'lab', user_ref: 'Practitioner/second', name: 'Sven Holm', role: 'charge-nurse' } as const;
    await noteStaff(lab.store.db, { ...named, seen_at: new Date() });
    const seen = await asked(wasteRecord, secondNurse, 'POST', path);
    expect(seen.witness.by).toBe('Practitioner/second');
    expect(seen.chartText).toContain('Witnessed by Sven Holm, infusion nurse.');
  });

  it('every step is in the audit records, with who did it', async () => {
    const { appointment } = await booked();
    const record = await signed(appointment);
    const events = await lab.store.db
      .selectFrom('audit_event')
      .innerJoin('audit_body', 'audit_body.id', 'audit_event.body_id')
      .select(['audit_event.actor', 'audit_body.body'])
      .where('audit_event.kind', '=', 'waste')
      .execute();
    const own = events.filter(({ body }) => JSON.stringify(body).includes(record.id));
    expect(own.map(({ actor }) => actor)).toEqual(['Practitioner/nurse']);
  });
});

describe('preparation', () => {
  it('is recorded by the pharmacy only', async () => {
    const { appointment, line } = await booked();
    expect((await prepare(appointment, line, {}, nurse)).status).toBe(403);
  });

  it.each<[string, object, string]>([
    ['vials that hold less than dose and hood', { discardedInHood: mg('60') }, 'more-prepared-than-opened'],
    ['drug that is accounted for nowhere', { discardedInHood: mg('40') }, 'does-not-add-up'],
    [
      'a package of another code',
      { vials: [{ content: mg('100'), count: 4, ndc: '00069-0809-01' }] },
      'ndc-of-another-code',
    ],
    ['a negative hood', { discardedInHood: mg('-5') }, 'negative-amount'],
    ['an empty vial', { vials: [{ content: mg('0'), count: 1 }] }, 'invalid'],
    ['no vials at all', { vials: [] }, 'invalid'],
  ])('refuses %s by name', async (_what, change, name) => {
    const { appointment, line } = await booked();
    expect((await fault(prepare(appointment, line, change))).slice(0, 2)).toEqual([422, name]);
  });

  it('that is corrected after the signature reopens the record', async () => {
    const { appointment, line } = await booked();
    await prepare(appointment, line);
    const record = await signed(appointment);
    expect((await prepare(appointment, line, { version: 1 })).status).toBe(422);
    const five = { version: 1, reason: 'five were opened', vials: [{ content: mg('100'), count: 5, lot: 'L' }] };
    expect((await prepare(appointment, line, five)).status).toBe(201);
    expect(await drugOf(appointment)).toMatchObject({ state: 'reopened', record: { id: record.id } });
    const { gaps, people } = await asked(wasteGaps, nurse, 'GET', '/api/waste/gaps');
    const gap = gaps.find((one) => one.record === record.id);
    expect(gap?.kind).toBe('reopened');
    expect(people[gap?.patient ?? '']?.name).toMatch(/^Pat \d+$/);
    await standsAt(appointment, 'North');
    const placed = await asked(wasteGaps, nurse, 'GET', '/api/waste/gaps');
    expect(placed.gaps.find((gap) => gap.record === record.id)?.place).toBe('North');
    expect(placed.gaps.find((gap) => gap.appointment !== appointment)?.place).toBeUndefined();
  });

  it('a held remainder is not discarded until somebody discards it, and used once', async () => {
    const [a, b] = [await booked(), await booked({ dose: 250 })];
    const remainder = { amount: mg('50'), useBy: '2099-12-01T18:00:00Z' };
    await prepare(a.appointment, a.line, {
      remainder,
      vials: [{ content: mg('100'), count: 4, ndc: NDC, lot: 'L-1' }],
    });
    expect((await drugOf(a.appointment)).proposal).toMatchObject({
      equation: 'opened 400 = given 350 + discarded 0 + kept for others 50 mg',
      lines: [{ units: 35, modifiers: ['JZ'] }],
    });
    const { remainders } = await asked(heldRemainders, pharmacist, 'GET', '/api/waste/remainders');
    const held = remainders.find(({ hcpcs }) => hcpcs === 'J1745');
    if (held === undefined) throw new Error('nothing is held');
    const shared = {
      ...{ dose: mg('250'), fromRemainder: { preparation: held.preparation } },
      vials: [{ content: mg('100'), count: 2, ndc: NDC, lot: 'L-2' }],
    };
    expect((await prepare(b.appointment, b.line, shared)).status).toBe(201);
    expect((await drugOf(b.appointment)).proposal).toMatchObject({
      equation: 'opened 250 = given 250 + discarded 0 mg',
      lines: [{ units: 25, modifiers: ['JZ'] }],
    });
    // Nobody opened a vial of 50 mg: the text says out of which vial it came.
    expect((await signed(b.appointment)).chartText).toContain(
      `Opened: 2 x 100 mg (NDC ${NDC}, lot L-2); 50 mg of a vial shared with another patient (NDC ${NDC}, lot L-1).`,
    );
    const c = await booked({ dose: 250 });
    expect((await fault(prepare(c.appointment, c.line, shared)))[1]).toBe('no-remainder');
  });

  it('a remainder that is thrown away after all reopens the record it came from', async () => {
    const { appointment, line } = await booked();
    await prepare(appointment, line, { remainder: { amount: mg('50'), useBy: '2099-12-01T18:00:00Z' } });
    const record = await signed(appointment);
    expect(record.after?.lines).toEqual([{ hcpcs: 'J1745', units: 35, modifiers: ['JZ'] }]);
    const { preparation } = await drugOf(appointment);
    await asked(heldRemainders, pharmacist, 'POST', '/api/waste/remainders/discard', { preparation: preparation?.id });
    expect(await drugOf(appointment)).toMatchObject({
      state: 'reopened',
      proposal: { equation: 'opened 400 = given 350 + discarded 50 mg' },
    });
  });
});

describe('claim lines', () => {
  it('leave once, and what must be looked at stays until billing has looked', async () => {
    const [plain, cut] = [await booked(), await booked()];
    const record = await signed(plain.appointment);
    const review = await signed(cut.appointment, { circumstance: 'interrupted', given: mg('300'), reason: 'reaction' });
    expect((await lab.api(nurse, 'GET', '/api/waste/exports')).status).toBe(403);
    const before = await asked(exportCounts, billing, 'GET', '/api/waste/exports');
    expect(before.toReview.map(({ id }) => id)).toContain(review.id);
    const file = await asked(exportFile, billing, 'POST', '/api/waste/exports', { format: 'csv' });
    const rows = file.text.split('\r\n').filter((row) => row.startsWith(record.id));
    expect(rows.map((row) => row.split(',').slice(5, 8))).toEqual([
      ['J1745', '35', ''],
      ['J1745', '5', 'JW'],
    ]);
    expect(file.text).not.toContain(review.id);
    const after = await asked(exportCounts, billing, 'GET', '/api/waste/exports');
    expect(after.exported.records).toBe(before.exported.records + file.records);
    expect((await asked(exportFile, billing, 'POST', '/api/waste/exports', { format: 'csv' })).records).toBe(0);
    const again = await asked(exportFile, billing, 'GET', `/api/waste/exports/${file.id ?? ''}?format=ndjson`);
    expect(again.lines).toBe(file.lines);
    expect(
      again.text
        .trim()
        .split('\n')
        .map((row) => (JSON.parse(row) as { record: string }).record),
    ).toContain(record.id);
    await asked(wasteRecord, billing, 'POST', `/api/waste/records/${review.id}/release`, { reason: 'payer asked' });
    expect((await asked(exportFile, billing, 'POST', '/api/waste/exports', { format: 'csv' })).text).toContain(
      review.id,
    );
  });

  it('that left and were corrected are shown to billing', async () => {
    const { appointment } = await booked();
    await signed(appointment);
    await asked(exportFile, billing, 'POST', '/api/waste/exports', { format: 'ndjson' });
    const second = await signed(appointment, {
      ...{ vials: [{ content: mg('100'), count: 5 }], version: 1, confirmed: true, reason: 'five vials' },
    });
    await standsAt(appointment, 'South');
    const { changedSince } = await asked(exportCounts, billing, 'GET', '/api/waste/exports');
    expect(changedSince.find(({ id }) => id === second.id)?.place).toBe('South');
  });

  it('that left and whose record was reopened are shown to billing with whose they are', async () => {
    const { appointment, line, patient } = await booked();
    await prepare(appointment, line);
    const record = await signed(appointment);
    await asked(exportFile, billing, 'POST', '/api/waste/exports', { format: 'csv' });
    expect((await asked(exportCounts, billing, 'GET', '/api/waste/exports')).changedSince).not.toContainEqual(
      expect.objectContaining({ id: record.id }),
    );
    await prepare(appointment, line, { version: 1, reason: 'another lot was opened' });
    const { changedSince, people } = await asked(exportCounts, billing, 'GET', '/api/waste/exports');
    expect(changedSince).toContainEqual(
      expect.objectContaining({ id: record.id, reopened: expect.anything() as object }),
    );
    expect(people[patient]?.name).toMatch(/^Pat \d+$/);
  });
});

describe('the hooks', () => {
  const ring = async (service: string, hook: string, patient: string): Promise<readonly string[]> => {
    const response = await lab.call(service, {
      ...{ hook, hookInstance: randomUUID(), fhirServer: EHR, ...authorization() },
      context: { userId: 'Practitioner/nurse', patientId: patient.slice('Patient/'.length), encounterId: 'e1' },
    });
    const { cards } = (await response.json()) as { cards: { summary: string; source: { topic?: { code: string } } }[] };
    return cards.filter(({ source }) => source.topic?.code === 'waste').map(({ summary }) => summary);
  };

  it('remind at check-in, from the plan and then from the vials that the pharmacy opened', async () => {
    const { appointment, line, patient } = await booked();
    expect(await ring('infusion-check-in', 'encounter-start', patient)).toEqual([
      expect.stringContaining('prepare 350 mg from 4 x 100 mg'),
    ]);
    await forgetCards(lab);
    await prepare(appointment, line, { vials: [{ content: mg('100'), count: 5 }] });
    expect(await ring('infusion-check-in', 'encounter-start', patient)).toEqual([
      expect.stringContaining('Chart 150 mg discarded'),
    ]);
  });

  it('miss the chart at checkout until somebody has signed', async () => {
    const { appointment, patient } = await booked();
    expect(await ring('infusion-checkout', 'encounter-discharge', patient)).toEqual([
      expect.stringContaining('Chart 50 mg discarded before the patient leaves'),
    ]);
    await forgetCards(lab);
    const record = await signed(appointment);
    expect(await ring('infusion-checkout', 'encounter-discharge', patient)).toEqual([]);
    await lab.api(nurse, 'POST', `/api/waste/records/${record.id}/retract`, { reason: 'wrong visit' });
    expect(await ring('infusion-checkout', 'encounter-discharge', patient)).toHaveLength(1);
  });
});
