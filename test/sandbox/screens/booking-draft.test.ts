import { describe, expect, it } from 'vitest';
import type { Order } from '../../../sandbox/screens-api/screens.schema.ts';
import { BookingRequest } from '../../../sandbox/screens-api/screens.schema.ts';
import type { BookingDraft, DraftChange } from '../../../sandbox/screens/view/booking-draft.ts';
import { changeDraft, newDraft, requestOf, wholeNumber } from '../../../sandbox/screens/view/booking-draft.ts';
import { anOrder } from './chart-builders.ts';

const WHO = { user: 'Practitioner/scheduler-1', patient: 'p1' };
const SLOT = { chair: 'chair-1', start: '2026-11-23T10:00:00-06:00', end: '2026-11-23T12:00:00-06:00' };

const after = (orders: readonly Order[], ...changes: readonly DraftChange[]): BookingDraft =>
  changes.reduce(changeDraft, newDraft({ orders: [...orders] }));

describe('a booking draft', () => {
  it('begins with the only active order chosen, and with its interval', () => {
    const draft = newDraft({
      orders: [anOrder({ id: 'm1', intervalDays: 28 }), anOrder({ id: 'm0', status: 'stopped' })],
    });
    expect(draft.orders).toEqual(['m1']);
    expect(draft.everyDays).toBe('28');
  });

  it('chooses none of two active orders', () => {
    expect(newDraft({ orders: [anOrder({ id: 'm1' }), anOrder({ id: 'm2' })] }).orders).toEqual([]);
  });

  it('drops a chosen order when it is toggled again', () => {
    const order = anOrder({ id: 'm1' });
    expect(after([order], { kind: 'order-toggled', order }).orders).toEqual([]);
    expect(after([order], { kind: 'order-toggled', order }, { kind: 'order-toggled', order }).orders).toEqual(['m1']);
  });

  it('takes the interval of an order that a visitor wrote, and keeps the old one if it has none', () => {
    const written = (intervalDays: number | null): DraftChange => ({
      kind: 'order-written',
      order: anOrder({ id: 'v1', intervalDays }),
    });
    expect(after([], written(14)).everyDays).toBe('14');
    expect(after([], written(null)).everyDays).toBe('21');
  });

  it('does not take an interval that a series cannot have', () => {
    expect(newDraft({ orders: [anOrder({ id: 'm1', intervalDays: 90 })] }).everyDays).toBe('90');
    expect(newDraft({ orders: [anOrder({ id: 'm1', intervalDays: 91 })] }).everyDays).toBe('21');
  });

  it('forgets the chosen slot when a visit is to be moved', () => {
    const draft = after([], { kind: 'slot-chosen', slot: SLOT }, { kind: 'move-begun', visit: 'a1' });
    expect(draft.slot).toBeUndefined();
    expect(changeDraft(draft, { kind: 'move-ended' }).moving).toBeUndefined();
  });
});

describe('the request that a draft stands for', () => {
  const chosen = after([anOrder({ id: 'm1' })], { kind: 'slot-chosen', slot: SLOT });

  it('is one visit as long as the slot, and one that the server accepts', () => {
    const request = requestOf(chosen, WHO);
    expect(request).toEqual({ ...WHO, orders: ['m1'], chair: 'chair-1', start: SLOT.start, minutes: 120 });
    expect(BookingRequest.safeParse(request).success).toBe(true);
  });

  it('carries a series when one was chosen', () => {
    const draft = changeDraft(chosen, { kind: 'series-switched', isSeries: true });
    expect(requestOf(draft, WHO)?.series).toEqual({ visits: 3, everyDays: 21 });
  });

  it.each<[string, DraftChange]>([
    ['the slot', { kind: 'slot-dropped' }],
    ['a usable number of visits', { kind: 'visits-typed', visits: '25' }],
    ['a usable interval', { kind: 'days-typed', everyDays: '' }],
    ['rest from moving another visit', { kind: 'move-begun', visit: 'a1' }],
  ])('is not there without %s', (_, change) => {
    const series = changeDraft(chosen, { kind: 'series-switched', isSeries: true });
    expect(requestOf(changeDraft(series, change), WHO)).toBeUndefined();
  });
});

describe('a typed number', () => {
  it('is whole, and from 1 to the most', () => {
    expect(['0', '1', '24', '25', '2.5', '', '-3', ' 7 ', '1e1'].map((typed) => wholeNumber(typed, 24))).toEqual([
      undefined,
      1,
      24,
      undefined,
      undefined,
      undefined,
      undefined,
      7,
      undefined,
    ]);
  });
});
