import { describe, expect, it } from 'vitest';
import type { BoardVisit } from '../../api-contract/board.schema.ts';
import type { BoardFilter } from '../../client/pages/board/board-rows.ts';
import { countsOf, dollarsOf, filtered, rowsOf } from '../../client/pages/board/board-rows.ts';
import { whenAndWhere } from '../../client/pages/board/board-words.ts';
import { shifted, spanOf } from '../../client/pages/board/board-span.ts';
import { changeLine } from '../../client/pages/changes/change-line.ts';
import { contrast, tokensOfStyle } from '../../client/view/ehr-style.ts';

const aBooked = (appointment: string, over: Partial<BoardVisit> = {}): BoardVisit => ({
  ...{
    appointment,
    date: '2026-12-03',
    start: '2026-12-03T14:00:00Z',
    chair: 'Chair 1',
    place: 'Main',
    payer: 'Open Health',
  },
  ...{ patient: { ref: 'Patient/p1' }, state: 'confirmed', stale: false },
  drugs: [{ name: 'Keytruda', hcpcs: 'J9271', state: 'valid' }],
  ...over,
});
const ALL: BoardFilter = { state: undefined, payer: undefined, drug: undefined, site: undefined };
const ZONE = 'America/New_York';

describe('the span of the board', () => {
  it.each([
    ['a day by itself', '2026-12-03', 'day', '2026-12-03', '2026-12-03'],
    ['the week of a Thursday from its Monday', '2026-12-03', 'week', '2026-11-30', '2026-12-06'],
    ['the week of a Sunday from the Monday before', '2026-12-06', 'week', '2026-11-30', '2026-12-06'],
    ['the week of a Monday from that day', '2026-12-07', 'week', '2026-12-07', '2026-12-13'],
    ['today for what is no day', 'tomorrow', 'day', '2026-12-01', '2026-12-01'],
  ])('is %s', (_name, day, span, from, to) => {
    expect(spanOf(day, span, '2026-12-01')).toMatchObject({ from, to });
  });

  it('moves by a day or by a week, over the end of a year', () => {
    expect(shifted(spanOf('2026-12-31', 'day', '2026-12-01'), 1)).toBe('2027-01-01');
    expect(shifted(spanOf('2027-01-03', 'week', '2026-12-01'), -1)).toBe('2026-12-27');
  });
});

describe('the rows of the board', () => {
  const visits = [
    aBooked('a'),
    aBooked('b', { start: '2026-12-03T14:59:00Z', chair: 'Chair 10' }),
    aBooked('c', {
      start: '2026-12-03T15:00:00Z',
      chair: 'Chair 2',
      place: 'Annex',
      state: 'action-needed',
      atRisk: '100.10',
    }),
  ];
  const layout = { grouping: 'time' as const, columns: 2, timeZone: ZONE, manyDays: false };

  it('count the starts of each hour in the zone of the site, so many blocks to a row', () => {
    expect(rowsOf(visits, layout).map((row) => (row.kind === 'heading' ? row.text : row.visits.length))).toEqual([
      '9 AM',
      2,
      '10 AM',
      1,
    ]);
    expect(rowsOf(visits, { ...layout, columns: 1 }).filter(({ kind }) => kind === 'visits')).toHaveLength(3);
  });

  it('come by chair in the order that people count in, of several days each day by itself', () => {
    const rows = rowsOf(visits, { ...layout, grouping: 'chair' });
    expect(rows.flatMap((row) => (row.kind === 'heading' ? row.text : []))).toEqual(['Chair 1', 'Chair 2', 'Chair 10']);
    const week = rowsOf([aBooked('d', { date: '2026-12-04' }), ...visits], {
      ...layout,
      grouping: 'chair',
      manyDays: true,
    });
    expect(week.flatMap((row) => (row.kind === 'heading' ? row.text : []))).toEqual([
      'Thu, Dec 3, 2026, Chair 1',
      'Thu, Dec 3, 2026, Chair 2',
      'Thu, Dec 3, 2026, Chair 10',
      'Fri, Dec 4, 2026, Chair 1',
    ]);
  });

  it('tell from when until when and in which chair, and leave out what the record does not tell', () => {
    const [start, end] = ['2026-12-03T14:00:00Z', '2026-12-03T16:30:00Z'];
    expect(whenAndWhere(aBooked('a', { start, end }), ZONE)).toBe(
      'Thu, Dec 3, 2026, 9:00 AM to 11:30 AM, Chair 1, Main',
    );
    const { start: _start, chair: _chair, place: _place, ...bare } = aBooked('b', { end });
    expect(whenAndWhere(bare, ZONE)).toBe('Thu, Dec 3, 2026, time unknown');
    expect(whenAndWhere(aBooked('c', { place: 'Chair 1' }), ZONE)).toBe('Thu, Dec 3, 2026, 9:00 AM, Chair 1');
  });

  it('say that an hour or a place is not known', () => {
    const { start: _start, chair: _chair, ...unknown } = aBooked('d');
    expect(rowsOf([unknown], layout)[0]).toMatchObject({ text: 'Time not in the record' });
    expect(rowsOf([unknown], { ...layout, grouping: 'chair' })[0]).toMatchObject({ text: 'Chair not in the record' });
  });

  it('are filtered by what is chosen, and count the states that the other filters leave', () => {
    expect(filtered(visits, { ...ALL, state: 'action-needed' }).map(({ appointment }) => appointment)).toEqual(['c']);
    expect(filtered(visits, { ...ALL, drug: 'Keytruda (J9271)', payer: 'Open Health' })).toHaveLength(3);
    expect(filtered(visits, { ...ALL, payer: 'Sunrise' })).toEqual([]);
    expect(countsOf(visits, { ...ALL, state: 'confirmed', site: 'Annex' }).get('action-needed')).toBe(1);
  });

  it('add up what is at risk exactly, and count what is not known', () => {
    const atRisk = Array.from({ length: 3 }, (_, n) => aBooked(String(n), { state: 'action-needed', atRisk: '0.10' }));
    expect(dollarsOf(atRisk)).toEqual({ cents: 30, unknown: 0 });
    expect(dollarsOf([aBooked('n', { state: 'cannot-tell', atRisk: null })])).toEqual({ cents: 0, unknown: 1 });
    expect(dollarsOf([aBooked('n', { atRisk: '5.00' })])).toEqual({ cents: 0, unknown: 0 });
  });
});

