import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { role } from '../../../api-contract/role.schema.ts';
import type { Role } from '../../../api-contract/role.schema.ts';
import type { Card } from '../../../cds-hooks/card-wire.ts';
import { HOOK_SERVICES } from '../../../cds-hooks/services.ts';
import { plainDate } from '../../../domain/kernel/plain-date.ts';
import { roleOfUser } from '../../../server/auth/role-of-user.ts';
import {
  HCPCS,
  aClaim,
  aClaimResponse,
  aReviewedItem,
  aDose,
  anAdministration,
  anOrder,
  authorizedDetail,
} from '../../support/fhir-builders.ts';
import { expectConformant } from './conformant.ts';
import type { Scene } from './hook-calls.ts';
import { aScene, callOf, given, todaysVisit } from './hook-calls.ts';
import type { Lab } from './hook-lab.ts';
import { aKey, aTenant, bundleOf, forgetCards, fullPrefetch, openLab, outside } from './hook-lab.ts';

const ROLES: readonly Role[] = role.options;
const userIn = (one: Role): string => (one === 'patient' ? 'Patient/p1' : `Practitioner/${one}`);

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const roles = Object.fromEntries(
    ROLES.filter((one) => one !== 'patient' && one !== 'unknown').map((one) => [userIn(one), one]),
  );
  const client = { jwks: { keys: [key.jwk] }, triggers: { '23': 'infusion-check-in' } };
  lab = await openLab(key, [aTenant({ roles, cards: { routing: 'both' } }, client)]);
});
afterEach(async () => {
  await forgetCards(lab);
});
afterAll(async () => {
  await lab.close();
  outside.close();
});

async function ring(service: string, scene: Partial<Scene> = {}, context: object = {}, more: object = {}) {
  const response = await lab.call(service, { ...callOf(service, aScene(scene), context), ...more });
  const json: unknown = await response.json();
  if (response.status !== 200) return { status: response.status, cards: [] as readonly Card[], json };
  return { status: 200, cards: expectConformant(json), json };
}

const summaries = async (...asked: Parameters<typeof ring>) =>
  (await ring(...asked)).cards.map(({ summary }) => summary);

const approved = () =>
  bundleOf(
    aClaimResponse({
      item: [aReviewedItem('A1', { number: 'AUTH0001', detail: authorizedDetail('J9271', 800) })],
    }),
    aClaim(),
  );

describe('order-select', () => {
  const drafts = [
    anOrder({ status: 'draft' }),
    anOrder({
      id: 'm2',
      status: 'draft',
      medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9299' }], text: 'Opdivo' },
    }),
  ];

  it('speaks of the selected order, whatever else is on the screen', async () => {
    const scene = { user: userIn('prescriber'), drafts };
    expect(await summaries('infusion-order-select', scene)).toEqual([expect.stringMatching(/^Keytruda \(J9271\)/)]);
    const other = { selections: ['https://ehr.test/fhir/MedicationRequest/m2'] };
    expect(await summaries('infusion-order-select', scene, other)).toEqual([expect.stringMatching(/^Opdivo/)]);
    expect(await summaries('infusion-order-select', scene, { selections: [] })).toEqual([]);
  });
});

describe('order-sign', () => {
  it('judges every order, booked or not, and gives one card', async () => {
    const drafts = ['J9271', 'J9299', 'J1745'].map((code, index) =>
      anOrder({
        id: `m${String(index + 1)}`,
        status: 'draft',
        medicationCodeableConcept: { coding: [{ system: HCPCS, code }], text: code },
      }),
    );
    const prefetch = { ...fullPrefetch(), medications: null };
    const { cards } = await ring('infusion-order-sign', { user: userIn('prescriber'), drafts, prefetch });
    expect(cards).toHaveLength(1);
    expect(cards[0]?.summary).not.toMatch(/Keep slot/);
    for (const name of ['J9271', 'J9299', 'J1745']) expect(cards[0]?.detail).toContain(name);
    expect(cards[0]?.detail).toMatch(/No visit is booked for this order yet; judged for a first dose on Dec 1, 2026\./);
  });

  it('judges orders that are signed again, or have no id yet', async () => {
    for (const draft of [anOrder({ status: 'active' }), { ...anOrder({ status: 'draft' }), id: undefined }]) {
      await forgetCards(lab);
      const prefetch = { ...fullPrefetch(), medications: null };
      expect(await summaries('infusion-order-sign', { drafts: [draft], prefetch })).toHaveLength(1);
    }
  });
});

