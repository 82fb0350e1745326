import { expect, it } from 'vitest';
import { compared, differs } from '../../client/pages/audit/compared-lines.ts';
import { Replayed } from '../../client/pages/audit/replayed-decision.tsx';
import { aDecision, aDrug, aFinding, aVisit } from './decision-views.ts';
import { textOf } from './rendering.tsx';

const THEN = aDecision({
  visits: [
    aVisit({ findings: [aFinding(), aFinding({ rule: 'coverage/active', sentence: 'The plan ended in May.' })] }),
    aVisit({ appointment: 'Appointment/a2', date: '2026-12-22' }),
  ],
});
const NOW = aDecision({
  visits: [
    aVisit({
      findings: [aFinding({ sentence: 'It ends Dec 10, five days early.' })],
      drugs: [aDrug(), aDrug({ order: 'x' })],
    }),
    aVisit({ appointment: 'Appointment/a2', date: '2026-12-22' }),
  ],
});

const marked = (side: 'then' | 'now') =>
  compared(THEN, NOW)[side].map(({ lines }) => lines.filter(differs).map(({ difference, text }) => [difference, text]));

it('tells a line that says something else from one that only one side has, on both sides', () => {
  expect(marked('then')).toEqual([
    [
      ['other', 'The authorization A12345678 ends Dec 10; the Dec 15 visit is five days after it.'],
      ['alone', 'The plan ended in May.'],
    ],
    [],
  ]);
  expect(marked('now')).toEqual([
    [
      ['alone', expect.stringContaining('Keytruda')],
      ['other', 'It ends Dec 10, five days early.'],
    ],
    [],
  ]);
  expect(compared(THEN, NOW).differing).toBe(3);
  expect(compared(THEN, THEN).differing).toBe(0);
});

it('says in words beside a shape which lines differ, and how many', () => {
  const rules = { then: 'a'.repeat(64), now: 'b'.repeat(64) };
  const page = (now: typeof NOW) =>
    textOf(<Replayed replay={{ replayed: { same: true }, rules, then: THEN, now, differences: [] }} />);
  expect(page(NOW)).toContain('3 lines differ.');
  for (const said of ['differs', 'only then', 'only today', 'Only what differs']) expect(page(NOW)).toContain(said);
  expect(page(THEN)).toContain('0 lines differ.');
  for (const said of ['only then', 'only today', 'Only what differs']) expect(page(THEN)).not.toContain(said);
});
