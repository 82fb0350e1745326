import { describe, expect, it } from 'vitest';
import {
  clockText,
  countText,
  dollarsText,
  fullDay,
  idOf,
  longDay,
  momentText,
  nearDay,
  percentText,
  periodText,
  pointsText,
  relativeDay,
  unitsText,
} from '../../client/ui/text.ts';

describe('days', () => {
  it('are named with weekday, day and year', () => {
    expect(longDay('2026-12-15')).toBe('Tue, Dec 15, 2026');
    expect(fullDay('2026-12-05')).toBe('Dec 5, 2026');
  });

  it('are shown as they came when they are no date', () => {
    expect(longDay('2026-02-30')).toBe('2026-02-30');
  });

  it('name their year only where it is another than today', () => {
    expect(nearDay('2026-12-31', '2026-11-21')).toBe('Thu, Dec 31');
    expect(nearDay('2027-01-01', '2026-11-21')).toBe('Fri, Jan 1, 2027');
  });

  it('are counted from the day of the decision', () => {
    const from = '2026-12-15';
    expect(relativeDay('2026-12-15', from)).toBe('today');
    expect(relativeDay('2026-12-16', from)).toBe('tomorrow');
    expect(relativeDay('2026-12-17', from)).toBe('in 2 days');
    expect(relativeDay('2026-12-14', from)).toBe('yesterday');
    expect(relativeDay('2026-12-13', from)).toBe('2 days ago');
  });

  it('make a period of what is known of it', () => {
    expect(periodText('2026-06-10', '2026-12-10')).toBe('Jun 10, 2026 to Dec 10, 2026');
    expect(periodText(undefined, '2026-12-10')).toBe('until Dec 10, 2026');
    expect(periodText('2026-06-10', undefined)).toBe('from Jun 10, 2026');
    expect(periodText(undefined, undefined)).toBeUndefined();
  });
});

/** The formatter writes a narrow no-break space before AM and PM. */
const plain = (text: string | undefined): string | undefined => text?.replace(/\s/g, ' ');

describe('moments', () => {
  it('are told in the zone of the site', () => {
    expect(plain(clockText('2026-12-15T14:30:00Z', 'America/New_York'))).toBe('9:30 AM');
    expect(plain(momentText('2026-11-21T02:00:00Z', 'America/Los_Angeles'))).toBe('Nov 20, 2026, 6:00 PM');
  });

  it('are left out when the moment or the zone cannot be read', () => {
    expect(clockText('soon', 'America/New_York')).toBeUndefined();
    expect(clockText('2026-12-15T14:30:00Z', 'Mars/Olympus')).toBeUndefined();
  });
});

describe('numbers', () => {
  it('count with separators and the right plural', () => {
    expect(countText(12000)).toBe('12,000');
    expect(unitsText(1)).toBe('1 unit');
    expect(unitsText(2, 'visits')).toBe('2 visits');
    expect(unitsText(133.3333)).toBe('133.333 units');
  });

  it('never round a chance to certainty', () => {
    expect([0, 0.004, 0.01, 0.815, 0.99, 0.994, 1].map(percentText)).toEqual([
      '0%',
      'under 1%',
      '1%',
      '82%',
      '99%',
      'over 99%',
      '100%',
    ]);
  });

  it('say a gain in points', () => {
    expect([0.004, 0.01, 0.124].map(pointsText)).toEqual(['under 1 point', '+1 point', '+12 points']);
  });

  it('group dollars and leave their decimals alone', () => {
    expect(dollarsText('12129.00')).toBe('$12,129.00');
    expect(dollarsText('1234567.1234')).toBe('$1,234,567.1234');
    expect(dollarsText('-0.05')).toBe('-$0.05');
    expect(dollarsText('999')).toBe('$999');
  });
});

it('a reference is told by its id', () => {
  expect(idOf('MedicationRequest/m1')).toBe('m1');
  expect(idOf('m1')).toBe('m1');
});
