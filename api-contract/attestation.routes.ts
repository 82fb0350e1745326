/** Calls about what staff say of the visits of the patient in context; no other patient can be named. */
import { z } from 'zod';
import { patientHistory, statementDesk } from './attestation-view.schema.ts';
import { keptStatement, newStatement, retraction } from './attestation.schema.ts';
import type { ApiRoute } from './route.ts';
import { SIGNED_IN } from './route.ts';
import { plainDateText } from './scalars.schema.ts';

export const ATTESTATION_ROUTES = {
  statements: {
    method: 'get',
    path: '/api/visits/statements',
    summary: "What staff said about the patient's visits, and what this reader may add",
    access: 'bearer',
    query: z.object({ decision: z.string().min(1).max(64) }),
    success: { status: 200, schema: statementDesk },
    problems: ['bad-request', 'wrong-patient', 'not-allowed', 'not-found', ...SIGNED_IN],
  },
  recordStatement: {
    method: 'post',
    path: '/api/visits/statements',
    summary: "Record a payer's word, attest an approval, say who brings a drug, let a dose go ahead, or note something",
    access: 'bearer',
    body: newStatement,
    success: { status: 201, schema: keptStatement },
    problems: ['bad-request', 'unprocessable', 'wrong-patient', 'not-allowed', 'not-found', 'too-large', ...SIGNED_IN],
  },
  retractStatement: {
    method: 'post',
    path: '/api/visits/statements/{id}/retraction',
    summary: 'Take a statement back as entered in error; it stays in the history and counts for nothing',
    access: 'bearer',
    body: retraction,
    success: { status: 200, schema: keptStatement },
    problems: ['bad-request', 'unprocessable', 'not-allowed', 'not-found', ...SIGNED_IN],
  },
  patientHistory: {
    method: 'get',
    path: '/api/visits/history',
    summary: 'How the authorization of each drug changed from one kept decision to the next',
    access: 'bearer',
    query: z.object({ since: plainDateText }),
    success: { status: 200, schema: patientHistory },
    problems: ['bad-request', 'not-allowed', ...SIGNED_IN],
  },
} as const satisfies Record<string, ApiRoute>;
