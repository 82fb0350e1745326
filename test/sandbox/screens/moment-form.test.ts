import { describe, expect, it } from 'vitest';
import { MomentRequest } from '../../../sandbox/screens-api/moments.schema.ts';
import type { Choice } from '../../../sandbox/screens/view/moment-form.ts';
import { EMPTY_MOMENT, missingFor, momentRequest } from '../../../sandbox/screens/view/moment-form.ts';
import { formOf, newOrder } from '../../../sandbox/screens/view/order-form.ts';
import { aPatient, aVisit, anOrder } from './chart-builders.ts';

const aChoice = (over: Partial<Choice> = {}): Choice => ({
  activity: 'give',
  user: 'Practitioner/nurse-1',
  chart: { patient: aPatient(), orders: [anOrder()], visits: [aVisit()], coverages: [], conditions: [] },
  orders: ['m1'],
  form: EMPTY_MOMENT,
  place: { today: '2026-11-23', timeZone: 'America/Chicago' },
  ...over,
});

describe('what a moment still needs', () => {
  it('is nothing for a dose of one order at a booked visit', () => {
    expect(missingFor(aChoice())).toBeUndefined();
    expect(MomentRequest.safeParse(momentRequest(aChoice())).success).toBe(true);
  });

  it('is the one order, whether none is ticked or two', () => {
    expect(missingFor(aChoice({ orders: [] }))).toContain('Tick the one order');
    expect(missingFor(aChoice({ orders: ['m1', 'm2'] }))).toContain('Tick the one order');
    expect(missingFor(aChoice({ activity: 'verify', orders: [] }))).toContain('Tick the one order');
  });

  it('is a visit, once the last one has passed', () => {
    const place = { today: '2026-11-24', timeZone: 'America/Chicago' };
    for (const activity of ['check-in', 'give', 'check-out'] as const)
      expect(missingFor(aChoice({ activity, place }))).toContain('No visit is booked');
    expect(missingFor(aChoice({ activity: 'chart', place }))).toBeUndefined();
  });

  it('is a dose that is a number', () => {
    expect(missingFor(aChoice({ form: { ...EMPTY_MOMENT, given: '2,5' } }))).toBe('The dose is not a number.');
    expect(missingFor(aChoice({ form: { ...EMPTY_MOMENT, given: '2.5' } }))).toBeUndefined();
  });

  it('is an order to sign, ticked or written', () => {
    const sign = aChoice({ activity: 'sign', orders: [] });
    expect(missingFor(sign)).toContain('Tick an order, or write one');
    expect(missingFor({ ...sign, form: { ...EMPTY_MOMENT, drafts: [{ drug: 'nivolumab' }] } })).toBeUndefined();
  });
});

describe('the request of a moment', () => {
  it('says no amount that nobody typed', () => {
    expect(momentRequest(aChoice())).not.toHaveProperty('given');
    expect(momentRequest(aChoice({ form: { ...EMPTY_MOMENT, given: '243' } }))).toMatchObject({
      moment: 'administration',
      given: { value: '243', unit: 'mg' },
    });
  });

  it('sends a changed order once, not beside its old words', () => {
    const drafts = [{ drug: 'nivolumab', replaces: 'm1' }];
    const request = momentRequest(aChoice({ activity: 'sign', form: { ...EMPTY_MOMENT, drafts } }));
    expect(request).toMatchObject({ moment: 'order-select', orders: [], drafts });
  });

  it('fills the form of a change with what the order states, and gives that back unchanged', () => {
    const order = anOrder({ dose: '200 mg', intervalDays: 21 });
    expect(newOrder(formOf(order))).toEqual({
      drug: order.drug,
      ...(order.hcpcs === null ? {} : { hcpcs: order.hcpcs }),
      dose: { value: '200', unit: 'mg' },
      intervalDays: 21,
    });
    expect(newOrder(formOf(anOrder({ dose: null, intervalDays: null })))).not.toHaveProperty('dose');
  });
});
