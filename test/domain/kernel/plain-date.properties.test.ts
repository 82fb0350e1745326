import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlainDate } from '../../../domain/kernel/plain-date.ts';
import {
  addDays,
  addMonths,
  compareDates,
  daysBetween,
  lastDayOfMonth,
  parsePlainDate,
  plainDate,
  quarterOf,
  weekdayOf,
} from '../../../domain/kernel/plain-date.ts';
import {
  addOpenDays,
  isOpen,
  openDayOnOrAfter,
  openDayOnOrBefore,
  openDaysBetween,
} from '../../../domain/kernel/business-calendar.ts';
import { randomSuite } from '../../support/random-suites.ts';

const EPOCH = plainDate('1970-01-01');
const date: fc.Arbitrary<PlainDate> = fc.integer({ min: -200_000, max: 200_000 }).map((days) => addDays(EPOCH, days));
const recent: fc.Arbitrary<PlainDate> = fc.integer({ min: 18_000, max: 24_000 }).map((days) => addDays(EPOCH, days));
const holidays = fc.array(recent, { maxLength: 40 }).map((days) => new Set(days));
const size = randomSuite(20_000);

describe('calendar days', () => {
  it('print and parse back to themselves', () => {
    fc.assert(
      fc.property(date, (day) => {
        expect(parsePlainDate(day)).toEqual({ ok: true, value: day });
      }),
      size,
    );
  });

  it('agree with the calendar of the platform', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200_000, max: 200_000 }), (days) => {
        const other = new Date(days * 86_400_000);
        const day = addDays(EPOCH, days);
        expect(day).toBe(other.toISOString().slice(0, 10));
        expect(weekdayOf(day)).toBe(other.getUTCDay());
      }),
      size,
    );
  });

  it('days between undo days added, and text order is day order', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -5000, max: 5000 }), (day, count) => {
        const moved = addDays(day, count);
        expect(daysBetween(day, moved)).toBe(count);
        expect(addDays(moved, -count)).toBe(day);
        expect(compareDates(day, moved)).toBe(Math.sign(-count) + 0);
      }),
      size,
    );
  });

  it('months later keep the day, or the last day that the month has', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -60, max: 60 }), (day, months) => {
        const moved = addMonths(day, months);
        const last = lastDayOfMonth(Number(moved.slice(0, 4)), Number(moved.slice(5, 7)));
        expect(moved.slice(8) === day.slice(8) || moved === last).toBe(true);
        const monthsApart =
          (Number(moved.slice(0, 4)) - Number(day.slice(0, 4))) * 12 +
          Number(moved.slice(5, 7)) -
          Number(day.slice(5, 7));
        expect(monthsApart).toBe(months);
      }),
      size,
    );
  });

  it('lie in the quarter that is theirs', () => {
    fc.assert(
      fc.property(date, (day) => {
        const { from, until, label } = quarterOf(day);
        expect(from <= day && day <= until).toBe(true);
        expect(quarterOf(addDays(until, 1)).from).toBe(addDays(until, 1));
        expect(label).toMatch(/^\d{4}Q[1-4]$/);
      }),
      size,
    );
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0000-01-01',
    '2026-1-1',
    '2026-01-01T00:00',
    '20260101',
    '',
    '1900-02-29',
  ])('%j does not exist', (text) => {
    expect(parsePlainDate(text)).toMatchObject({ ok: false, problem: { code: 'not-a-date' } });
  });

  it.each(['2024-02-29', '2000-02-29'])('%s exists', (text) => {
    expect(parsePlainDate(text).ok).toBe(true);
  });
});

describe('open days', () => {
  it('counted forth are counted back, and none is closed', () => {
    fc.assert(
      fc.property(recent, fc.integer({ min: 1, max: 60 }), holidays, (day, count, closed) => {
        const later = addOpenDays(day, count, closed);
        expect(isOpen(later, closed)).toBe(true);
        expect(openDaysBetween(day, later, closed)).toBe(count);
        expect(openDayOnOrBefore(day, closed) <= day && isOpen(openDayOnOrBefore(day, closed), closed)).toBe(true);
        expect(openDayOnOrAfter(day, closed) >= day && isOpen(openDayOnOrAfter(day, closed), closed)).toBe(true);
      }),
      randomSuite(10_000),
    );
  });

  it('Saturday and Sunday are closed, Friday and Monday are not', () => {
    const days = ['2026-12-04', '2026-12-05', '2026-12-06', '2026-12-07'].map(plainDate);
    expect(days.map((day) => isOpen(day, new Set()))).toEqual([true, false, false, true]);
  });
});
