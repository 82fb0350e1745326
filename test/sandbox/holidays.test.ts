import { expect, it } from 'vitest';
import { holidaysFrom, openDayFrom } from '../../sandbox/holidays.ts';

it('closes the clinic on the US holidays of this year and the next', () => {
  expect(holidaysFrom('2026-11-21')).toEqual([
    '2026-01-01',
    '2026-05-25',
    '2026-07-04',
    '2026-09-07',
    '2026-11-26',
    '2026-12-25',
    '2027-01-01',
    '2027-05-31',
    '2027-07-04',
    '2027-09-06',
    '2027-11-25',
    '2027-12-25',
  ]);
});

it.each([
  ['2026-11-25', '2026-11-25'],
  ['2026-11-26', '2026-11-27'],
  ['2026-11-28', '2026-11-30'],
  ['2026-12-24', '2026-12-24'],
  ['2026-12-25', '2026-12-28'],
  ['2027-01-01', '2027-01-04'],
])('opens from %s on next on %s', (day, open) => {
  expect(openDayFrom(day)).toBe(open);
});