describe('check-in', () => {
  it('speaks of the visits of the day alone', async () => {
    expect(await summaries('infusion-check-in')).toEqual([expect.stringMatching(/Dec 1 visit not covered/)]);
    const later = todaysVisit({ start: '2026-12-15T09:00:00-05:00' });
    const prefetch = { ...aScene().prefetch, appointments: bundleOf(later) };
    expect(await summaries('infusion-check-in', { prefetch })).toEqual([]);
  });
});

describe('the chart', () => {
  it('speaks to those whose work it is, and to nobody else', async () => {
    const heard: Role[] = [];
    for (const one of ROLES) {
      const { cards } = await ring('infusion-chart', { user: userIn(one) });
      if (cards.length > 0) heard.push(one);
    }
    expect(heard).toHaveLength(1);
    expect(['authorization-specialist', 'senior-specialist']).toContain(heard[0]);
  });

  it('speaks as another moment where a trigger of the EHR is mapped to it', async () => {
    const scene = { user: userIn('scheduler') };
    const trigger = (action: unknown) => ({ extension: { 'com.epic.cdshooks.request.bpa-trigger-action': action } });
    expect(await summaries('infusion-chart', scene, {}, trigger('60'))).toEqual([]);
    expect(await summaries('infusion-chart', scene, {}, { extension: 'nonsense' })).toEqual([]);
    expect(await summaries('infusion-chart', scene, {}, trigger('23'))).toHaveLength(1);
  });
});

describe('verification', () => {
  const pharmacist = { user: userIn('pharmacist') };
  const infliximab = (codings: readonly { system: string; code: string }[]) =>
    anOrder({
      medicationCodeableConcept: { coding: [...codings], text: 'infliximab' },
      dosageInstruction: [aDose(350, 'mg')],
    });

  it('holds the mixing first, names who has the case, and plans the vials after it', async () => {
    await ring('infusion-booking', { visits: [todaysVisit()] });
    const found = () =>
      lab.store.db.selectFrom('authorization_case').selectAll().where('patient_ref', '=', 'Patient/p1').execute();
    await expect.poll(async () => (await found()).length).toBeGreaterThan(0);
    await lab.store.db
      .updateTable('authorization_case')
      .set({ owner: 'Maria Solis', state: 'assigned' })
      .where('appointment_key', '=', 'Appointment/a1')
      .execute();
    const { cards } = await ring('infusion-verify', pharmacist);
    expect(cards.map(({ source, indicator }) => [source.topic.code, indicator])).toEqual([
      ['authorization', 'warning'],
      ['waste', 'info'],
    ]);
    expect(cards[0]?.summary).toMatch(
      /^Hold mixing Keytruda \(J9271\): no authorization for Dec 1\. Case owner: Maria Solis/,
    );
    expect(cards[1]?.summary).toMatch(/^Keytruda \(J9271\): prepare 200 mg from 2 x 100 mg/);
  });

  it('holds where the package in hand is another product than the authorized one', async () => {
    const ndc = { system: 'http://hl7.org/fhir/sid/ndc', code: '00069080901' };
    const authorizations = bundleOf(
      aClaimResponse({ item: [aReviewedItem('A1', { number: 'AUTH0001', detail: authorizedDetail('Q5121', 400) })] }),
    );
    const scene = (codings: Parameters<typeof infliximab>[0]) => ({
      ...pharmacist,
      drafts: [infliximab(codings)],
      prefetch: {
        ...aScene().prefetch,
        medications: bundleOf(infliximab(codings)),
        administrations: null,
        claimResponses: authorizations,
      },
    });
    const [first] = await summaries('infusion-verify', scene([{ system: HCPCS, code: 'Q5121' }, ndc]));
    expect(first).toMatch(/^Hold mixing .*: authorized Q5121, verified product Q5103\./);
    await forgetCards(lab);
    const [second] = await summaries('infusion-verify', scene([ndc]));
    expect(second).toMatch(/^Hold mixing .*: authorized Q5121, verified product Q5103\./);
  });

  it('lets mixing go on where the drug is authorized, and reads the order in both spellings', async () => {
    const prefetch = { ...aScene().prefetch, administrations: null, claimResponses: approved() };
    const scene = { ...pharmacist, prefetch };
    expect((await ring('infusion-verify', scene)).cards.map(({ source }) => source.topic.code)).toEqual(['waste']);
    await forgetCards(lab);
    const spelled = { medication: undefined, order: { resource: anOrder() } };
    expect((await ring('infusion-verify', scene, spelled)).cards).toHaveLength(1);
    expect((await ring('infusion-verify', scene, { medication: { resourceType: 'Patient' } })).status).toBe(400);
  });

  it('tells beside the vials which product the payer prefers', async () => {
    const order = infliximab([{ system: HCPCS, code: 'J1745' }]);
    const prefetch = { ...aScene().prefetch, medications: bundleOf(order), administrations: null };
    const { cards } = await ring('infusion-verify', { ...pharmacist, drafts: [order], prefetch });
    expect(cards.map(({ source }) => source.topic.code)).toEqual(['authorization', 'waste']);
    expect(cards[1]?.detail).toContain('The payer prefers Q5103 (Lab policy).');
  });

  it('gives no margin where no price of the quarter is known', async () => {
    const { cards } = await ring('infusion-verify', { user: userIn('finance') });
    expect(cards.map(({ source }) => source.topic.code)).not.toContain('margin');
  });
});

