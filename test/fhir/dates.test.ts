import { describe, expect, it } from 'vitest';
import { daysOf, isTimeZone, localDay } from '../../fhir/local-day.ts';
import type { ReadOptions } from '../../fhir/read-record.ts';
import { aCoverage, anAppointment, PATIENT } from '../support/fhir-builders.ts';
import { gapsOf, recordOf } from './reading.ts';

const NO_ZONE: Partial<ReadOptions> = { zones: {} };
const visit = (start: string, more: Partial<ReadOptions> = {}) => recordOf([anAppointment({ start })], more).visits[0];

describe('the date of a visit', () => {
  it('is the local day: half past eleven in the evening is still that day although UTC has moved on', () => {
    expect(visit('2026-12-11T04:30:00Z')?.date).toBe('2026-12-10');
    expect(visit('2026-12-11T05:00:00Z')?.date).toBe('2026-12-11');
    expect(visit('2026-12-10T23:30:00-05:00')?.date).toBe('2026-12-10');
  });

  it('changes at local midnight on the days on which the clocks change', () => {
    // New York left daylight saving time on 2026-11-01 at 06:00Z and enters it on 2027-03-14 at 07:00Z.
    expect(localDay('2026-11-01T03:59:00Z', 'America/New_York')?.date).toBe('2026-10-31');
    expect(localDay('2026-11-01T04:00:00Z', 'America/New_York')?.date).toBe('2026-11-01');
    expect(localDay('2026-11-02T04:59:00Z', 'America/New_York')?.date).toBe('2026-11-01');
    expect(localDay('2026-11-02T05:00:00Z', 'America/New_York')?.date).toBe('2026-11-02');
    expect(localDay('2027-03-15T03:59:00Z', 'America/New_York')?.date).toBe('2027-03-14');
    expect(localDay('2027-03-15T04:00:00Z', 'America/New_York')?.date).toBe('2027-03-15');
  });

  it('is told by the zone of the site, then of the tenant, then of the configuration', () => {
    const chair = { status: 'accepted' as const, actor: { reference: 'Location/l1' } };
    const at = anAppointment({
      start: '2026-12-11T06:30:00Z',
      participant: [{ status: 'accepted', actor: { reference: PATIENT } }, chair],
    });
    const date = (more: Partial<ReadOptions>) => recordOf([at], more).visits[0]?.date;
    const sites = { 'Location/l1': { timeZone: 'America/Los_Angeles' } };
    expect(date({ sites, zones: { tenant: 'America/New_York' } })).toBe('2026-12-10');
    expect(date({ zones: { tenant: 'America/New_York', fallback: 'America/Los_Angeles' } })).toBe('2026-12-11');
    expect(date({ zones: { fallback: 'America/Los_Angeles' } })).toBe('2026-12-10');
  });

  it('inherits the zone of the location that a chair is part of', () => {
    const participant = [{ status: 'accepted' as const, actor: { reference: 'Location/chair' } }];
    const center = { resourceType: 'Location' as const, id: 'chair', partOf: { reference: 'Location/center' } };
    const at = anAppointment({ start: '2026-12-11T06:30:00Z', participant });
    const record = recordOf([at, center, { resourceType: 'Location', id: 'center', name: 'Infusion' }], {
      sites: { 'Location/center': { timeZone: 'America/Los_Angeles' } },
    });
    expect(record.visits[0]?.date).toBe('2026-12-10');
  });

  it('is the written day where no zone is known and an offset is written', () => {
    expect(visit('2026-12-10T23:30:00-08:00', NO_ZONE)).toMatchObject({ date: '2026-12-10' });
    expect(visit('2026-12-10T23:30:00-08:00', NO_ZONE)?.mayBe).toBeUndefined();
  });

  it('may be the day before or after where only UTC is known', () => {
    expect(visit('2026-12-10T04:30:00Z', NO_ZONE)).toMatchObject({ date: '2026-12-10', mayBe: '2026-12-09' });
    expect(visit('2026-12-10T23:30:00Z', NO_ZONE)).toMatchObject({ date: '2026-12-10', mayBe: '2026-12-11' });
    expect(visit('2026-12-10T04:30:00Z')?.mayBe).toBeUndefined();
  });

  it('is taken as written, with a gap, where the time has no offset', () => {
    const record = recordOf([anAppointment({ start: '2026-12-10T23:30:00' })]);
    expect(record.visits[0]?.date).toBe('2026-12-10');
    expect(gapsOf(record)).toEqual(['Appointment/a1.start: a time without offset; its day is taken as written']);
  });

  it('comes from requestedPeriod where there is no slot yet', () => {
    const {
      start: _start,
      end: _end,
      ...request
    } = anAppointment({ status: 'proposed', requestedPeriod: [{ start: '2026-12-20' }] });
    expect(recordOf([request]).visits[0]).toMatchObject({ date: '2026-12-20', status: 'proposed' });
  });

  it('leaves out yesterday and keeps today', () => {
    expect(visit('2026-11-20T09:00:00-05:00')).toBeUndefined();
    expect(visit('2026-11-21T09:00:00-05:00')?.date).toBe('2026-11-21');
  });
});

describe('partial dates', () => {
  it('start on their first and end on their last day', () => {
    expect(daysOf('2026-02', undefined)).toEqual({ first: '2026-02-01', last: '2026-02-28' });
    expect(daysOf('2028-02', undefined)).toEqual({ first: '2028-02-01', last: '2028-02-29' });
    expect(daysOf('2026', undefined)).toEqual({ first: '2026-01-01', last: '2026-12-31' });
    expect(recordOf([aCoverage({ period: { start: '2026-03', end: '2026-09' } })]).coverages[0]?.period).toEqual({
      from: '2026-03-01',
      to: '2026-09-30',
    });
  });

  it.each(['2026-13', '2026-02-30', 'soon', '2026-02-03T25:00:00Z', '20261'])('%s is no date', (written) => {
    expect(daysOf(written, 'America/New_York')).toBeUndefined();
  });
});

describe('a time zone', () => {
  it('is checked before it is used', () => {
    expect(isTimeZone('America/Chicago')).toBe(true);
    expect(isTimeZone('Middle/Earth')).toBe(false);
  });
});
