import type { Example } from '../decision/example.ts';
import { day, exampleSnapshot, exampleUse } from '../decision/example-course.ts';
import type { PriorUse } from '../visit/snapshot.ts';
import { earlierVisitsAreCounted } from './earlier-visits-are-counted.rule.ts';

export const rule = earlierVisitsAreCounted;

const presumed: PriorUse = {
  ...exampleUse('2026-11-03', '200'),
  ref: 'Appointment/a0',
  date: day('2026-11-03'),
  basis: 'presumed-from-booking',
};

export const examples: readonly Example[] = [
  {
    title: 'The visit of November 3 was booked and nobody recorded its dose: it counts as used, and that is said',
    given: exampleSnapshot({ priorUses: [exampleUse('2026-10-13', '200'), presumed] }),
    expect: {
      verdict: 'clear',
      reason: 'presumed-given',
      sentence: 'Keytruda (J9271): no administration is recorded for Nov 3; counted as used at the planned units.',
    },
  },
  {
    title: 'The dose of November 3 is recorded',
    given: exampleSnapshot({ priorUses: [exampleUse('2026-11-03', '200')] }),
    expect: { verdict: 'clear', reason: 'all-recorded' },
  },
  {
    title: 'Before the first visit there is nothing to count',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'none-earlier' },
  },
  {
    title: 'Without an authorization there is nothing to count on',
    given: exampleSnapshot({ authorizations: [], priorUses: [presumed] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
