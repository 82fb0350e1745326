import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BoardVisit } from '../../api-contract/board.schema.ts';
import { clockOfMinutes } from '../../client/pages/board/board-words.ts';
import type { Span } from '../../client/pages/board/hours-layout.ts';
import { axisOf, doOverlap, lanesOf, overlapsAmong, roomOf, shareOf } from '../../client/pages/board/hours-layout.ts';
import { hoursOfVisit, minutesIn } from '../../client/pages/board/hours-of-visit.ts';
import type { GridRow } from '../../client/pages/board/hours-rows.ts';
import { clockedBoard, gridRows, perHour } from '../../client/pages/board/hours-rows.ts';
import { stepFrom } from '../../client/pages/board/hours-steps.ts';

const ZONE = 'America/New_York';
const at = (hour: number, minute = 0): number => hour * 60 + minute;
const span = (from: number, until: number): Span => ({ from, until });
const self = (one: Span): Span => one;

describe('the layout of hours', () => {
  it.each([
    ['touch', span(at(9), at(11)), span(at(11), at(12)), false],
    ['share one minute', span(at(9), at(11)), span(at(10, 59), at(12)), true],
    ['hold each other', span(at(9), at(12)), span(at(10), at(11)), true],
  ])('says of two visits that %s whether they overlap, whichever comes first', (_name, a, b, does) => {
    expect([doOverlap(a, b), doOverlap(b, a)]).toEqual([does, does]);
    expect(overlapsAmong([b, a], self).get(a)).toEqual(does ? [b] : undefined);
    expect(lanesOf([a, b], self)).toHaveLength(does ? 2 : 1);
  });

  it.each([
    ['the usual ones of an empty day', [], at(7), at(18)],
    ['the usual ones where all lie within', [span(at(7), at(18))], at(7), at(18)],
    ['one more for a minute before', [span(at(6, 59), at(8))], at(6), at(18)],
    ['one more for a minute after', [span(at(8), at(18, 1))], at(7), at(19)],
    ['the whole day at most', [span(0, at(24))], 0, at(24)],
  ])('shows whole hours: %s', (_name, spans, from, until) => {
    expect(axisOf(spans)).toEqual({ from, until });
  });

  it('leaves a short visit room for its words, a long one its time, and none beyond the last hour', () => {
    const axis = span(at(7), at(18));
    expect(roomOf(span(at(9), at(9, 30)), 100, axis)).toEqual(span(at(9), at(10, 40)));
    expect(roomOf(span(at(9), at(12)), 100, axis)).toEqual(span(at(9), at(12)));
    expect(roomOf(span(at(17, 30), at(18)), 100, axis)).toEqual(span(at(16, 20), at(18)));
    expect(shareOf(span(at(8), at(9)), span(at(7), at(11)))).toEqual({ left: 0.25, width: 0.25 });
  });

  it('lays no two blocks of one line over each other, loses none, and takes no more lines than it must', () => {
    const spans = fc.array(
      fc.tuple(fc.nat(1400), fc.integer({ min: 1, max: 300 })).map(([from, long]) => span(from, from + long)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(spans, (all) => {
        const lanes = lanesOf(all, self);
        expect(lanes.flat()).toHaveLength(all.length);
        for (const lane of lanes)
          for (const [n, one] of lane.entries())
            expect(lane.slice(n + 1).some((other) => doOverlap(one, other))).toBe(false);
        const most = Math.max(
          0,
          ...all.map(({ from }) => all.filter((other) => doOverlap(other, span(from, from + 1))).length),
        );
        expect(lanes).toHaveLength(most);
      }),
    );
  });
});

describe('the hours of a visit', () => {
  const date = '2026-12-03';
  const hours = (start: string | undefined, end?: string) => hoursOfVisit({ date, start, end }, minutesIn(ZONE));

  it('are read off the clock of the site', () => {
    expect(hours('2026-12-03T14:00:00Z', '2026-12-03T16:30:00Z')).toMatchObject({
      from: at(9),
      until: at(11, 30),
      isAssumed: false,
    });
  });

  it.each([
    ['no end', undefined],
    ['an end at its start', '2026-12-03T14:00:00Z'],
    ['an end that nobody can read', 'soon'],
  ])('are an hour by assumption with %s, and say so', (_name, end) => {
    expect(hours('2026-12-03T14:00:00Z', end)).toMatchObject({ from: at(9), until: at(10), isAssumed: true });
  });

  it('are a minute long where the record says one minute', () => {
    expect(hours('2026-12-03T14:00:00Z', '2026-12-03T14:01:00Z')).toMatchObject({ until: at(9, 1), isAssumed: false });
  });

  it('end with the day at midnight, and a minute later go on to the next', () => {
    expect(hours('2026-12-03T22:00:00-05:00', '2026-12-04T00:00:00-05:00')).toMatchObject({
      until: at(24),
      endsOn: undefined,
    });
    expect(hours('2026-12-03T22:00:00-05:00', '2026-12-04T00:01:00-05:00')).toMatchObject({
      until: at(24),
      endsOn: '2026-12-04',
    });
    expect(hours('2026-12-02T23:00:00-05:00', '2026-12-03T01:00:00-05:00')).toMatchObject({
      from: 0,
      until: at(1),
      startsOn: '2026-12-02',
    });
  });

  it('are not known without a start, with one that nobody can read, or in a zone that nobody knows', () => {
    expect([hours(undefined), hours('soon')]).toEqual([undefined, undefined]);
    expect(hoursOfVisit({ date, start: '2026-12-03T14:00:00Z' }, minutesIn('Mars/Olympus'))).toBeUndefined();
  });
});

const aBooked = (
  appointment: string,
  start: string | undefined,
  end: string | undefined,
  over: Partial<BoardVisit> = {},
): BoardVisit => ({
  ...{ appointment, date: '2026-12-03', chair: 'Chair 4', place: 'Main', stale: false, state: 'confirmed' },
  ...(start === undefined ? {} : { start: `2026-12-03T${start}:00-05:00` }),
  ...(end === undefined ? {} : { end: `2026-12-03T${end}:00-05:00` }),
  ...{
    patient: { ref: 'Patient/p', name: `M. Example ${appointment}` },
    drugs: [{ name: 'Keytruda', hcpcs: 'J9271', state: 'valid' }],
  },
  ...over,
});

const gridOf = (visits: readonly BoardVisit[], shown = visits, manyDays = false): GridRow[] =>
  gridRows(shown, { ...clockedBoard(visits, ZONE), manyDays, least: 60 });
const heads = (rows: readonly GridRow[]) =>
  rows.map((row) => (row.kind === 'day' ? row.text : row.isFirst ? [row.head.chair, row.head.site].join('|') : '"'));
const marksOf = (rows: readonly GridRow[], appointment: string): string[] =>
  rows.flatMap((row) =>
    row.kind === 'day'
      ? []
      : row.blocks
          .filter(({ visit }) => visit.appointment === appointment)
          .flatMap(({ marks }) => marks.map(({ text }) => text)),
  );

describe('the lines of the grid', () => {
  it('say which visits take one chair at one time, also where a filter leaves the other out', () => {
    const visits = [aBooked('a', '09:00', '11:00'), aBooked('b', '10:30', '12:00'), aBooked('c', '12:00', '13:00')];
    const rows = gridOf(visits);
    expect(heads(rows)).toEqual(['Chair 4|', '"']);
    expect(marksOf(rows, 'a')).toEqual(['Overlaps 10:30 AM \u2068M. Example b\u2069 in Chair 4']);
    expect(marksOf(rows, 'c')).toEqual([]);
    expect(marksOf(gridOf(visits, visits.slice(0, 1)), 'a')).toHaveLength(1);
  });

  it('only may overlap where an end is not known, unless the start already does', () => {
    const open = aBooked('a', '09:00', undefined);
    expect(marksOf(gridOf([open, aBooked('b', '09:30', '11:00')]), 'b')).toEqual([
      'May overlap 9:00 AM \u2068M. Example a\u2069 in Chair 4',
    ]);
    expect(marksOf(gridOf([open, aBooked('b', '09:30', '11:00')]), 'a')).toContain('End unknown: 1 h drawn');
    expect(marksOf(gridOf([open, aBooked('b', '08:00', '09:01')]), 'b')[0]).toMatch(/^Overlaps/);
    expect(marksOf(gridOf([open, aBooked('b', '08:00', '09:00')]), 'b')).toEqual([]);
  });

  it('keep chairs of one name at two sites apart, and take no missing chair for a chair', () => {
    const [one, other] = [aBooked('a', '09:00', '11:00'), aBooked('b', '09:00', '11:00', { place: 'Annex' })];
    const { chair: _chair, ...nowhere } = aBooked('c', '09:00', '11:00');
    const rows = gridOf([nowhere, { ...nowhere, appointment: 'd' }, one, other]);
    expect(heads(rows)).toEqual(['Chair 4|Annex', 'Chair 4|Main', 'Chair not in the record|Main', '"']);
    expect(rows.flatMap((row) => (row.kind === 'day' ? [] : row.blocks.flatMap(({ marks }) => marks)))).toEqual([]);
  });

  it('lose no visit: what has no time stands at the end with its chair, what goes on past midnight says so', () => {
    const late = aBooked('late', '22:00', undefined, { end: '2026-12-04T02:00:00-05:00', chair: 'Chair 10' });
    const rows = gridOf([aBooked('when', undefined, undefined), late, aBooked('a', '09:00', '10:00')]);
    expect(heads(rows)).toEqual(['Chair 4|', 'Chair 10|', 'Time not in the record|']);
    expect(marksOf(rows, 'when')).toEqual(['Chair 4']);
    expect(marksOf(rows, 'late')).toEqual(['Goes on to Fri, Dec 4, 2:00 AM']);
  });

  it('come day by day where several are shown, and have as many lines as their fullest block says', () => {
    const before = { date: '2026-12-02', start: '2026-12-02T09:00:00-05:00', end: '2026-12-02T10:00:00-05:00' };
    const visits = [aBooked('a', '09:00', '10:00', { atRisk: '5.00', state: 'waiting' }), aBooked('b', '', '', before)];
    const rows = gridOf(visits, visits, true);
    expect(heads(rows)).toEqual(['Wed, Dec 2, 2026', 'Chair 4|', 'Thu, Dec 3, 2026', 'Chair 4|']);
    expect(rows.flatMap((row) => (row.kind === 'lane' ? row.lines : []))).toEqual([4, 5]);
  });

  it('count the visits that go on in each hour', () => {
    const visits = [aBooked('a', '09:00', '11:00'), aBooked('b', '10:59', '12:00')];
    const counts = perHour(visits, clockedBoard(visits, ZONE)).filter(({ count }) => count > 0);
    expect(counts.map(({ from, count }) => [clockOfMinutes(from), count])).toEqual([
      ['9 AM', 1],
      ['10 AM', 2],
      ['11 AM', 1],
    ]);
    expect([0, 12, 13].map((hour) => clockOfMinutes(hour * 60))).toEqual(['12 AM', '12 PM', '1 PM']);
  });
});

describe('the arrow keys of the grid', () => {
  const rows = gridOf([
    aBooked('a1', '08:00', '09:00', { chair: 'Chair 1' }),
    aBooked('a2', '10:00', '11:00', { chair: 'Chair 1' }),
    aBooked('a3', '13:00', '15:00', { chair: 'Chair 1' }),
    aBooked('b1', '10:30', '11:30', { chair: 'Chair 2' }),
    aBooked('b2', '14:00', '15:00', { chair: 'Chair 2' }),
  ]);
  const step = (key: string, from: string, isFar = false) => stepFrom(key, isFar, from, rows)?.visit.appointment;

  it.each([
    ['ArrowRight', 'a1', 'a2'],
    ['ArrowRight', 'a3', undefined],
    ['ArrowLeft', 'a1', undefined],
    ['ArrowDown', 'a1', 'b1'],
    ['ArrowDown', 'a3', 'b2'],
    ['ArrowDown', 'b1', undefined],
    ['ArrowUp', 'b1', 'a2'],
    ['ArrowUp', 'a2', undefined],
    ['Home', 'a3', 'a1'],
    ['End', 'a1', 'a3'],
    ['x', 'a1', undefined],
  ])('lead with %s from %s to %s', (key, from, to) => {
    expect(step(key, from)).toBe(to);
  });

  it('lead with Control to the ends of the grid, and from nowhere nowhere', () => {
    expect([step('End', 'a1', true), step('Home', 'b2', true), step('End', 'gone')]).toEqual(['b2', 'a1', undefined]);
  });
});
