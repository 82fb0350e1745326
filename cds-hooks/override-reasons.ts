import type { Coding } from './card-wire.ts';

const SYSTEM = 'urn:chairready:override-reason';

/** Why a person may pass over an authorization card; each covers one person, one visit and one fact. */
export const OVERRIDE_REASONS: readonly [Coding, ...Coding[]] = [
  { system: SYSTEM, code: 'already-submitted', display: 'Already submitted to the payer' },
  { system: SYSTEM, code: 'no-auth-needed', display: 'The payer says that none is needed' },
  { system: SYSTEM, code: 'patient-urgent', display: 'Treatment is urgent, proceeding' },
  { system: SYSTEM, code: 'other-coverage', display: 'Another coverage will pay' },
  { system: SYSTEM, code: 'data-wrong', display: 'The record shown is wrong' },
];
