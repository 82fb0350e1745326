import type { Example } from '../decision/example.ts';
import { day, exampleAuthorization, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { visitDayIsCertain } from './visit-day-is-certain.rule.ts';

export const rule = visitDayIsCertain;

export const examples: readonly Example[] = [
  {
    title: 'Only UTC is known, and the authorization ends between the two local days that it may be',
    given: exampleSnapshot({
      visits: [exampleVisit('2026-12-15', { mayBe: day('2026-12-14') })],
      authorizations: [exampleAuthorization({ period: { from: day('2026-07-01'), to: day('2026-12-14') } })],
    }),
    expect: { verdict: 'cannot-tell', reason: 'day-decides', missing: ['time zone of the site'] },
  },
  {
    title: 'Only UTC is known, but both days are covered alike',
    given: exampleSnapshot({ visits: [exampleVisit('2026-12-15', { mayBe: day('2026-12-14') })] }),
    expect: { verdict: 'clear', reason: 'either-day-alike' },
  },
  {
    title: 'With the site’s time zone the day is known',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'certain' },
  },
];
