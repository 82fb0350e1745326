import type { Example } from '../decision/example.ts';
import { day, exampleSnapshot } from '../decision/example-course.ts';
import type { ClinicalFacts } from '../visit/snapshot.ts';
import { noProgressionSinceApproval } from './no-progression-since-approval.rule.ts';

type Status = Omit<ClinicalFacts['results'][number], 'ref' | 'loinc'>;

const withStatus = (status: Status): ClinicalFacts => ({
  ...exampleSnapshot().clinical,
  results: [{ ref: 'Observation/s1', loinc: ['97509-4'], ...status }],
});

const status = (on: string, answer: string): ClinicalFacts => withStatus({ on: day(on), answers: [answer] });

export const rule = noProgressionSinceApproval;

export const examples: readonly Example[] = [
  {
    title: 'Approved July 1, progression documented October 5',
    given: exampleSnapshot({ clinical: status('2026-10-05', '271299001') }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'progressed' },
  },
  {
    title: 'Stable disease in October',
    given: exampleSnapshot({ clinical: status('2026-10-05', '359746009') }),
    expect: { verdict: 'clear', reason: 'none-recorded' },
  },
  {
    title: 'Progression before the approval is what the approval was for',
    given: exampleSnapshot({ clinical: status('2026-07-01', '271299001') }),
    expect: { verdict: 'clear', reason: 'none-recorded' },
  },
  {
    title: 'A status of October 5 that was put into words instead of a code cannot be told',
    given: exampleSnapshot({ clinical: withStatus({ on: day('2026-10-05') }) }),
    expect: { verdict: 'cannot-tell', severity: 'info', reason: 'status-unclear' },
  },
  {
    title: 'A status of October 5 that calls the disease undetermined cannot be told either',
    given: exampleSnapshot({ clinical: status('2026-10-05', '709137006') }),
    expect: { verdict: 'cannot-tell', severity: 'info', reason: 'status-unclear' },
  },
  {
    title: 'A progression on a day that nobody recorded may be later than the approval',
    given: exampleSnapshot({ clinical: withStatus({ answers: ['271299001'] }) }),
    expect: { verdict: 'cannot-tell', severity: 'info', reason: 'status-unclear' },
  },
  {
    title: 'A status before the approval need not be understood',
    given: exampleSnapshot({ clinical: withStatus({ on: day('2026-07-01') }) }),
    expect: { verdict: 'clear', reason: 'none-recorded' },
  },
  {
    title: 'A record without disease status is no source for this',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'no-source' },
  },
];
