/** What a card points at: resources of the call, never one that nobody could open. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../../cds-hooks/card-wire.ts';
import { HCPCS, aCoverage, anOrder } from '../../support/fhir-builders.ts';
import { expectConformant } from './conformant.ts';
import { aScene, callOf } from './hook-calls.ts';
import type { Lab } from './hook-lab.ts';
import {
  aBooking,
  aContext,
  aKey,
  aTenant,
  aVisit,
  bundleOf,
  forgetCards,
  fullPrefetch,
  openLab,
  outside,
} from './hook-lab.ts';

let lab: Lab;
beforeAll(async () => {
  outside.listen({ onUnhandledRequest: 'bypass' });
  const key = await aKey('ES384', 'es');
  const roles = { 'Practitioner/n1': 'scheduler', 'Practitioner/dr': 'prescriber' };
  lab = await openLab(key, [aTenant({ roles, cards: { routing: 'task' } }, { jwks: { keys: [key.jwk] } })]);
});
afterEach(() => forgetCards(lab));
afterAll(async () => {
  await lab.close();
  outside.close();
});

const cardsOf = async (response: Response): Promise<readonly Card[]> => {
  expect(response.status).toBe(200);
  return expectConformant(await response.json());
};

const bookingOf = (visits: readonly object[], prefetch: object = {}) =>
  aBooking({
    context: aContext({ appointments: { ...bundleOf(...visits), type: 'collection' } }),
    prefetch: { ...fullPrefetch(), ...prefetch },
  });

/** Every reference anywhere in a value. */
function referencesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

describe('the routing Task', () => {
  const taskFor = async (visit: object, prefetch: object = {}) => {
    const [card] = await cardsOf(await lab.post(bookingOf([visit], prefetch)));
    return card?.suggestions?.[0].actions[0].resource;
  };
  const { id: _id, ...unnamed } = aVisit({ status: 'proposed' });

  it('is about the appointment where the appointment has an id', async () => {
    expect((await taskFor(aVisit({ status: 'booked' })))?.['focus']).toEqual({ reference: 'Appointment/a1' });
  });

  it('is about the order where the appointment has no id yet', async () => {
    const task = await taskFor(unnamed);
    expect(task?.['focus']).toEqual({ reference: 'MedicationRequest/m1' });
    expect(task?.['resourceType']).toBe('Task');
  });

  it('refers only to what the call named', async () => {
    const known = ['Patient/p1', 'Practitioner/n1', 'MedicationRequest/m1', 'Coverage/c1', 'Appointment/a1'];
    for (const visit of [aVisit(), unnamed]) {
      await forgetCards(lab);
      const references = referencesIn(await taskFor(visit));
      expect(references).toContain('Patient/p1');
      for (const reference of references) expect(known).toContain(reference);
    }
    expect(referencesIn(await taskFor(unnamed))).not.toContainEqual(expect.stringMatching(/^Appointment\//));
  });
});

describe('a card about a part of what is on the screen', () => {
  const associated = (card: Card | undefined) =>
    card?.extension?.['davinci-crd.associated-resource'].map(({ reference }) => reference);
  const opdivo = anOrder({
    id: 'm2',
    status: 'draft',
    medicationCodeableConcept: { coding: [{ system: HCPCS, code: 'J9299' }], text: 'Opdivo' },
  });

  it('names the selected order by reference and in words', async () => {
    const scene = aScene({ user: 'Practitioner/dr', drafts: [anOrder({ status: 'draft' }), opdivo] });
    const [card] = await cardsOf(await lab.call('infusion-order-select', callOf('infusion-order-select', scene)));
    expect(associated(card)).toEqual(['MedicationRequest/m1']);
    expect(card?.summary).toContain('Keytruda');
  });

  it('carries no such list where it is about all of them', async () => {
    const scene = aScene({
      user: 'Practitioner/dr',
      drafts: [anOrder({ status: 'draft' }), opdivo],
      prefetch: { ...fullPrefetch(), medications: null },
    });
    const [both] = await cardsOf(await lab.call('infusion-order-sign', callOf('infusion-order-sign', scene)));
    expect(both?.detail).toMatch(/Keytruda[\s\S]*Opdivo|Opdivo[\s\S]*Keytruda/);
    expect(both?.extension).toBeUndefined();
    const [one] = await cardsOf(await lab.post(bookingOf([aVisit()])));
    expect(one?.extension).toBeUndefined();
  });

  it('names the visit that another plan has to pay for', async () => {
    const ending = aCoverage({
      period: { start: '2026-01-01', end: '2026-12-31' },
      payor: [{ display: 'Open Health' }],
    });
    const next = aCoverage({ id: 'c2', period: { start: '2027-01-01' } });
    const visits = [aVisit(), aVisit({ id: 'a2', start: '2027-01-12T09:00:00-05:00' })];
    const [card] = await cardsOf(await lab.post(bookingOf(visits, { coverages: bundleOf(ending, next) })));
    expect(card?.summary).toContain('Jan 12');
    expect(associated(card)).toEqual(['Appointment/a2']);
  });

  it('carries none where what it is about has no id', async () => {
    const ending = aCoverage({
      period: { start: '2026-01-01', end: '2026-12-31' },
      payor: [{ display: 'Open Health' }],
    });
    const next = aCoverage({ id: 'c2', period: { start: '2027-01-01' } });
    const { id: _id, ...later } = aVisit({ start: '2027-01-12T09:00:00-05:00', status: 'proposed' });
    const [card] = await cardsOf(await lab.post(bookingOf([aVisit(), later], { coverages: bundleOf(ending, next) })));
    expect(card?.summary).toContain('Jan 12');
    expect(card?.extension).toBeUndefined();
  });
});