describe('a line of the changes', () => {
  it('says before and after in the words of the screens', () => {
    const drug = { kind: 'drug' as const, what: 'Keytruda (J9271)', before: 'valid', after: 'denied' };
    expect(changeLine(drug, ZONE)).toEqual({ what: 'Keytruda (J9271)', before: 'authorized', after: 'denied' });
    const dose = { kind: 'dose' as const, what: 'Keytruda (J9271)', before: '200' };
    expect(changeLine({ ...dose, after: '400' }, ZONE)).toEqual({
      what: 'Keytruda (J9271)',
      before: '200 billing units planned',
      after: '400 billing units planned',
    });
    expect(changeLine(dose, ZONE).after).toBe('dose not known');
    expect(changeLine({ kind: 'start', what: '', after: '2026-12-03T14:00:00Z' }, ZONE).after).toMatch(/9:00/);
  });

  it('says that a finding is settled where it is gone', () => {
    const gone = { kind: 'finding' as const, what: 'The plan is the authorized one', before: 'at-risk' };
    expect(changeLine(gone, ZONE)).toMatchObject({ before: 'not so', after: 'settled' });
  });
});

describe('the look of the EHR', () => {
  const own: Readonly<Record<string, string>> = {
    '--cr-ground': '#eef1f4',
    '--cr-surface': '#ffffff',
    '--cr-text': '#17212b',
    '--cr-muted': '#4d5a67',
    '--cr-link': '#174ea6',
  };
  const followed = (style: unknown) => tokensOfStyle(style, (name) => own[name] ?? '');

  it('is followed where every text stays readable', () => {
    expect(followed({ color_background: '#edeae3', font_family_body: "Georgia, 'Times New Roman', serif" })).toEqual({
      '--cr-ground': '#edeae3',
      '--mantine-font-family': "Georgia, 'Times New Roman', serif, system-ui, sans-serif",
    });
  });

  it('is not followed where a text would fall below 4.5 to 1', () => {
    expect(followed({ color_background: '#777777' })).toEqual({});
    expect(followed({ color_text: '#999999', color_highlight: '#f5f5f5' })).toEqual({});
  });

  it('takes no meaning away from the colors of states, and no address or function for a font', () => {
    expect(followed({ color_error: '#ff0000', color_success: '#00ff00' })).toEqual({});
    expect(followed({ font_family_body: 'url(https://elsewhere.example/f)' })).toEqual({});
    expect(followed({ color_background: 'red; background: url(x)' })).toEqual({});
    expect(followed('nothing')).toEqual({});
  });

  it('measures contrast as WCAG does, at both ends', () => {
    expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#777777')).toBe(1);
    expect(contrast('#767676', '#ffffff')).toBeGreaterThan(4.5);
    expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
  });
});
