import type { Example } from '../decision/example.ts';
import { day, exampleKnowledge, examplePolicy, exampleSnapshot, exampleVisit } from '../decision/example-course.ts';
import { planYearIsCovered } from './plan-year-is-covered.rule.ts';

export const rule = planYearIsCovered;

export const examples: readonly Example[] = [
  {
    title: 'A payer known not to carry over ends the 2026 authorization with 2026',
    given: exampleSnapshot({
      visits: [exampleVisit('2027-01-05')],
      knowledge: exampleKnowledge({
        policies: [examplePolicy({ authorization: { required: true, carriesOverPlanYear: false } })],
      }),
    }),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'ends-with-the-year' },
  },
  {
    title: 'From November on a 2026 authorization for a 2027 visit must be checked where the policy is silent',
    given: exampleSnapshot({
      visits: [exampleVisit('2027-01-05')],
      knowledge: exampleKnowledge({ policies: [examplePolicy({ authorization: { required: true } })] }),
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'may-end-with-the-year' },
  },
  {
    title: 'On October 31 it is too early to ask',
    given: exampleSnapshot({
      today: day('2026-10-31'),
      visits: [exampleVisit('2027-01-05')],
      knowledge: exampleKnowledge({ policies: [examplePolicy({ authorization: { required: true } })] }),
    }),
    expect: { verdict: 'not-applicable', reason: 'same-year' },
  },
  {
    title: 'A payer that carries over is clear',
    given: exampleSnapshot({ visits: [exampleVisit('2027-01-05')] }),
    expect: { verdict: 'clear', reason: 'carries-over' },
  },
  {
    title: 'A visit of the same year is clear',
    given: exampleSnapshot(),
    expect: { verdict: 'clear', reason: 'same-year' },
  },
  {
    title: 'Without an authorization there is no year to compare',
    given: exampleSnapshot({ authorizations: [] }),
    expect: { verdict: 'not-applicable', reason: 'no-authorization' },
  },
];
