import type { Example } from '../decision/example.ts';
import {
  day,
  exampleAuthorization,
  exampleKnowledge,
  examplePolicy,
  exampleSnapshot,
  exampleUse,
} from '../decision/example-course.ts';
import type { Snapshot } from '../visit/snapshot.ts';
import { givenDosesWereAuthorized } from './given-doses-were-authorized.rule.ts';

export const rule = givenDosesWereAuthorized;

/** The authorization began on November 10, a week after the dose of November 3; today is November 21. */
const dosed = (retroAuthorizationDays: number | undefined, different: Partial<Snapshot> = {}): Snapshot =>
  exampleSnapshot({
    priorUses: [exampleUse('2026-11-03', '200')],
    authorizations: [exampleAuthorization({ period: { from: day('2026-11-10'), to: day('2027-06-30') } })],
    knowledge: exampleKnowledge({
      policies: [examplePolicy(retroAuthorizationDays === undefined ? {} : { windows: { retroAuthorizationDays } })],
    }),
    ...different,
  });

export const examples: readonly Example[] = [
  {
    title: 'The payer takes retro requests for 22 days: four are left',
    given: dosed(22),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'window-open',
      sentence:
        'Keytruda (J9271): dose of Nov 3 given without a valid auth; Sunrise Health Plan takes a retro request until Nov 25.',
    },
  },
  {
    title: 'It takes them for 21 days: three are left',
    given: dosed(21),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'window-open' },
  },
  {
    title: 'It takes them for 18 days: today is the last one',
    given: dosed(18),
    expect: { verdict: 'at-risk', severity: 'critical', reason: 'window-open' },
  },
  {
    title: 'It takes them for 17 days: the window closed yesterday, and that is said',
    given: dosed(17),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'window-closed',
      sentence:
        'Keytruda (J9271): dose of Nov 3 given without a valid auth; the retro window of Sunrise Health Plan closed Nov 20.',
    },
  },
  {
    title: 'It takes none',
    given: dosed(0),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'no-window' },
  },
  {
    title: 'Its policy does not say',
    given: dosed(undefined),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'window-not-stated' },
  },
  {
    title: 'Its policy does not say, and the dose was given 90 days ago',
    given: dosed(undefined, { priorUses: [exampleUse('2026-08-23', '200')] }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'window-not-stated' },
  },
  {
    title: "Its policy does not say, and the dose was given 91 days ago: the claim is the biller's affair",
    given: dosed(undefined, { priorUses: [exampleUse('2026-08-22', '200')] }),
    expect: { verdict: 'clear', reason: 'all-authorized' },
  },
  {
    title: 'It takes none, and the dose was given 30 days ago',
    given: dosed(0, { priorUses: [exampleUse('2026-10-22', '200')] }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'no-window' },
  },
  {
    title: 'It takes none, and the dose was given 31 days ago',
    given: dosed(0, { priorUses: [exampleUse('2026-10-21', '200')] }),
    expect: { verdict: 'clear', reason: 'all-authorized' },
  },
  {
    title: 'It takes them for 76 business days: a dose of 105 days ago is still in time',
    given: dosed(76, {
      priorUses: [exampleUse('2026-08-08', '200')],
      knowledge: exampleKnowledge({
        policies: [examplePolicy({ windows: { retroAuthorizationDays: 76, basis: 'business' } })],
      }),
    }),
    expect: { verdict: 'at-risk', reason: 'window-open' },
  },
  {
    title: 'The request of October 30 is still waiting',
    given: dosed(14, {
      authorizations: [exampleAuthorization({ decision: 'pended', created: day('2026-10-30'), period: {} })],
    }),
    expect: { verdict: 'at-risk', severity: 'warning', reason: 'answer-awaited' },
  },
  {
    title: 'The authorization covered the dose',
    given: exampleSnapshot({ priorUses: [exampleUse('2026-11-03', '200')] }),
    expect: { verdict: 'clear', reason: 'all-authorized' },
  },
  {
    title: 'Two doses without one are told of together',
    given: dosed(30, { priorUses: [exampleUse('2026-11-03', '200'), exampleUse('2026-11-09', '200')] }),
    expect: {
      verdict: 'at-risk',
      severity: 'warning',
      reason: 'window-open',
      sentence:
        'Keytruda (J9271): dose of Nov 3 and 1 more given without a valid auth; Sunrise Health Plan takes a retro request until Dec 3.',
    },
  },
  {
    title: 'A visit whose dose nobody recorded is no dose given',
    given: dosed(22, {
      priorUses: [{ ...exampleUse('2026-11-03', '200'), basis: 'presumed-from-booking' }],
    }),
    expect: { verdict: 'clear', reason: 'all-authorized' },
  },
  {
    title: 'The study paid for the dose',
    given: dosed(22, { priorUses: [{ ...exampleUse('2026-11-03', '200'), supply: 'trial' }] }),
    expect: { verdict: 'clear', reason: 'all-authorized' },
  },
  {
    title: 'No dose was given yet',
    given: exampleSnapshot(),
    expect: { verdict: 'not-applicable', reason: 'none-given' },
  },
];
