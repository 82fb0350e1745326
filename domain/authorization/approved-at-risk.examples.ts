import type { Example } from '../decision/example.ts';
import { exampleSnapshot } from '../decision/example-course.ts';
import type { ProceedAtRisk } from '../visit/staff-statements.ts';
import { approvedAtRisk } from './approved-at-risk.rule.ts';

export const rule = approvedAtRisk;

const approval: ProceedAtRisk = {
  order: 'MedicationRequest/m1',
  appointment: 'Appointment/2026-12-15',
  approver: 'Dr. Okafor',
  reason: 'Curative intent, the payer has had the request since November 2.',
  at: '2026-12-11T14:00:00Z',
};

export const examples: readonly Example[] = [
  {
    title: 'No authorization is on file, and the medical director lets the dose go ahead',
    given: exampleSnapshot({ authorizations: [], proceedAtRisk: [approval] }),
    expect: {
      verdict: 'at-risk',
      severity: 'info',
      reason: 'goes-ahead',
      sentence:
        'Keytruda (J9271): Dr. Okafor lets the Dec 15 dose go ahead at risk: Curative intent, the payer has had the request since November 2.',
    },
  },
  {
    title: 'The authorization came after all',
    given: exampleSnapshot({ proceedAtRisk: [approval] }),
    expect: { verdict: 'clear', reason: 'no-longer-needed' },
  },
  {
    title: 'The approval was for another visit',
    given: exampleSnapshot({
      authorizations: [],
      proceedAtRisk: [{ ...approval, appointment: 'Appointment/2026-11-24' }],
    }),
    expect: { verdict: 'not-applicable', reason: 'nobody-approved' },
  },
];