describe('discarded drug', () => {
  const nurse = { user: userIn('infusion-nurse') };
  const order = anOrder({ dosageInstruction: [aDose(150, 'mg')] });
  const dose = (more: Parameters<typeof anAdministration>[0] = {}) =>
    anAdministration({ ...given(), dosage: { dose: { value: 150, unit: 'mg' } }, ...more });
  const scene = (administrations: readonly object[]) => ({
    ...nurse,
    drafts: [order],
    administrations,
    prefetch: {
      ...aScene().prefetch,
      medications: bundleOf(order),
      administrations: administrations.length === 0 ? null : bundleOf(...administrations),
      claimResponses: approved(),
    },
  });

  it('is prefilled while the dose is charted', async () => {
    const { cards } = await ring('infusion-administration', scene([dose()]));
    expect(cards.map(({ source, indicator }) => [source.topic.code, indicator])).toEqual([['waste', 'info']]);
    expect(cards[0]?.summary).toMatch(/^Keytruda \(J9271\): 2 x 100 mg opened, 150 mg given\. Chart 50 mg discarded\./);
    expect(cards[0]?.detail).toMatch(/^- J9271: 150 units$/m);
    expect(cards[0]?.detail).toMatch(/^- J9271 JW: 50 units$/m);
  });

  it('of a dose that was never given is everything that was opened', async () => {
    const [summary] = await summaries('infusion-administration', scene([dose({ status: 'not-done' })]));
    expect(summary).toMatch(/nothing was given\. Chart 200 mg discarded/);
  });

  it('is asked for before the patient leaves only while the chart does not tell of it', async () => {
    expect(await summaries('infusion-checkout', scene([dose()]))).toEqual([
      'Keytruda (J9271): discarded amount is not charted. Chart 50 mg discarded before the patient leaves.',
    ]);
    await forgetCards(lab);
    expect(await summaries('infusion-checkout', scene([dose({ note: [{ text: '50 mg wasted' }] })]))).toEqual([]);
    expect(await summaries('infusion-checkout', scene([]))).toEqual([expect.stringMatching(/nothing is charted/)]);
    await forgetCards(lab);
    const whole = { ...scene([]), drafts: [anOrder()] };
    const prefetch = { ...whole.prefetch, medications: bundleOf(anOrder()) };
    expect(await summaries('infusion-checkout', { ...whole, prefetch })).toEqual([]);
  });

  it('is not said to be missing where the chart could not be read', async () => {
    const { administrations: _unread, ...prefetch } = scene([]).prefetch;
    expect(await summaries('infusion-checkout', { ...scene([]), prefetch })).toEqual([]);
  });
});

describe('every service with every role', () => {
  const MONEY: readonly Role[] = ['pharmacist', 'pharmacy-manager', 'finance'];
  const WASTE: readonly Role[] = [
    'infusion-nurse',
    'charge-nurse',
    'pharmacist',
    'pharmacy-technician',
    'pharmacy-manager',
  ];

  it.each(HOOK_SERVICES.map(({ id }) => [id]))('%s shows each role what is its own', async (service) => {
    for (const one of ROLES) {
      await forgetCards(lab);
      const { status, cards } = await ring(service, { user: userIn(one) });
      expect(status, one).toBe(200);
      const text = JSON.stringify(cards.map(({ uuid: _uuid, links: _links, ...said }) => said));
      if (one === 'patient') expect(cards, one).toEqual([]);
      if (!MONEY.includes(one)) expect(text, one).not.toMatch(/\$|dollar|margin/i);
      expect(text, one).not.toMatch(/\d ?%|percent|likelihood|odds/i);
      if (one === 'unknown')
        expect(text, one).not.toMatch(/auth team|worklist|Estimate|senior|Case owner|suggestions/i);
      if (!WASTE.includes(one)) expect(text, one).not.toContain('"code":"waste"');
    }
  });

  it('a relative gets no card either', async () => {
    for (const { id } of HOOK_SERVICES) {
      expect((await ring(id, { user: 'RelatedPerson/r1' })).cards).toEqual([]);
    }
  });
});

describe('the role of a person', () => {
  const PHARMACIST = { system: 'http://nucc.org/provider-taxonomy', code: '183500000X' };
  const roleWith = (more: object) =>
    roleOfUser(
      { [`code:${PHARMACIST.system}|${PHARMACIST.code}`]: 'pharmacist' },
      { type: 'Practitioner', id: 'n1' },
      [
        {
          resourceType: 'PractitionerRole',
          practitioner: { reference: 'https://ehr.test/fhir/Practitioner/n1' },
          code: [{ coding: [PHARMACIST] }],
          ...more,
        },
      ],
      plainDate('2026-12-01'),
    );

  it.each<[string, object, Role]>([
    ['is told by the code of a role', {}, 'pharmacist'],
    ['is held to its last day', { period: { end: '2026-12-01' } }, 'pharmacist'],
    ['is over the day after', { period: { end: '2026-11-30' } }, 'unknown'],
    ['is held to the end of its last month', { period: { end: '2026-12' } }, 'pharmacist'],
    ['is over after its last year', { period: { end: '2025' } }, 'unknown'],
    ['begins on its first day', { period: { start: '2026-12-01' } }, 'pharmacist'],
    ['has not begun before', { period: { start: '2026-12-02T00:00:00Z' } }, 'unknown'],
    ['is gone where it is not active', { active: false }, 'unknown'],
    ['tells nothing where its end cannot be read', { period: { end: 'when the year is over' } }, 'unknown'],
    ['tells nothing where its start is no text', { period: { start: 2026 } }, 'unknown'],
    ['is held where its period has no bounds', { period: {} }, 'pharmacist'],
    ['is not that of somebody else', { practitioner: { reference: 'Practitioner/n2' } }, 'unknown'],
  ])('%s', (_name, more, expected) => {
    expect(roleWith(more)).toBe(expected);
  });
});

describe('contexts', () => {
  it.each([
    ['infusion-order-select', { selections: 'm1' }, 'context.selections'],
    ['infusion-order-sign', { draftOrders: [] }, 'context.draftOrders'],
    ['infusion-check-in', { encounterId: undefined }, 'context.encounterId'],
    ['infusion-checkout', { encounterId: 7 }, 'context.encounterId'],
    ['infusion-chart', { patientId: undefined }, 'context.patientId'],
    ['infusion-verify', { medication: undefined }, 'context.medication'],
    ['infusion-administration', { medicationRequestId: '' }, 'context.medicationRequestId'],
    ['infusion-booking', { appointments: { resourceType: 'Bundle', entry: [] } }, 'context.appointments.entry'],
  ])('%s without what it needs is 400, and the field is named', async (service, context, path) => {
    const { status, json } = await ring(service, {}, context);
    expect(status).toBe(400);
    expect(JSON.stringify(json)).toContain(path);
  });

  it('a hookInstance that is no UUID is accepted', async () => {
    expect((await ring('infusion-chart', {}, {}, { hookInstance: 'always-the-same' })).status).toBe(200);
  });
});
